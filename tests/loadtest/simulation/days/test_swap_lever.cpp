// Greener places of the day, offered and taken in a simulated hall.
#include <doctest/doctest.h>

#include "tests/loadtest/simulation/days/one_hall.hpp"

namespace offpeak::loadtest {
namespace {

/// A rush of walk-ins at opening; bookings at 10:00, and a hall that is red long before.
void rush(OneHall& one, double compliance) {
  one.scenario.demand.balking_share = 0;
  for (int i = 0; i < 24; ++i) one.come(8, 30);
  for (int i = 0; i < 3; ++i) one.book(10, 0);
  one.scenario.following.swaps = true;
  one.scenario.following.compliance = compliance;
}

/// Milliseconds of the day.
std::vector<DayTime> booked_slots(const OneHall& one) {
  std::vector<DayTime> slots;
  for (const Guest& guest : one.simulator.last_hall().guests()) {
    if (guest.has_appointment) slots.push_back(guest.slot_at);
  }
  return slots;
}

TEST_CASE("who follows comes at the greener time, and the day's rules hold") {
  OneHall one;
  rush(one, 1);
  const auto result = one.play();
  CHECK(result.balance.meant == result.balance.sum());
  const auto slots = booked_slots(one);
  REQUIRE(slots.size() == 3);
  for (const DayTime slot : slots) CHECK(slot > 10 * 60 * minute_ms);
  for (const Guest& guest : one.simulator.last_hall().guests()) {
    if (!guest.has_appointment) continue;
    CHECK(guest.came_at == guest.slot_at);
    CHECK(guest.kind == Kind::booked);
  }
  // From the wished time, which was the first one's.
  DayTime shift = 0;
  for (const DayTime slot : slots) shift += slot - 10 * 60 * minute_ms;
  CHECK(result.bookings.shift_ms == shift);
  CHECK(result.bookings.followed == 3);
}

TEST_CASE("who does not answer keeps the time, and nothing stays taken for it") {
  OneHall one;
  rush(one, 0);
  const auto result = one.play();
  CHECK(result.balance.meant == result.balance.sum());
  CHECK(booked_slots(one) == std::vector<DayTime>(3, 10 * 60 * minute_ms));
}

}  // namespace
}  // namespace offpeak::loadtest

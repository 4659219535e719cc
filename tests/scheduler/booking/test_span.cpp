// Parties for whom a slot is too small take adjacent ones.
#include <array>

#include "scheduler/booking/span.hpp"
#include "tests/scheduler/fixture.hpp"

namespace offpeak::scheduler::tests {
namespace {

// 30 minutes for booking in each slot, of which a registration takes 15.
constexpr const char* nine = "330127.business.2026-06-12.0900";
constexpr const char* half_past_nine = "330127.business.2026-06-12.0930";
constexpr const char* ten = "330127.business.2026-06-12.1000";
constexpr const char* half_past_eleven = "330127.business.2026-06-12.1130";

Visitor firm(CitizenKey who) { return {who, business_registration}; }

TEST_CASE("a party takes as few slots as have room for equal shares") {
  struct Row {
    int room_minutes, minutes, slots;
  };
  const std::array rows{Row{30, 1, 1},   Row{30, 30, 1},  Row{30, 31, 2},
                        Row{30, 60, 2},  Row{30, 61, 3},  Row{9, 11, 2},
                        Row{15, 120, 8}, Row{15, 121, 0}, Row{0, 5, 0}};
  for (const auto& row : rows) {
    CAPTURE(row.minutes);
    CHECK(slots_needed(row.room_minutes, row.minutes) == row.slots);
  }
}

TEST_CASE("shares are equal but for the minutes left over, and together the whole") {
  for (int slots = 1; slots <= span_slots_max; ++slots) {
    for (int minutes = slots; minutes < 200; ++minutes) {
      const SlotSpan span{.first = slot(nine),
                          .slot_minutes = 30,
                          .slots = static_cast<std::uint8_t>(slots),
                          .minutes = static_cast<std::uint16_t>(minutes)};
      std::uint32_t sum = 0;
      for (int i = 0; i < slots; ++i) sum += span.share(i);
      REQUIRE(sum == static_cast<std::uint32_t>(minutes));
      REQUIRE(span.share(0) - span.share(slots - 1) <= 1);
    }
  }
}

TEST_CASE("three who are too many for a slot have two, until they give both back") {
  Driver driver;
  const auto booking = driver.book(nine, {firm(alice), firm(bob), firm(carol)});
  REQUIRE(booking == Rejection::none);
  CHECK(driver.taken(nine) == 23);
  CHECK(driver.taken(half_past_nine) == 22);
  const auto view = answer(driver.state(), booking.receipt).appointment;
  CHECK(view.slot == slot(nine));
  CHECK(view.minutes == 60);

  CHECK(driver.book(nine, {firm(dave)}) == Rejection::slot_full);
  CHECK(driver.book(half_past_nine, {firm(dave)}) == Rejection::slot_full);
  CHECK(driver.book(ten, {firm(dave)}) == Rejection::none);

  REQUIRE(driver.cancel(booking) == Rejection::none);
  driver.pass(std::chrono::hours{2});
  CHECK(driver.taken(nine) == 0);
  CHECK(driver.taken(half_past_nine) == 0);
}

TEST_CASE("a large party need not wait for the last wave: it takes more slots of less room") {
  auto city = make_city();
  for (auto& hall : city.halls) {
    hall.rules.release = {
        {.days_before = std::nullopt, .at = config::MinuteOfDay{0}, .share_percent = 60},
        {.days_before = 1, .at = config::MinuteOfDay{17 * 60}, .share_percent = 40}};
  }
  Driver early{"2026-06-04 10:00", city};
  REQUIRE(early.book(nine, {firm(alice), firm(bob)}) == Rejection::none);
  CHECK(early.taken(nine) == 15);
  CHECK(early.taken(half_past_nine) == 15);
  Driver late{"2026-06-11 18:00", city};
  REQUIRE(late.book(nine, {firm(alice), firm(bob)}) == Rejection::none);
  CHECK(late.taken(nine) == 30);
  CHECK(late.taken(half_past_nine) == 0);
}

TEST_CASE("a party that takes several slots needs room in each of them") {
  Driver driver;
  REQUIRE(driver.book(half_past_nine, {firm(dave)}) == Rejection::none);
  CHECK(driver.book(nine, {firm(alice), firm(bob), firm(carol)}) == Rejection::slot_full);
  CHECK(driver.taken(nine) == 0);
  CHECK(driver.book(ten, {firm(alice), firm(bob), firm(carol)}) == Rejection::none);
  CHECK(driver.book(nine, {firm(erin), firm(frank)}) == Rejection::none);  // one slot is enough
}

TEST_CASE("no party is booked beyond the end of the opening hours") {
  Driver driver;
  const Group three{firm(alice), firm(bob), firm(carol)};
  CHECK(driver.book(half_past_eleven, three) == Rejection::slot_full);
  CHECK(driver.join(half_past_eleven, three) == Rejection::slot_full);
  CHECK(driver.book("330127.business.2026-06-12.1100", three) == Rejection::none);
}

TEST_CASE("a hold, an offer and a move take as many slots as the party needs") {
  Driver driver;
  const Group three{firm(alice), firm(bob), firm(carol)};
  const auto hold = driver.hold(nine, three);
  REQUIRE(hold == Rejection::none);
  CHECK(driver.taken(half_past_nine) == 22);
  REQUIRE(driver.release(hold) == Rejection::none);
  CHECK(driver.taken(half_past_nine) == 0);

  const auto booking = driver.book(ten, three);
  REQUIRE(booking == Rejection::none);
  const auto moved = driver.reschedule(booking, "330127.business.2026-06-11.0900");
  REQUIRE(moved == Rejection::none);
  CHECK(driver.taken("330127.business.2026-06-11.0930") == 22);
  CHECK(driver.record(moved).further_slots == 1);
}

TEST_CASE("who waits for several slots is offered them when the last of them comes free") {
  Driver driver;
  const auto early = driver.book(nine, {firm(dave), firm(erin)});
  const auto late = driver.book(half_past_nine, {firm(frank), firm(grace)});
  const auto waits = driver.join(nine, {firm(alice), firm(bob), firm(carol)});
  REQUIRE(waits == Rejection::none);
  driver.cancel(early);
  driver.pass(std::chrono::hours{2});
  CHECK(driver.waiting(waits) == WaitlistStatus::waiting);
  driver.cancel(late);
  driver.pass(std::chrono::hours{2});
  CHECK(driver.waiting(waits) != WaitlistStatus::waiting);
  CHECK(driver.count<OfferMade>() == 1);
  CHECK(driver.last<OfferMade>().claim.further_slots == 1);
}

TEST_CASE("children and their guardians take their minutes of the next slot too") {
  Driver driver;
  // Four first passports with guardians: 44 minutes, where a slot has 30.
  const auto family =
      driver.book("330127.documents.2026-06-12.0900", {{alice, first_passport, true},
                                                       {bob, first_passport, true},
                                                       {carol, first_passport, true},
                                                       {dave, first_passport, true}});
  REQUIRE(family == Rejection::none);
  CHECK(driver.taken("330127.documents.2026-06-12.0900") == 22);
  CHECK(driver.taken("330127.documents.2026-06-12.0930") == 22);
}

}  // namespace
}  // namespace offpeak::scheduler::tests

// A start with another configuration than the one under which the history came about.
#include <array>
#include <string>

#include "tests/scheduler/fixture.hpp"

namespace offpeak::scheduler::tests {
namespace {

constexpr const char* saturday_ten = "330100.documents.2026-06-13.1000";
constexpr int renewals_of_two_counters = 8;  // of 6 minutes, in a slot of 48
constexpr int renewals_of_one_counter = 4;   // in one of 24

config::Hall& hall_of(config::City& city, HallCode code) {
  return *std::ranges::find(city.halls, code, &config::Hall::code);
}

/// The first counter of the main hall is gone; one is left for documents.
config::City with_fewer_counters() {
  auto fewer = make_city();
  auto& hall = hall_of(fewer, main_hall);
  hall.counters.erase(hall.counters.begin());
  hall.lane_percent[static_cast<std::size_t>(documents)] -= 100;
  return fewer;
}

/// Saturday's slot, booked up, in the order of booking.
std::vector<Outcome> fill(Driver& driver, int places) {
  std::vector<Outcome> bookings;
  for (int i = 0; i < places; ++i) {
    bookings.push_back(driver.book(saturday_ten, {citizen(static_cast<std::uint64_t>(100 + i))}));
    REQUIRE(bookings.back() == Rejection::none);
  }
  return bookings;
}

TEST_CASE("a place given up in a slot that lost counters is offered once there is room for it") {
  const auto fewer = with_fewer_counters();
  Driver driver{"2026-06-12 18:00"};
  const auto bookings = fill(driver, renewals_of_two_counters);
  const auto joined = driver.join(saturday_ten, {alice});
  REQUIRE(joined == Rejection::none);

  driver.restart(fewer);
  for (int left = renewals_of_two_counters - 1; left >= renewals_of_one_counter; --left) {
    CAPTURE(left);
    const auto& given_up = bookings[static_cast<std::size_t>(left)];
    REQUIRE(driver.cancel(given_up) == Rejection::none);
    driver.pass(config::minutes{5});
    CHECK(driver.waiting(joined) == WaitlistStatus::waiting);
    CHECK(driver.book(saturday_ten, {bob}) == Rejection::slot_full);
  }
  REQUIRE(driver.cancel(bookings.front()) == Rejection::none);
  driver.pass(config::minutes{5});
  CHECK(driver.waiting(joined) == WaitlistStatus::offered);
  CHECK(driver.taken(saturday_ten) == 24);
}

TEST_CASE("a hold that ends in a slot that lost counters makes no room in it") {
  struct Row {
    std::string why;
    void (*end)(Driver&, const Outcome&);
    AppointmentStatus expected;
  };
  const std::array rows{
      Row{"it expires", [](Driver& driver, const Outcome&) { driver.pass(config::minutes{10}); },
          AppointmentStatus::expired},
      Row{"it is released",
          [](Driver& driver, const Outcome& hold) {
            REQUIRE(driver.release(hold) == Rejection::none);
          },
          AppointmentStatus::released},
  };
  const auto fewer = with_fewer_counters();
  for (const auto& row : rows) {
    CAPTURE(row.why);
    Driver driver{"2026-06-12 18:00"};
    fill(driver, renewals_of_two_counters - 1);
    const auto hold = driver.hold(saturday_ten, {dave});
    const auto joined = driver.join(saturday_ten, {alice});
    REQUIRE(joined == Rejection::none);
    driver.restart(fewer);
    row.end(driver, hold);
    CHECK(driver.status(hold) == row.expected);
    CHECK(driver.waiting(joined) == WaitlistStatus::waiting);
  }
}

TEST_CASE("an offer that ends in a slot that lost counters goes to nobody else") {
  struct Row {
    std::string why;
    void (*end)(Driver&, const Outcome&);
    WaitlistStatus expected;
  };
  const std::array rows{
      Row{"it lapses", [](Driver& driver, const Outcome&) { driver.pass(config::minutes{30}); },
          WaitlistStatus::lapsed},
      Row{"it is refused",
          [](Driver& driver, const Outcome& joined) {
            REQUIRE(driver.leave(joined) == Rejection::none);
          },
          WaitlistStatus::left},
  };
  const auto fewer = with_fewer_counters();
  for (const auto& row : rows) {
    CAPTURE(row.why);
    Driver driver{"2026-06-12 18:00"};
    const auto bookings = fill(driver, renewals_of_two_counters);
    const auto first = driver.join(saturday_ten, {alice});
    const auto second = driver.join(saturday_ten, {bob});
    REQUIRE(driver.cancel(bookings.front()) == Rejection::none);
    driver.pass(config::minutes{5});
    REQUIRE(driver.waiting(first) == WaitlistStatus::offered);
    driver.restart(fewer);
    row.end(driver, first);
    CHECK(driver.waiting(first) == row.expected);
    CHECK(driver.waiting(second) == WaitlistStatus::waiting);
  }
}

TEST_CASE(
    "whoever is being served for a service that left the configuration is served to the end") {
  auto without_renewals = make_city();
  std::erase_if(without_renewals.services,
                [](const auto& service) { return service.code == passport_renewal; });
  Driver driver{"2026-06-12 09:00"};
  const auto ticket = driver.take_ticket(hill_hall, {passport_renewal, endorsement});
  REQUIRE(driver.open(hill_hall, 1) == Rejection::none);
  REQUIRE(driver.call_next(hill_hall, 1) == Rejection::none);
  REQUIRE(driver.at<Serve>(hill_hall, 1) == Rejection::none);
  driver.restart(without_renewals);
  const CounterNumber counter{1};
  const Services named{.codes = {passport_renewal}, .size = 1};
  CHECK(driver.run(Finish{.hall = hill_hall, .counter = counter, .done = named}) ==
        Rejection::unknown_service);
  driver.pass(config::minutes{10});
  CHECK(driver.at<Finish>(hill_hall, 1) == Rejection::none);
  CHECK(driver.standing(ticket) == TicketStatus::done);
  CHECK(driver.last<Finished>().done.size == 2);
  CHECK(driver.take_ticket(hill_hall, {passport_renewal}) == Rejection::unknown_service);
}

TEST_CASE("what is under way in a hall that left the configuration comes to its end") {
  constexpr const char* monday_nine = "330127.documents.2026-06-15.0900";
  auto without_hill = make_city();
  std::erase_if(without_hill.halls, [](const auto& hall) { return hall.code == hill_hall; });
  Driver driver{"2026-06-12 10:00"};
  REQUIRE(driver.book(monday_nine, {alice, bob, carol}) == Rejection::none);
  const auto given_up = driver.book(monday_nine, {dave});
  const auto held = driver.hold(monday_nine, {erin});
  const auto joined = driver.join(monday_nine, {frank});
  const auto waiting = driver.take_ticket(hill_hall, {passport_renewal});
  const auto called = driver.take_ticket(hill_hall, {business_registration});
  REQUIRE(driver.open(hill_hall, 2) == Rejection::none);
  REQUIRE(driver.call_next(hill_hall, 2) == Rejection::none);

  driver.restart(without_hill);
  CHECK(driver.cancel(given_up) == Rejection::none);
  CHECK(driver.book(monday_nine, {grace}) == Rejection::unknown_slot);
  CHECK(driver.at<Serve>(hill_hall, 2) == Rejection::unknown_counter);
  driver.to("2026-06-13 00:00");
  CHECK(driver.status(held) == AppointmentStatus::expired);
  CHECK(driver.standing(waiting) == TicketStatus::left);
  CHECK(driver.standing(called) == TicketStatus::left);
  driver.to("2026-06-15 10:00");
  CHECK(driver.waiting(joined) == WaitlistStatus::closed);
  CHECK(driver.taken(monday_nine) == 18);
}

}  // namespace
}  // namespace offpeak::scheduler::tests

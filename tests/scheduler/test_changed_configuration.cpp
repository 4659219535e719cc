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

}  // namespace
}  // namespace offpeak::scheduler::tests

// Nobody is booked in two halls at one time.
#include "tests/scheduler/fixture.hpp"

namespace offpeak::scheduler::tests {
namespace {

// Half an hour in one hall, twenty minutes in the other.
constexpr const char* hill_nine = "330127.documents.2026-06-12.0900";
constexpr const char* hill_ten = "330127.documents.2026-06-12.1000";
constexpr const char* lake_nine = "330106.documents.2026-06-12.0900";
constexpr const char* lake_twenty_past = "330106.documents.2026-06-12.0920";
constexpr const char* lake_twenty_to = "330106.documents.2026-06-12.0940";
constexpr const char* lake_next_day = "330106.documents.2026-06-13.0900";

constexpr const char* everything_released = "2026-06-11 13:00";

constexpr Rejection no = Rejection::overlapping_visit;

TEST_CASE("an applicant cannot be in two halls at one time") {
  Driver driver{everything_released};
  driver.as(citizen_caller(alice));
  REQUIRE(driver.book(hill_nine, {alice}) == Rejection::none);
  CHECK(driver.book(lake_nine, {{alice, endorsement}}) == no);
  CHECK(driver.hold(lake_twenty_past, {{alice, endorsement}}) == no);
  CHECK(driver.book(hill_nine, {{alice, endorsement}}) == Rejection::none);  // the same hall
  CHECK(driver.book(lake_twenty_to, {{alice, first_passport}}) == Rejection::none);
}

TEST_CASE("a visit that is held counts, one that was given up does not") {
  Driver driver{everything_released};
  driver.as(citizen_caller(alice));
  const auto hold = driver.hold(hill_nine, {alice});
  REQUIRE(hold == Rejection::none);
  CHECK(driver.book(lake_nine, {{alice, endorsement}}) == no);
  REQUIRE(driver.release(hold) == Rejection::none);
  const auto booking = driver.book(lake_nine, {{alice, endorsement}});
  REQUIRE(booking == Rejection::none);
  REQUIRE(driver.cancel(booking) == Rejection::none);
  CHECK(driver.book(hill_nine, {alice}) == Rejection::none);
}

TEST_CASE("what somebody else has booked for a companion tells nothing and bars nothing") {
  Driver driver{everything_released};
  REQUIRE(driver.as(citizen_caller(bob)).book(hill_nine, {bob}) == Rejection::none);
  driver.as(citizen_caller(alice));
  const auto together = driver.book(lake_nine, {alice, {bob, endorsement}});
  REQUIRE(together == Rejection::none);
  CHECK(driver.as(citizen_caller(bob)).run(ConfirmCompanion{.id = together.id, .citizen = bob}) ==
        no);
  CHECK(driver.book(lake_next_day, {{bob, first_passport}}) == Rejection::none);
}

TEST_CASE("a visit may be moved to where it would overlap itself alone") {
  Driver driver{everything_released};
  driver.as(citizen_caller(alice));
  const auto booking = driver.book(hill_nine, {alice});
  const auto other = driver.book("330106.documents.2026-06-12.1000", {{alice, endorsement}});
  REQUIRE(other == Rejection::none);
  CHECK(driver.reschedule(booking, hill_ten) == no);
  CHECK(driver.reschedule(booking, lake_twenty_past) == Rejection::none);
}

TEST_CASE("the hotline answers for everybody whom it moves, a member for nobody else") {
  Driver driver{everything_released};
  driver.as(citizen_caller(bob));
  REQUIRE(driver.book(hill_ten, {{bob, endorsement}}) == Rejection::none);
  driver.as(citizen_caller(alice));
  const auto together = driver.book(lake_next_day, {alice, bob});
  REQUIRE(together == Rejection::none);
  driver.as(citizen_caller(bob));
  REQUIRE(driver.run(ConfirmCompanion{.id = together.id, .citizen = bob}) == Rejection::none);
  const char* const lake_ten = "330106.documents.2026-06-12.1000";
  CHECK(driver.as(hotline).reschedule(together, lake_ten) == no);
  CHECK(driver.as(citizen_caller(bob)).reschedule(together, lake_ten) == no);
  CHECK(driver.as(citizen_caller(alice)).reschedule(together, lake_ten) == Rejection::none);
}

TEST_CASE("who is elsewhere at that time keeps the place in line while the offer passes on") {
  Driver driver{everything_released};
  const auto full = driver.book(lake_nine, {citizen(1), citizen(2)});
  REQUIRE(full == Rejection::none);
  REQUIRE(driver.book(lake_nine, {citizen(3)}) == Rejection::none);
  const auto first = driver.as(citizen_caller(alice)).join(lake_nine, {alice});
  const auto second = driver.as(citizen_caller(bob)).join(lake_nine, {bob});
  driver.as(citizen_caller(alice));
  const auto elsewhere = driver.book(hill_nine, {{alice, endorsement}});
  REQUIRE(elsewhere == Rejection::none);
  driver.as(admin).cancel(full);
  driver.pass(std::chrono::hours{1});
  CHECK(driver.waiting(first) == WaitlistStatus::waiting);
  CHECK(driver.waiting(second) == WaitlistStatus::lapsed);
}

}  // namespace
}  // namespace offpeak::scheduler::tests

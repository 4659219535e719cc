// Who is next for what a command makes free is decided as if the command had happened.
#include <array>

#include "tests/scheduler/fixture.hpp"

namespace offpeak::scheduler::tests {
namespace {

constexpr const char* friday_nine = "330127.documents.2026-06-12.0900";  // room for 5 renewals
constexpr const char* friday_eleven = "330127.documents.2026-06-12.1100";
const WatchedPlaces at_nine{.from = day("2026-06-12"),
                            .to = day("2026-06-12"),
                            .from_minute = minute("09:00"),
                            .to_minute = minute("09:30")};

/// Friday at nine is full, alice is booked at eleven and watches for a place at nine.
struct Town : Driver {
  Town() {
    for (std::size_t i = 0; i < nine.size(); ++i) {
      nine[i] = book(friday_nine, {citizen(100 + i)});
      REQUIRE(nine[i] == Rejection::none);
    }
  }
  void watch_and_be_offered() {
    booked = book(friday_eleven, {alice});
    REQUIRE(watch(booked, at_nine) == Rejection::none);
    be_offered();
  }
  void be_offered() {
    REQUIRE(cancel(nine[0]) == Rejection::none);
    pass(config::minutes{5});
    REQUIRE(!offered(booked).id.is_zero());
  }
  Outcome line_up(const Visitor& visitor) {
    const auto entry = join(friday_nine, {visitor});
    REQUIRE(entry == Rejection::none);
    return entry;
  }

  std::array<Outcome, 5> nine;
  Outcome booked;
};

TEST_CASE("moved into another hall at that time, nobody is passed the place that was offered") {
  Town town;
  town.watch_and_be_offered();
  const auto entry = town.line_up({alice, endorsement});
  REQUIRE(town.reschedule(town.booked, "330100.documents.2026-06-12.0900") == Rejection::none);
  CHECK(town.waiting(entry) == WaitlistStatus::waiting);
}

TEST_CASE("who cancels stands in line again") {
  Town town;
  const auto first = town.line_up({alice, passport_renewal});
  town.watch_and_be_offered();
  const auto second = town.line_up({carol, passport_renewal});
  REQUIRE(town.cancel(town.booked) == Rejection::none);
  CHECK(town.waiting(first) == WaitlistStatus::offered);
  CHECK(town.waiting(second) == WaitlistStatus::waiting);
}

TEST_CASE("who reaches the limit of cancellations by giving up a place is passed nothing") {
  Town town;
  for (const char* other :
       {"330127.documents.2026-06-09.0900", "330127.documents.2026-06-10.0900",
        "330127.documents.2026-06-11.0900", "330127.documents.2026-06-12.1000"}) {
    const auto booking = town.book(other, {alice});
    REQUIRE(town.as(citizen_caller(alice)).cancel(booking) == Rejection::none);
    town.as(admin);
  }
  town.watch_and_be_offered();
  const auto entry = town.line_up({alice, endorsement});
  const auto next = town.line_up({carol, passport_renewal});
  REQUIRE(town.as(citizen_caller(alice)).cancel(town.booked) == Rejection::none);
  town.as(admin);
  CHECK(town.book(friday_eleven, {alice}) == Rejection::cancellation_limit);
  CHECK(town.waiting(entry) == WaitlistStatus::waiting);
  CHECK(town.waiting(next) == WaitlistStatus::offered);
}

}  // namespace
}  // namespace offpeak::scheduler::tests

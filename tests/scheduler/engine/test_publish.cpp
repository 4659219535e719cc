// What is published of slots is what the state says, after each fact.
#include "scheduler/engine/publish.hpp"

#include <doctest/doctest.h>

#include "tests/scheduler/busy_day.hpp"

namespace offpeak::engine::tests {
namespace {

using namespace scheduler::tests;
using scheduler::Rejection;
using scheduler::State;

/// Plays the events again, publishing each.
void check_published(const scheduler::Events& events) {
  State state;
  Published published{city()};
  for (const auto& event : events) {
    state.apply(event);
    publish_change(published, state, event.fact);
    for (const scheduler::Place place : state.slots()) {
      const auto& slot = state.slot(place);
      CAPTURE(event.fact.index());
      CHECK(published.availability.taken_minutes(slot.key) == slot.taken_minutes);
    }
  }
}

TEST_CASE("every fact that takes or gives back minutes of a slot publishes them") {
  Driver driver{busy_start};
  play_busy_day(driver);
  check_published(driver.events());
}

TEST_CASE("so does a place offered instead of a booked one, and what becomes of it") {
  for (const bool is_taken : {false, true}) {
    CAPTURE(is_taken);
    Driver driver;
    const auto booking = driver.book("330127.documents.2026-06-12.1100", {alice});
    REQUIRE(driver.watch(booking, {.from = day("2026-06-12"), .to = day("2026-06-12")}) ==
            Rejection::none);
    const auto offer = driver.offered(booking);
    REQUIRE(!offer.id.is_zero());
    const auto answered = is_taken ? driver.confirm(offer) : driver.release(offer);
    REQUIRE(answered == Rejection::none);
    driver.pass(config::minutes{5});
    check_published(driver.events());
  }
}

TEST_CASE("a reserve is published where it was set for the share that is configured") {
  auto changed = make_city();
  for (auto& hall : changed.halls) {
    if (hall.code == hill_hall) hall.rules.walk_in_reserve_percent = 50;
  }
  const auto key = slot("330127.documents.2026-06-12.0900");
  State state;
  const scheduler::ReserveSet fact{.slot = key, .percent = 10, .configured_percent = 0};
  state.apply({.at = instant("2026-06-08 10:00"), .fact = fact});
  Published as_before{city()};
  publish_change(as_before, state, fact);
  CHECK(as_before.availability.reserve_percent(key) == 10);
  Published after_change{changed};
  publish_all(after_change, state, day("2026-06-08"));
  CHECK(after_change.availability.reserve_percent(key) == std::nullopt);
}

}  // namespace
}  // namespace offpeak::engine::tests

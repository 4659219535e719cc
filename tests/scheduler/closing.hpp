// Words for tests of closures: closing and opening again, and what is told of it.
#pragma once

#include "tests/scheduler/fixture.hpp"

namespace offpeak::scheduler::tests {

/// Of one hall, or of all when `at_hall` is 0. No `to`: until it is opened again.
inline ClosedTimes closed_from(HallCode at_hall, std::string_view from, std::string_view to = "") {
  return {.hall = at_hall, .from = instant(from), .to = to.empty() ? Instant{} : instant(to)};
}

inline ClosureId closure_named(std::uint64_t number) { return {{0xC105ED, number}}; }

/// What the command came to; who was displaced is not offered anything yet.
inline Outcome close(Driver& driver, const ClosedTimes& closed, std::uint64_t number = 1) {
  return driver.run(
      CloseHalls{.id = closure_named(number), .closed = closed, .reason = ClosureReason::weather});
}

/// Whoever was displaced is looked at.
inline void let_offers_be_made(Driver& driver) { driver.pass(std::chrono::seconds{1}); }

inline bool has_offer(const Driver& driver, const Outcome& booking) {
  return !driver.offered(booking).id.is_zero();
}

}  // namespace offpeak::scheduler::tests

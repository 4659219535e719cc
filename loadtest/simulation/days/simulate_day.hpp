// One replication of a scenario, played in simulated time against the production core.
#pragma once

#include <span>
#include <string>

#include "loadtest/simulation/days/day_result.hpp"
#include "loadtest/simulation/days/scenario.hpp"

namespace offpeak::loadtest {

/// An invariant was broken (docs/architecture.md, "What always holds").
struct BrokenInvariant {
  std::string what;
};

/// Plays the scenario's days with these draws. The same arguments give the same result, bit for
/// bit, on every machine. Throws BrokenInvariant when a check at the end fails.
DayResult simulate_day(const Scenario& scenario, const Draws& draws);

/// The same for `scenario.date` alone and with these visitors in place of the demand's, such as
/// those of a real day. They are ordered by hall, as the city's halls are. Times of cancellations,
/// which they do not contain, are drawn.
DayResult simulate_visitors(const Scenario& scenario, std::span<const Visitor> visitors,
                            const Draws& draws);

}  // namespace offpeak::loadtest

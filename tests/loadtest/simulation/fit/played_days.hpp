// Days of which the truth is known, because they were played.
#pragma once

#include <cstdint>
#include <vector>

#include "loadtest/simulation/days/scenario.hpp"
#include "loadtest/simulation/replay/recorded_day.hpp"

namespace offpeak::loadtest {

/// The main hall alone, open every day of the week, with people who mostly find an appointment, and
/// fewer counters than they would like.
Scenario one_busy_hall();

/// So many days from the scenario's date on, each with draws of its own.
std::vector<RecordedDay> played_days(const Scenario& scenario, int days, std::uint64_t seed);

}  // namespace offpeak::loadtest

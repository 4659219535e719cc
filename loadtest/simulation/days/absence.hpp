// Which counters have nobody to staff them on a day.
#pragma once

#include <set>

#include "config/city.hpp"
#include "loadtest/simulation/visitors/visitors.hpp"
#include "scheduler/messages/command.hpp"

namespace offpeak::loadtest {

/// Numbers of the hall's counters that stay closed: each with the probability `share`, by a draw of
/// its own day and counter, so that it is the same one in every scenario. Machines have no staff,
/// and the last counter of a lane is staffed always: somebody steps in.
std::set<int> absent_counters(const config::Hall& hall, config::Date date,
                              scheduler::LaneSet machines, double share, const Draws& draws);

}  // namespace offpeak::loadtest

// Which scenarios are worth their staff.
#pragma once

#include <vector>

#include "loadtest/simulation/study/frame.hpp"

namespace offpeak::loadtest {

/// For each scenario whether no other one receives as many people, with as few staff hours,
/// overtime too, and as short a mean wait, and does better in one of the three (Pareto's frontier).
/// A difference within its interval is none, so with one replication all are on the frontier.
std::vector<bool> frontier(const StudyFrame& frame, const StudyResult& result);

}  // namespace offpeak::loadtest

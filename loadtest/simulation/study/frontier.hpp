// Which scenarios are worth their staff.
#pragma once

#include <vector>

#include "loadtest/simulation/study/frame.hpp"

namespace offpeak::loadtest {

/// For each scenario whether no other one has both as few staff hours, with overtime, and as short
/// a mean wait, and less of one of them (Pareto's frontier). By the means over the replications:
/// what chance alone tells apart is told apart.
std::vector<bool> frontier(const StudyFrame& frame, const StudyResult& result);

}  // namespace offpeak::loadtest

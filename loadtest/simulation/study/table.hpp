// The answer of a study as text for a terminal.
#pragma once

#include <string>

#include "loadtest/simulation/study/frame.hpp"

namespace offpeak::loadtest {

/// Waits, overtime and use of the counters by scenario, the differences from the first scenario,
/// and the first scenario by hall.
std::string results_table(const StudyFrame& frame, const StudyResult& result);

}  // namespace offpeak::loadtest

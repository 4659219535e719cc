// The results of a study as files: RESULTS.md is the contract.
#pragma once

#include <string>

#include "loadtest/simulation/study/frame.hpp"

namespace offpeak::loadtest {

inline constexpr int digits_shown = 9;  // significant ones, of the numbers in both files

/// results.json. Estimates are of the replications that are in; `result` may be incomplete.
std::string results_json(const StudyFrame& frame, const StudyResult& result);

/// The same figures, one a line: scenario, hall (code; empty for the city), lane (code) or service
/// (key) where the figure is of one, half_hour (empty for the whole day), measure, value, ci99
/// (empty where there is none). RFC 4180.
std::string results_csv(const StudyFrame& frame, const StudyResult& result);

}  // namespace offpeak::loadtest

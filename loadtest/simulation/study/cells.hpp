// A hall's half-hours as they are shown.
#pragma once

#include <array>
#include <string>
#include <string_view>

#include "loadtest/simulation/study/frame.hpp"

namespace offpeak::loadtest {

/// The half-hours in which any hall of any scenario was open or had visitors; `from` equals `to`
/// when there are none.
struct CellSpan {
  int from = 0;
  int to = 0;
};
CellSpan shown_cells(const StudyResult& result);

/// "08:30", the start of a cell.
std::string cell_name(int cell);

/// Whether the hall was open or had visitors in this half-hour.
bool is_used(const Cell& cell);

/// The value of a cell on an average day; NaN for a wait or share without visitors.
struct CellMeasure {
  std::string_view key;  // in results.json
  double (*value)(const Cell& cell, double days);
};
extern const std::array<CellMeasure, 7> cell_measures;

/// Shares of the time at each level, by scheduler::Level; all 0 when no level was shown.
std::array<double, 4> level_shares(const Cell& cell);

/// Days simulated in all replications of the scenario.
double days_of(const StudyFrame& frame, const ScenarioResult& scenario);

}  // namespace offpeak::loadtest

#include "loadtest/simulation/study/cells.hpp"

#include <algorithm>
#include <limits>
#include <numeric>

namespace offpeak::loadtest {
namespace {

constexpr double cell_ms = cell_minutes * 60'000.0;
constexpr double ms_in_minute = 60'000;

double ratio(std::int64_t part, double whole) {
  return whole == 0 ? std::numeric_limits<double>::quiet_NaN() : static_cast<double>(part) / whole;
}

}  // namespace

const std::array<CellMeasure, 7> cell_measures{{
    {"wait",
     [](const Cell& cell, double) { return ratio(cell.wait_ms, cell.called * ms_in_minute); }},
    {"arrivals", [](const Cell& cell, double days) { return ratio(cell.arrivals, days); }},
    {"queue", [](const Cell& cell, double days) { return ratio(cell.queue_ms, days * cell_ms); }},
    {"queue_most", [](const Cell& cell, double days) { return ratio(cell.queue_most, days); }},
    {"utilisation", [](const Cell& cell,
                       double) { return ratio(cell.busy_ms, static_cast<double>(cell.open_ms)); }},
    {"counters_open",
     [](const Cell& cell, double days) { return ratio(cell.open_ms, days * cell_ms); }},
    {"hours", [](const Cell& cell, double days) { return ratio(cell.hours_ms, days * cell_ms); }},
}};

bool is_used(const Cell& cell) {
  return cell.hours_ms > 0 || cell.open_ms > 0 || cell.busy_ms > 0 || cell.arrivals > 0 ||
         cell.queue_ms > 0;
}

CellSpan shown_cells(const StudyResult& result) {
  CellSpan span{cells_per_day, 0};
  for (const ScenarioResult& scenario : result.scenarios) {
    for (const HallResult& hall : scenario.sum.halls) {
      for (int cell = 0; cell < cells_per_day; ++cell) {
        if (!is_used(hall.cells[static_cast<std::size_t>(cell)])) continue;
        span = {std::min(span.from, cell), std::max(span.to, cell + 1)};
      }
    }
  }
  return span.from < span.to ? span : CellSpan{};
}

std::string cell_name(int cell) {
  return config::format_minute(config::MinuteOfDay{cell * cell_minutes});
}

std::array<double, 4> level_shares(const Cell& cell) {
  const auto whole = std::accumulate(cell.level_ms.begin(), cell.level_ms.end(), std::int64_t{0});
  std::array<double, 4> shares{};
  for (std::size_t level = 0; level < shares.size() && whole > 0; ++level) {
    shares[level] = static_cast<double>(cell.level_ms[level]) / static_cast<double>(whole);
  }
  return shares;
}

double days_of(const StudyFrame& frame, const ScenarioResult& scenario) {
  return static_cast<double>(scenario.replications.size()) * frame.days;
}

}  // namespace offpeak::loadtest

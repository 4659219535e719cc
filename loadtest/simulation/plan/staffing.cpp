#include "loadtest/simulation/plan/staffing.hpp"

#include <algorithm>
#include <utility>

namespace offpeak::loadtest {

bool StaffingShape::serves_all(const Staffing& counters, std::size_t half_hour) const {
  for (std::size_t lane = 0; lane < lanes(); ++lane) {
    bool is_served = false;
    for (std::size_t kind = 0; kind < serves.size(); ++kind) {
      is_served = is_served || (serves[kind][lane] && counters[kind][half_hour] > 0);
    }
    if (!is_served) return false;
  }
  return true;
}

std::size_t StaffingShape::kind_for(const std::vector<bool>& lanes) const {
  std::size_t best = 0;
  std::pair<int, int> best_score{-1, 0};  // lanes in need, lanes besides as a negative number
  for (std::size_t kind = 0; kind < serves.size(); ++kind) {
    std::pair<int, int> score{0, 0};
    for (std::size_t lane = 0; lane < lanes.size(); ++lane) {
      if (!serves[kind][lane]) continue;
      if (lanes[lane]) {
        ++score.first;
      } else {
        --score.second;
      }
    }
    if (score <= best_score) continue;
    best = kind;
    best_score = score;
  }
  return best;
}

bool raise(const StaffingShape& shape, const std::vector<bool>& misses, bool beyond,
           Staffing& counters) {
  std::vector<std::vector<bool>> needs(shape.half_hours, std::vector<bool>(shape.lanes()));
  for (std::size_t at = 0; at < shape.cells.size(); ++at) {
    if (!misses[at]) continue;
    const LaneCell& cell = shape.cells[at];
    const auto last = std::min(cell.last + (beyond ? 1 : 0), shape.half_hours - 1);
    for (auto half_hour = cell.first; half_hour <= last; ++half_hour) {
      needs[half_hour][cell.lane] = true;
    }
  }
  bool changed = false;
  for (std::size_t half_hour = 0; half_hour < shape.half_hours; ++half_hour) {
    auto& lanes = needs[half_hour];
    while (std::ranges::find(lanes, true) != lanes.end()) {
      const auto kind = shape.kind_for(lanes);
      int& count = counters[kind][half_hour];
      if (count < shape.counters_max) {
        ++count;
        changed = true;
      }
      for (std::size_t lane = 0; lane < lanes.size(); ++lane) {
        if (shape.serves[kind][lane]) lanes[lane] = false;
      }
    }
  }
  return changed;
}

}  // namespace offpeak::loadtest

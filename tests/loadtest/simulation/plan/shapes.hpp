// Halls whose waits are known in closed form.
#pragma once

#include <cmath>
#include <vector>

#include "loadtest/simulation/plan/search.hpp"
#include "loadtest/simulation/plan/target.hpp"

namespace offpeak::loadtest {

/// One kind of counter and one lane; each half-hour is judged by itself.
inline StaffingShape one_lane(std::size_t half_hours, const Target& target, int counters_max) {
  StaffingShape shape{.serves = {{true}},
                      .half_hours = half_hours,
                      .cells = {},
                      .counters_max = counters_max,
                      .tolerance = target_tolerance * target.allowed(),
                      .allowed = target.allowed()};
  for (std::size_t at = 0; at < half_hours; ++at) shape.cells.push_back({0, at, at});
  return shape;
}

/// Each half-hour is a queue in its steady state, and none touches another one.
inline Trial stationary(std::vector<double> rates, double service_mean, Target target) {
  return [=](const Staffing& counters, std::uint32_t) {
    std::vector<CellDay> cells;
    for (std::size_t at = 0; at < rates.size(); ++at) {
      const auto system = delay_system(rates[at], 1 / service_mean, counters[0][at]);
      const double excess = !system ? 1000
                            : target.kind == Target::Kind::mean
                                ? system->wait_mean - target.minutes
                                : system->share_over(target.minutes) - target.over_share;
      cells.push_back({100, 100 * excess});
    }
    return cells;
  };
}

}  // namespace offpeak::loadtest

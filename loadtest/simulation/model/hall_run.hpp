// One day of a hall given directly, through the queueing code that the server runs.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "loadtest/simulation/model/hall_model.hpp"
#include "loadtest/simulation/statistics/histogram.hpp"

namespace offpeak::loadtest {

/// Waits that are counted when they are longer, in minutes.
inline constexpr std::array<int, 5> wait_limits_min{5, 10, 15, 20, 30};

/// Of the visitors of one class who came after the warm-up. A wait ends with the call, or when the
/// visitor leaves without one.
struct ClassSums {
  std::uint64_t visitors = 0;
  std::uint64_t waited = 0;  // longer than not at all
  std::uint64_t abandoned = 0;
  double wait_min = 0;
  double abandoned_wait_min = 0;
  std::array<std::uint64_t, wait_limits_min.size()> over{};
  Histogram waits;
};

/// One visitor of a trace.
struct Visit {
  double arrival_min = 0;
  double start_min = 0;
  double end_min = 0;
  int counter = 0;  // from 1; 0: left at `end_min` without having been called
};

struct HallRun {
  std::array<ClassSums, classes_count> classes;
  double overtime_min = 0;  // from the closing of the doors to the last service's end
  double busy_min = 0;      // of all counters together, after the warm-up and while doors are open
  double staffed_min = 0;   // likewise: open, or finishing a visitor
  std::uint64_t all_visitors = 0;            // with those of the warm-up
  std::vector<Visit> visits;                 // of a trace, in its order
  std::vector<double> counter_overtime_min;  // of a trace: of each counter that closed, in order
};

/// Deterministic in its arguments.
HallRun run_hall(const HallModel& model, std::uint64_t seed, std::uint32_t replication);

}  // namespace offpeak::loadtest

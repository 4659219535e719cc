// Replications of a hall model until its mean waits are known well enough.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "loadtest/simulation/model/hall_run.hpp"
#include "loadtest/simulation/statistics/estimate.hpp"

namespace offpeak::loadtest {

inline constexpr std::uint32_t model_replications_max = 10'000'000;
inline constexpr double precision_usual = 0.01;

struct ModelPlan {
  std::uint64_t seed = 1;
  std::uint32_t replications_max = model_replications_max;
  /// Wanted half-width of the mean waits and of a day's overtime, relative to them; nothing: all
  /// replications are run.
  std::optional<double> precision = precision_usual;
  int threads = 1;
};

struct ClassEstimates {
  std::uint64_t visitors = 0;
  std::uint64_t abandoned = 0;
  RatioOf wait_min;
  Histogram waits;
};

/// Of the visitors after the warm-up.
struct ModelResult {
  std::uint32_t replications = 0;
  std::uint64_t visitors = 0;
  std::uint64_t abandoned = 0;
  RatioOf wait_min;         // a visitor's, until called or gone
  RatioOf served_wait_min;  // of those who were called
  RatioOf waited;           // share of those who did not go straight to a counter
  RatioOf abandoned_share;
  RatioOf utilisation;
  MeanOf overtime_min;
  std::array<RatioOf, wait_limits_min.size()> over;  // shares
  Histogram waits;
  std::array<ClassEstimates, classes_count> classes;
  HallRun first;  // for a trace's visits
  double seconds = 0;
  std::uint64_t all_visitors = 0;  // simulated in these seconds
};

/// Except for `seconds`, the result depends on model and plan alone, not on threads.
ModelResult run_model(const HallModel& model, const ModelPlan& plan);

}  // namespace offpeak::loadtest

// Predicted waits of days to come: one lane's day, and every lane of the city on thirty days. One
// thread, no I/O. `lane_days` are per second.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <iostream>
#include <vector>

#include "config/load.hpp"
#include "scheduler/guidance/transient_queue.hpp"
#include "tests/support/source_path.hpp"

namespace offpeak::bench {
namespace {

using scheduler::QueueStep;
using scheduler::StepWait;

constexpr int days = 30;
constexpr double service_minutes = 9;
constexpr double service_cv = 0.5;
// Arrivals by half-hour, relative to what the counters can serve; from 8:30 to 17:00 with a lunch
// break of the length of one half-hour at half of the counters.
constexpr std::array shape{1.0, 1.2, 1.2, 1.1, 1.0, 0.8, 0.6, 0.6, 0.9, 1.1, 1.0, 0.9, 0.7, 0.4};

std::vector<QueueStep> lane_day(int counters, double load) {
  std::vector<QueueStep> steps;
  for (std::size_t i = 0; i < shape.size(); ++i) {
    const bool is_lunch = i == 6 || i == 7;
    steps.push_back({.minutes = 30,
                     .arrivals_per_minute = shape[i] * load * counters / service_minutes,
                     .counters = is_lunch ? (counters + 1) / 2 : counters,
                     .service_minutes = service_minutes});
  }
  return steps;
}

/// By counters and load in percent.
void lane(benchmark::State& run) {
  const int counters = static_cast<int>(run.range(0));
  const auto steps = lane_day(counters, static_cast<double>(run.range(1)) / 100);
  std::vector<StepWait> results(steps.size());
  scheduler::TransientQueue queue;
  for (auto _ : run) {
    auto left_out = queue.solve(
        {.steps = steps, .service_cv = service_cv, .counters_after = counters}, results);
    benchmark::DoNotOptimize(left_out);
    benchmark::DoNotOptimize(results.data());
  }
}
BENCHMARK(lane)->ArgsProduct({{1, 2, 4, 8, 13}, {50, 70, 90}})->Unit(benchmark::kMicrosecond);

/// Counters of each lane of each hall, as many as their shares come to.
std::vector<int> lanes_of_city() {
  const auto loaded = config::load_city(testing::source_path("config/hangzhou.yaml"));
  if (!loaded.city) {
    std::cerr << "config/hangzhou.yaml has mistakes\n";
    std::exit(2);
  }
  std::vector<int> lanes;
  for (const auto& hall : loaded.city->halls) {
    for (const auto& lane : loaded.city->lanes) {
      double percent = 0;
      for (const auto& counter : hall.counters) {
        for (const auto& [code, share] : counter.share_percent) {
          if (code == lane.code) percent += share;
        }
      }
      if (percent > 0) lanes.push_back(static_cast<int>(std::ceil(percent / 100)));
    }
  }
  return lanes;
}

/// Loads from 60 to 90 % by day, those of small lanes half of that, as counters come whole.
void city(benchmark::State& run) {
  std::vector<std::vector<QueueStep>> all;
  for (const int counters : lanes_of_city()) {
    for (int day = 0; day < days; ++day) {
      const double load = 0.6 + 0.3 * day / (days - 1);
      all.push_back(lane_day(counters, counters <= 2 ? load / 2 : load));
    }
  }
  std::vector<StepWait> results(shape.size());
  scheduler::TransientQueue queue;
  for (auto _ : run) {
    for (const auto& steps : all) {
      auto left_out = queue.solve(
          {.steps = steps, .service_cv = service_cv, .counters_after = steps.back().counters},
          results);
      benchmark::DoNotOptimize(left_out);
    }
  }
  run.counters["lane_days"] = benchmark::Counter(static_cast<double>(all.size()),
                                                 benchmark::Counter::kIsIterationInvariantRate);
  run.counters["lanes"] = static_cast<double>(all.size()) / days;
}
BENCHMARK(city)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace offpeak::bench

BENCHMARK_MAIN();

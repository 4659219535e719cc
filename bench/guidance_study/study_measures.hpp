// What is measured of a scenario of the study, over its replications.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "bench/guidance_study/study_arms.hpp"
#include "loadtest/simulation/statistics/estimate.hpp"
#include "loadtest/simulation/study/headline.hpp"

namespace offpeak::bench {

/// Mean waits of those who follow nothing, in minutes.
struct ClassWaits {
  double walk_in = 0;
  double booked = 0;  // but for those who came to a place that was suggested
  double priority = 0;
};

struct ArmMeasures {
  std::string name;
  loadtest::HeadlineEstimates figures;
  loadtest::HeadlineEstimates less_off;  // differences of pairs; of the first arm nothing
  ClassWaits classes;
  /// The highest load of any half-hour of any hall, on the average day: counter time brought by
  /// that of open counters.
  double max_load = 0;
  /// No bookings within three hours of the wished times, each in its own hall, could have it lower
  /// (scheduler/guidance/level_bound.hpp).
  double bound = 0;
  /// By how much the load of a half-hour differs from that of the next, on average over halls and
  /// replications: the chance of a day, and what swings.
  double roughness = 0;

  const loadtest::Estimate& operator[](std::string_view key) const;
  const loadtest::Estimate& change(std::string_view key) const;
};

/// Plays every arm of a section `replications` times on `threads` threads, with the same visitors.
std::vector<ArmMeasures> measure(StudySection section, std::uint32_t replications, int threads);

}  // namespace offpeak::bench

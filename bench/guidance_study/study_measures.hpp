// What is measured of a scenario of the study, over its replications.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "bench/guidance_study/study_arms.hpp"
#include "loadtest/simulation/statistics/estimate.hpp"
#include "loadtest/simulation/study/headline.hpp"

namespace offpeak::bench {

/// Mean waits in minutes. Who books is in one of two groups by whether the arm's share has them
/// follow: the same people with and without guidance, whether the place that they are shown is
/// another one or not.
struct ClassWaits {
  double walk_in = 0;
  double booked = 0;         // do not follow
  double booked_off = 0;     // the same people without guidance
  double followers = 0;      // would follow; 0 when nobody does
  double followers_off = 0;  // the same people without guidance
  double priority = 0;
};

/// The change of a class's mean wait from that without guidance in the hall where it is worst.
/// Halls where fewer than `worst_parties_min` of the class come on a day are passed over: none of
/// their changes is more than chance.
struct WorstChange {
  std::uint32_t hall = 0;  // code; 0: no hall has the class
  loadtest::Estimate minutes;
};
inline constexpr double worst_parties_min = 5;

/// A hall is crowded where the load cannot be lower than this all day; elsewhere a load that is far
/// from level delays hardly anybody.
inline constexpr double crowded_from = 0.85;

struct ArmMeasures {
  std::string name;
  loadtest::HeadlineEstimates figures;
  loadtest::HeadlineEstimates less_off;  // differences of pairs; of the first arm nothing
  ClassWaits classes;
  WorstChange worst_walk_in, worst_booked, worst_followers;
  /// (W0 - W) / (W0 - W*), W* of the arm with the least mean wait; interval by the delta method for
  /// a ratio of means of pairs.
  loadtest::Estimate gain;
  /// Of the crowded hall where the first is most by the second: the highest load of a half-hour on
  /// the average day, counter time brought by that of open counters; and what no bookings within
  /// three hours of the wished times, each in its own hall, could have lower
  /// (scheduler/guidance/level_bound.hpp).
  double max_load = 0;
  double bound = 0;
  std::uint32_t bound_hall = 0;
  /// By how much the load of a half-hour differs from that of the next, on average over halls and
  /// replications: the chance of a day, and what swings.
  double roughness = 0;

  const loadtest::Estimate& operator[](std::string_view key) const;
  const loadtest::Estimate& change(std::string_view key) const;
};

/// Plays every arm of a section `replications` times on `threads` threads, with the same visitors.
std::vector<ArmMeasures> measure(StudySection section, std::uint32_t replications, int threads);

}  // namespace offpeak::bench

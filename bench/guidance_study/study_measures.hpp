// What is measured of a scenario of the study, over its replications.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
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

/// Of a class in one hall: how its mean wait is, and has changed from that without guidance.
struct ClassChange {
  std::uint32_t hall = 0;  // code
  double parties = 0;      // on a day, with guidance or without: the fewer
  double minutes_off = 0;  // mean wait without guidance
  loadtest::Estimate change;
};
/// In the order of the city, but for halls where the class is missing, with guidance or without.
using ClassChanges = std::vector<ClassChange>;

/// Where fewer of a class come on a day, no change is more than chance.
inline constexpr double worst_parties_min = 5;
/// The one that is worst, of halls where at least so many come; null when none has.
const ClassChange* worst_of(const ClassChanges& changes);

/// A hall is crowded where the load cannot be lower than this all day; elsewhere a load that is far
/// from level delays hardly anybody.
inline constexpr double crowded_from = 0.85;

/// Of one hall on the average day: counter time brought in each half-hour by that of open counters.
struct HallLoads {
  std::uint32_t hall = 0;                     // code
  double bound = 0;                           // z*, below
  std::vector<std::pair<int, double>> loads;  // half-hour of the day and load

  double highest() const;
};

struct ArmMeasures {
  std::string name;
  loadtest::HeadlineEstimates figures;
  loadtest::HeadlineEstimates less_off;  // differences of pairs; of the first arm nothing
  ClassWaits classes;
  ClassChanges walk_ins, booked, followers;  // by hall
  /// (W0 - W) / (W0 - W*), W* of the arm with the least mean wait; interval by the delta method for
  /// a ratio of means of pairs.
  loadtest::Estimate gain;
  std::vector<HallLoads> loads;  // of days of one date
  /// Of the crowded hall where the first is most by the second: the highest load of a half-hour on
  /// the average day, and what no bookings within
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

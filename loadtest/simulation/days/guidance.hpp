// What a scenario does so that visitors come at quieter times, and who follows.
#pragma once

#include <cstdint>
#include <optional>

#include "scheduler/guidance/compliance.hpp"

namespace offpeak::loadtest {

enum class Guidance : std::uint8_t {
  off,
  levelled,   // reserves for walk-ins follow the forecast, so that bookings fill the valleys
  recommend,  // who looks for an appointment is shown better places; reserves are flat
  all,        // both
};

constexpr bool sets_reserves(Guidance guidance) {
  return guidance == Guidance::levelled || guidance == Guidance::all;
}
constexpr bool shows_places(Guidance guidance) {
  return guidance == Guidance::recommend || guidance == Guidance::all;
}

/// Which of the places that are near enough is shown first.
enum class PlaceRule : std::uint8_t {
  plan,           // drawn from the city-wide plan, as a server does
  emptiest,       // a yardstick: whose slots had most room at the last look, the same for everybody
  least_squares,  // a yardstick: whose load at this moment is the least; greedy, it sees no one
                  // else
  most_level,     // what all are measured by: LevelPlaces, which knows who will come
};

/// What walk-ins look at, if they do, before they set out; but for the plan, they go where the wait
/// that is shown and the longer way are the least.
enum class WalkInRule : std::uint8_t {
  plan,          // guidance: who is shown a better place of today than the own one books it
  newest_wait,   // what is predicted for whoever arrives now, as boards say it
  hour_average,  // a yardstick: the mean wait of those who were called in the last hour
};

/// How guidance is received and made. Part of a study, not of a server.
struct Following {
  /// The part of those who look for an appointment who take the first place that they are shown.
  double compliance = static_cast<double>(scheduler::compliance_prior_followed) /
                      (scheduler::compliance_prior_followed + scheduler::compliance_prior_ignored);
  std::optional<double> assumed_compliance;  // what the plan takes that to be; empty: the same
  int look_minutes = 60;                     // between two looks at what is booked
  int age_minutes = 0;                       // of what is shown, at the least
  PlaceRule rule = PlaceRule::plan;
  bool swaps = false;  // greener places of the day are offered, and taken by those who follow
  double looking = 0;  // the part of walk-ins to staffed counters who look before they set out
  WalkInRule walk_in_rule = WalkInRule::plan;

  friend bool operator==(const Following&, const Following&) = default;
};

}  // namespace offpeak::loadtest

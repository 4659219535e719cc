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

  friend bool operator==(const Following&, const Following&) = default;
};

}  // namespace offpeak::loadtest

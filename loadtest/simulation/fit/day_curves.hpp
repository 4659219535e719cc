// A day as curves: what a real day and a simulated one are compared by.
#pragma once

#include <array>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "demand/demand_model.hpp"
#include "loadtest/simulation/fit/envelope.hpp"
#include "loadtest/simulation/replay/recorded_day.hpp"

namespace offpeak::loadtest {

enum class CurveKind : std::uint8_t {
  arrivals,  // numbers given out, by half-hour
  queue,     // parties waiting on average, by half-hour
  median,    // minutes until the call, by hour of arrival: what half of the parties wait at most
  p90,       // and nine of ten
  service,   // mean minutes at the counter of one person, by service
  outcomes,  // parties with an appointment and without, absent, and gone before their turn
};
inline constexpr std::array<std::string_view, 6> curve_keys{"arrivals", "queue",   "median",
                                                            "p90",      "service", "outcomes"};
inline constexpr std::size_t outcomes = 4;
inline constexpr std::array<std::string_view, outcomes> outcome_keys{"booked", "walk_in", "no_show",
                                                                     "left"};

/// The points of the curves: where the real day has enough to be compared.
struct DayPoints {
  std::vector<int> half_hours;  // of the day
  std::vector<int> hours;
  std::vector<config::ServiceCode> services;

  /// Names of the points of a curve, such as "09:30" or the key of a service.
  std::vector<std::string> names(CurveKind kind, const config::City& city) const;
};

using DayCurves = std::array<Curve, curve_keys.size()>;

/// `machines`, whose visitors a store does not see, are left out.
DayPoints points_of(const RecordedDay& real, const std::set<config::ServiceCode>& machines);
DayCurves curves_of(const RecordedDay& day, const DayPoints& points,
                    const std::set<config::ServiceCode>& machines);

}  // namespace offpeak::loadtest

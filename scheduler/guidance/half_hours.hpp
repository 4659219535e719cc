// The half-hours of a day, in which forecasts speak.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>

namespace offpeak::scheduler {

inline constexpr int half_hour_minutes = 30;
inline constexpr std::size_t half_hours_per_day = 24 * 60 / half_hour_minutes;

/// A number for each, from midnight on.
using HalfHours = std::array<double, half_hours_per_day>;

/// The half-hour in which a minute of the day lies; the day's first or last one when in none.
constexpr std::size_t half_hour_of(double minute) {
  return static_cast<std::size_t>(
      std::clamp(minute / half_hour_minutes, 0.0, static_cast<double>(half_hours_per_day - 1)));
}

}  // namespace offpeak::scheduler

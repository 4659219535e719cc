// How far levelled release may move the share of a slot that walk-ins have.
#pragma once

#include "config/city.hpp"
#include "scheduler/booking/release.hpp"

namespace offpeak::scheduler {

/// In percent.
struct ReserveBounds {
  int least = 0;
  int most = reserve_percent_max;
};

/// A hall that is configured to keep more than the usual most keeps that: what an operator closes
/// to bookings, no forecast opens.
constexpr ReserveBounds reserve_bounds(const config::Rules& rules) {
  const int configured = rules.walk_in_reserve_percent;
  if (configured > reserve_percent_max) return {.least = configured, .most = configured};
  return {};
}

}  // namespace offpeak::scheduler

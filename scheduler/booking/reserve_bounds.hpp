// How far levelled release may move the share of a slot that walk-ins have.
#pragma once

#include <algorithm>

#include "config/city.hpp"
#include "scheduler/booking/release.hpp"

namespace offpeak::scheduler {

/// In percent. A hall that is configured to keep more than the usual most keeps that: what an
/// operator closes to bookings, no forecast opens.
inline int reserve_most(const config::Rules& rules) {
  return std::max(reserve_percent_max, rules.walk_in_reserve_percent);
}

}  // namespace offpeak::scheduler

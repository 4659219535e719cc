// Release (放号): which share of a slot is bookable from when on, and how far ahead.
#pragma once

#include <optional>

#include "scheduler/booking/opening.hpp"

namespace offpeak::scheduler {

/// Days ahead of the visit at which booking can begin, by the visit's season.
int horizon_days(const config::Rules& rules, Date visit);

/// Counter-minutes of the slot released by `now`: its capacity times the shares of the waves that
/// have passed, rounded down, and the whole capacity after the last. From the first wave on at
/// least one visit: in a lane of one counter a share alone may hold nobody.
int released_minutes(const SlotPlan& plan, Instant now);

/// Counter-minutes that may still be booked at `now`; none outside the horizon.
int free_minutes(const SlotPlan& plan, std::uint32_t taken_minutes, Instant now);

/// The next release moment of this slot after `now`.
std::optional<Instant> next_release(const SlotPlan& plan, Instant now);

/// Not yet begun, and within the horizon.
bool in_horizon(const SlotPlan& plan, Instant now);

}  // namespace offpeak::scheduler

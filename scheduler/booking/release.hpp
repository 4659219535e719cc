// Release (放号): which share of a slot is bookable from when on, and how far ahead.
#pragma once

#include <algorithm>
#include <optional>

#include "scheduler/booking/opening.hpp"

namespace offpeak::scheduler {

/// Levelled release: bounds on what a forecast may reserve of a slot for walk-ins, and on how far
/// it moves at a time.
inline constexpr int reserve_percent_max = 90;
inline constexpr int reserve_step_percent_max = 10;

/// Days ahead of the visit at which booking can begin, by the visit's season.
int horizon_days(const config::Rules& rules, Date visit);

/// Counter-minutes of the slot released by `now`: its capacity times the shares of the waves that
/// have passed, rounded down, and the whole capacity after the last wave. From the first wave on it
/// is at least one visit: in a lane of one counter a share alone may be too small for anybody.
int released_minutes(const SlotPlan& plan, Instant now);

/// The room of a slot at some moment. More may be taken than is released: a slot that was booked
/// when its hall had more counters keeps its bookings, and has no room until they are within its
/// capacity again.
struct Room {
  int released_minutes = 0;  // none outside the horizon
  int taken_minutes = 0;

  /// Whether a booking of so many counter-minutes is within what is released (I1 of
  /// docs/architecture.md).
  bool fits(int minutes) const { return taken_minutes + minutes <= released_minutes; }
  int free_minutes() const { return std::max(0, released_minutes - taken_minutes); }
};
Room room_of(const SlotPlan& plan, std::uint32_t taken_minutes, Instant now);

/// The next release moment of this slot after `now`.
std::optional<Instant> next_release(const SlotPlan& plan, Instant now);

/// Whether the slot has not begun and is within the horizon.
bool in_horizon(const SlotPlan& plan, Instant now);

}  // namespace offpeak::scheduler

// What of each slot is kept for walk-ins, so that bookings fill the valleys that walk-ins leave.
#pragma once

#include <cstddef>
#include <span>

#include "base/result.hpp"

namespace offpeak::scheduler {

inline constexpr std::size_t release_slots_max = 288;
inline constexpr int release_capacity_hundredths_max = 100'000'000;

/// One slot of a lane's day. Of its capacity, 100 - reserve percent are for bookings.
struct ReleaseSlot {
  int capacity_hundredths = 0;  // hundredths of a counter-minute, with the reserve; 0: closed
  double walk_in_minutes = 0;   // counter-minutes that walk-ins are expected to need
  int taken_minutes = 0;        // counter-minutes that are booked or held
  int reserve_percent = 0;      // at present
};

struct ReleaseRules {
  int flat_percent = 30;        // the day's bookable total is that of this reserve in every slot
  double show_rate = 1;         // of bookings; above 0, at most 1
  int reserve_percent_min = 0;  // of any slot
  int reserve_percent_max = 100;
  int step_percent_max = 100;  // points by which a slot's reserve changes at most
};

enum class ReleaseFault {
  out_of_domain,  // a number is not finite or outside its bounds
  wrong_room,     // not as many results as slots
};

/// Gives each slot a reserve, in whole percent, so that its level
///
///     (bookable minutes · show rate + walk-in minutes) / capacity
///
/// is as even over the day as the bounds allow. Percents are given away one by one to the slot
/// that is lowest with it, the earlier of equals first: the greedy that is optimal for separable
/// convex costs under a sum (Frank & Murota 2018, "decreasing minimisation", here water filling).
///
/// What holds of the result:
/// - Bounds. A slot changes by `step_percent_max` points at most. Within that, its bookable minutes
///   are not lowered below those taken; within that, its reserve lies between the two percents. A
///   slot that those rules contradict comes as near as the stronger one allows.
/// - Total. The bookable minutes of the day are at most those of the flat reserve, and less than
///   one percent of one slot fewer, unless every slot is at a bound; more only when all slots have
///   the largest reserve that their bounds allow.
/// - Level. A slot that could have a percent less is above one that could have a percent more by
///   one percent of bookings that show at most: no exchange of a percent makes the higher lower.
/// - Monotone. When more walk-ins are expected in one slot, its reserve does not fall and that of
///   no other slot rises.
/// - At rest. The result as the present reserves gives itself; a closed slot keeps its own.
base::Result<void, ReleaseFault> levelled_release(std::span<const ReleaseSlot> slots,
                                                  const ReleaseRules& rules,
                                                  std::span<int> reserve_percents);

}  // namespace offpeak::scheduler

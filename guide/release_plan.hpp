// Which reserves the slots of a lane's day should have, as commands: bookings fill the valleys that
// walk-ins leave.
#pragma once

#include <vector>

#include "guide/outlook.hpp"
#include "scheduler/booking/opening.hpp"
#include "scheduler/messages/command.hpp"

namespace offpeak::guide {

/// Before a break so many minutes of all counters count as needed by who came earlier: whoever is
/// not called then waits for as long as the break lasts. Of what was tried on the highest Saturday,
/// 3 to 9 minutes gave the shortest mean wait; none before closing, which only costs room.
inline constexpr int kept_before_break_minutes = 5;

/// Counter-minutes of walk-ins who come while the slot lasts; those of a half-hour come evenly.
double walk_in_minutes(const scheduler::SlotPlan& slot, const LaneOutlook& lane);

/// The slots of one lane and day whose reserve should change, each by the core's step at most.
/// Several commands where there are more slots than fit into one. None when
/// - the hall's reserves are flat, or nothing would change;
/// - a slot has begun or is not within the horizon: the rest of a day cannot keep the day's total.
std::vector<scheduler::SetReserves> release_plan(const Known& known, const LaneOutlook& lane,
                                                 config::Date date);

/// The same for every lane and day of an outlook.
std::vector<scheduler::SetReserves> release_plan(const Known& known, const Outlook& outlook);

}  // namespace offpeak::guide

// What a party takes, and which parties are impossible in any slot.
#pragma once

#include "scheduler/booking/opening.hpp"
#include "scheduler/messages/command.hpp"
#include "scheduler/messages/rejection.hpp"

namespace offpeak::scheduler {

/// Counter-minutes of the whole party: the sum of its members' service means, and the guardian's
/// minutes for each minor. Every service must exist (see `check_party`).
int party_minutes(const config::City& city, const config::Rules& rules, const Party& party);

/// The same of the largest party that the hall permits in this lane: all for its longest service,
/// all minors.
int largest_party_minutes(const config::City& city, const config::Rules& rules, LaneCode lane);

/// `party_too_large`, `wrong_lane` (a service of another lane, or not offered) or
/// `duplicate_applicant`; `none` when the party is possible.
Rejection check_party(const config::City& city, const SlotPlan& plan, const Party& party);

}  // namespace offpeak::scheduler

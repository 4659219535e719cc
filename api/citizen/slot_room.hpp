// Whether a party finds room from a slot on, by what is published.
#pragma once

#include <optional>

#include "api/citizen/visit_query.hpp"
#include "scheduler/booking/span.hpp"
#include "scheduler/engine/availability.hpp"

namespace offpeak::api {

/// What the party would take.
struct SlotRoom {
  scheduler::SlotSpan span;
  int parties = 0;  // of that kind that find room there, at least 1
};

/// Whether a closure keeps somebody of the visit from coming then.
bool is_closed(const engine::Availability& availability, const Visit& visit,
               const scheduler::SlotPlan& slot);

/// Nothing when it has no room there now, or may not come to that hall at all.
std::optional<SlotRoom> room_for(const config::City& city, const engine::Availability& availability,
                                 const Visit& visit, const scheduler::SlotPlan& slot,
                                 config::Instant now);

}  // namespace offpeak::api

// What ends with a booking that is given up, moved or used.
#pragma once

#include "scheduler/messages/event.hpp"
#include "scheduler/state/state.hpp"

namespace offpeak::scheduler {

/// Appends the facts that what is offered instead of the booking has ended, and its watch, if there
/// are any: before the fact that ends the booking.
void end_watch(const State& state, const Appointment& booking, Instant now, Events& events);

}  // namespace offpeak::scheduler

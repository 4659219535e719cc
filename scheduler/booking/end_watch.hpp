// What ends with a booking that is given up, moved or used.
#pragma once

#include "scheduler/messages/event.hpp"
#include "scheduler/state/state.hpp"

namespace offpeak::scheduler {

/// Whose doing it is that an offer ends.
enum class ByWhom : std::uint8_t { people, city };

/// Appends the facts that what is offered instead of the booking has ended, and its watch, if there
/// are any: before the fact that ends the booking.
void end_watch(const State& state, const Appointment& booking, Instant now, Events& events,
               ByWhom by = ByWhom::people);

/// That what is offered instead of the booking has ended so. Without the time of its end it does
/// not count among the holds that came to nothing: where it is the city's doing, or was offered
/// because the city took another place away.
HoldEnded offer_ended(AppointmentId offer, const Appointment& booking, HoldEnd how, ByWhom by);

}  // namespace offpeak::scheduler

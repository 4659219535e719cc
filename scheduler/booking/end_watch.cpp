#include "scheduler/booking/end_watch.hpp"

namespace offpeak::scheduler {

HoldEnded offer_ended(AppointmentId offer, const Appointment& booking, HoldEnd how, ByWhom by) {
  const bool counts = by == ByWhom::people && booking.status != AppointmentStatus::displaced;
  return {.id = offer, .reason = how, .is_dated = counts};
}

void end_watch(const State& state, const Appointment& booking, Instant now, Events& events,
               ByWhom by) {
  if (has_place_offer(booking)) {
    const AppointmentId offer = state.appointment(booking.later).id;
    events.push_back({now, offer_ended(offer, booking, HoldEnd::released, by)});
  }
  if (state.find_watch(booking.id) != nowhere) {
    events.push_back({now, WatchEnded{.id = booking.id, .reason = WatchEnd::changed}});
  }
}

}  // namespace offpeak::scheduler

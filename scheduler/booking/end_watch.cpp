#include "scheduler/booking/end_watch.hpp"

namespace offpeak::scheduler {

void end_watch(const State& state, const Appointment& booking, Instant now, Events& events) {
  if (has_place_offer(booking)) {
    const AppointmentId offer = state.appointment(booking.later).id;
    events.push_back({now, HoldEnded{.id = offer, .reason = HoldEnd::released, .is_dated = true}});
  }
  if (state.find_watch(booking.id) != nowhere) {
    events.push_back({now, WatchEnded{.id = booking.id, .reason = WatchEnd::changed}});
  }
}

}  // namespace offpeak::scheduler

#include "scheduler/booking/freed_places.hpp"

#include <variant>

namespace offpeak::scheduler {
namespace {

FreedPlace freed_place(const State& state, AppointmentId id) {
  const Appointment& record = state.appointment(state.find(id));
  return {.span = span_of(record), .offered_to = is_place_offer(record) ? record.earlier : nowhere};
}

}  // namespace

std::vector<FreedPlace> freed_by(const State& state, std::span<const Event> facts) {
  std::vector<FreedPlace> freed;
  for (const Event& event : facts) {
    if (const auto* ended = std::get_if<HoldEnded>(&event.fact)) {
      freed.push_back(freed_place(state, ended->id));
    } else if (const auto* returned = std::get_if<CapacityReturned>(&event.fact)) {
      freed.push_back(freed_place(state, returned->id));
    } else if (const auto* displaced = std::get_if<Displaced>(&event.fact)) {
      freed.push_back(freed_place(state, displaced->id));
    }
  }
  return freed;
}

}  // namespace offpeak::scheduler

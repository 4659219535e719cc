#include "scheduler/booking/decider.hpp"

namespace offpeak::scheduler {

Receipt Decider::operator()(const GetAppointment& command) {
  const Place place = state_.find(command.id);
  if (place == nowhere) return rejected(Rejection::not_found);
  const Appointment& record = state_.appointment(place);
  const bool held = record.status == AppointmentStatus::held;
  return about(command.id, record.status, held ? until_of(record) : Instant{});
}

Receipt Decider::operator()(const GetWaitlist& command) {
  const Place place = state_.find(command.id);
  if (place == nowhere) return rejected(Rejection::not_found);
  const WaitlistEntry& entry = state_.waitlist_entry(place);
  const bool offered = entry.status == WaitlistStatus::offered;
  return about(command.id, entry.status, position_of(place),
               offered ? until_of(state_.appointment(entry.offer)) : Instant{});
}

Receipt Decider::operator()(const ListAppointments& command) {
  return {.kind = ReceiptKind::list, .subject = {command.citizen.words}};
}

}  // namespace offpeak::scheduler

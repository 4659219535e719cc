// One person with several documents: whoever has both of them in hand says so, or takes it back.
#include "scheduler/booking/decider.hpp"

namespace offpeak::scheduler {

bool Decider::may_join_keys() const { return acts_for_anyone() || caller_.role == Role::staff; }

/// Whether both were named in one booking or waitlist entry: those are two people.
bool Decider::have_come_together(Place one, Place other) const {
  const Citizen& citizen = state_.citizen(one);
  for (Place at = citizen.newest; at != nowhere;) {
    const Appointment& booking = state_.appointment(at);
    if (member_of(booking, other) < booking.size) return true;
    at = booking.older[member_of(booking, one)];
  }
  if (citizen.entries == 0 || state_.citizen(other).entries == 0) return false;
  for (const Place place : state_.waitlist()) {
    const WaitlistEntry& entry = state_.waitlist_entry(place);
    if (member_of(entry, one) < entry.size && member_of(entry, other) < entry.size) return true;
  }
  return false;
}

Receipt Decider::operator()(const JoinKeys& command) {
  if (!may_join_keys()) return rejected(Rejection::forbidden);
  const CitizenKey person = state_.person_of(command.person);
  const CitizenKey document = state_.person_of(command.document);
  const Receipt receipt{.subject = {person.words}};
  if (person == document) return receipt;
  const Place one = state_.find(person);
  const Place other = state_.find(document);
  if (one != nowhere && other != nowhere) {
    const auto active = state_.citizen(one).active_services & state_.citizen(other).active_services;
    if (active != 0) return rejected(Rejection::already_booked);
    if (have_come_together(one, other)) return rejected(Rejection::came_together);
  }
  if (state_.alias_count() >= aliases_max) return rejected(Rejection::storage_full);
  emit(KeysJoined{.person = person, .document = document});
  return receipt;
}

Receipt Decider::operator()(const SeparateKey& command) {
  if (!may_join_keys()) return rejected(Rejection::forbidden);
  if (state_.person_of(command.document) == command.document) {
    return rejected(Rejection::not_found);
  }
  emit(KeySeparated{command.document});
  return {.subject = {command.document.words}};
}

}  // namespace offpeak::scheduler

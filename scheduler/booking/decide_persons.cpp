// One person with several documents: whoever has both of them in hand says so, or takes it back.
// Whoever joins keys lets the holder of the one act on what was booked with the other, so it is for
// those who may do that themselves: a hall's clerk asks them.
#include "base/mutant.hpp"
#include "scheduler/booking/decider.hpp"

namespace offpeak::scheduler {

namespace {

/// Whether both are named, and it matters: while the booking is open it has a place for each; and
/// where both came by their own will they are two people. Anybody may have named strangers.
template <class Booking>
bool keeps_apart(const Booking& booking, bool is_open, Place one, Place other) {
  const std::uint8_t first = member_of(booking, one);
  const std::uint8_t second = member_of(booking, other);
  if (first == booking.size || second == booking.size) return false;
  return is_open ||
         (!booking.services[first].is_companion() && !booking.services[second].is_companion());
}

}  // namespace

bool Decider::have_come_together(Place one, Place other) const {
  const Citizen& citizen = state_.citizen(one);
  for (Place at = citizen.newest; at != nowhere;) {
    const Appointment& booking = state_.appointment(at);
    if (keeps_apart(booking, is_active(booking.status), one, other)) return true;
    at = booking.older[member_of(booking, one)];
  }
  if (citizen.entries == 0 || state_.citizen(other).entries == 0) return false;
  for (const Place place : state_.waitlist()) {
    const WaitlistEntry& entry = state_.waitlist_entry(place);
    const bool is_open =
        entry.status == WaitlistStatus::waiting || entry.status == WaitlistStatus::offered;
    if (keeps_apart(entry, is_open, one, other)) return true;
  }
  return false;
}

Receipt Decider::operator()(const JoinKeys& command) {
  const bool is_clerk = caller_.role == Role::staff && base::mutated(base::Mutant::clerks_join);
  if (!acts_for_anyone() && !is_clerk) return rejected(Rejection::forbidden);
  const CitizenKey person = state_.person_of(command.person);
  const CitizenKey document = state_.person_of(command.document);
  const Receipt receipt{.subject = {document.words}};
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
  if (!acts_for_anyone()) return rejected(Rejection::forbidden);
  if (state_.person_of(command.document) == command.document) {
    return rejected(Rejection::not_found);
  }
  emit(KeySeparated{command.document});
  return {.subject = {command.document.words}};
}

}  // namespace offpeak::scheduler

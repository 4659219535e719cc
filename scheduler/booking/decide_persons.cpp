// One person with several documents: whoever has both of them in hand says so, or takes it back.
// And persons who come under another key, or are forgotten.
// Whoever joins keys lets the holder of the one act on what was booked with the other, so it is for
// those who may do that themselves: a hall's clerk asks them.
#include "base/mutant.hpp"
#include "scheduler/booking/cancellation.hpp"
#include "scheduler/booking/decider.hpp"
#include "scheduler/booking/end_watch.hpp"

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

/// Only who comes for the first time since the key of the installation has changed has another name
/// here.
Receipt Decider::operator()(const RenameCitizen& command) {
  const bool is_new = state_.find(command.to) == nowhere &&
                      state_.person_of(command.to) == command.to && command.from != command.to;
  const bool is_known =
      state_.find(command.from) != nowhere || state_.person_of(command.from) != command.from;
  if (is_new && is_known) emit(CitizenRenamed{.from = command.from, .to = command.to});
  return {};
}

/// Who is in a hall just now is forgotten when the visit is over. What others are part of stays:
/// they come, and nobody can tell any more with whom.
Receipt Decider::operator()(const ForgetCitizen& command) {
  if (caller_.role != Role::admin) return rejected(Rejection::forbidden);
  const Place citizen = state_.find(command.citizen);
  if (citizen == nowhere) return rejected(Rejection::not_found);
  for (Place at = state_.citizen(citizen).newest; at != nowhere;) {
    const Appointment& booking = state_.appointment(at);
    if (booking.status == AppointmentStatus::checked_in) return rejected(Rejection::wrong_state);
    at = booking.older[member_of(booking, citizen)];
  }
  for (Place at = state_.citizen(citizen).newest; at != nowhere;) {
    const Appointment& booking = state_.appointment(at);
    at = booking.older[member_of(booking, citizen)];
    if (comes_alone(booking)) give_up(booking, RandomBits{command.as.words});
  }
  if (state_.citizen(citizen).waiting > 0) {
    for (const Place place : state_.waitlist()) {
      const WaitlistEntry& entry = state_.waitlist_entry(place);
      const bool is_own = entry.status == WaitlistStatus::waiting && comes_alone(entry) &&
                          entry.citizens[0] == citizen;
      if (is_own) {
        emit(WaitlistEnded{.id = entry.id, .reason = WaitlistEnd::left, .is_dated = true});
      }
    }
  }
  emit(CitizenForgotten{.citizen = command.citizen, .as = command.as});
  return {.subject = {command.as.words}};
}

/// What is open of somebody who is forgotten. What is offered instead of a booking ends with it.
void Decider::give_up(const Appointment& booking, RandomBits random) {
  if (booking.status == AppointmentStatus::held && !is_place_offer(booking)) {
    emit(HoldEnded{.id = booking.id, .reason = HoldEnd::released, .is_dated = true});
  } else if (booking.status == AppointmentStatus::booked) {
    end_watch(state_, booking, now_, events_);
    emit(Cancelled{
        .id = booking.id,
        .capacity_returns_at = capacity_return(rules_of(booking.slot.hall()), random, now_),
        .marked = 0});
  } else if (has_place_offer(booking)) {
    end_watch(state_, booking, now_, events_);
  }
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

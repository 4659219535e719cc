// Companions: those of a party whom somebody else named. Until they confirm, nothing that happens
// to the booking is held against them, and nothing that they have booked answers for it: whoever
// names a stranger neither harms nor learns anything.
#include "scheduler/booking/decider.hpp"
#include "scheduler/booking/ledger.hpp"

namespace offpeak::scheduler {

Members Decider::members_of(const Party& party) const {
  Members members;
  members.size = party.size;
  for (std::uint8_t i = 0; i < party.size; ++i) {
    const Applicant& applicant = party.applicants[i];
    members.citizens[i] = applicant.citizen;
    members.services[i] = applicant.service;
    if (is_companion(applicant)) members.companions |= static_cast<MemberSet>(1U << i);
  }
  return members;
}

bool Decider::is_known(CitizenKey key) const {
  const Place place = state_.find(key);
  if (acts_for_anyone()) return place != nowhere;
  if (key == caller_.citizen) return true;
  const Place caller = state_.find(caller_.citizen);
  if (place == nowhere || caller == nowhere) return false;
  bool known = false;
  for (Place at = state_.citizen(caller).newest; at != nowhere && !known;) {
    const Appointment& booking = state_.appointment(at);
    for_each_applicant(booking, [&](Place citizen) { known = known || citizen == place; });
    at = booking.older[member_of(booking, caller)];
  }
  return known;
}

Place Decider::open_booking(Place citizen, Place who, ServiceCode service) const {
  for (Place at = state_.citizen(citizen).newest; at != nowhere;) {
    const Appointment& booking = state_.appointment(at);
    const std::uint8_t self = member_of(booking, citizen);
    const bool counts = is_active(booking.status) && !is_place_offer(booking) &&
                        !booking.services[self].is_companion();
    for (std::uint8_t i = 0; counts && i < booking.size; ++i) {
      if (booking.citizens[i] == who && booking.services[i].code() == service) return at;
    }
    at = booking.older[self];
  }
  return nowhere;
}

Rejection Decider::already(Place booking) const {
  const bool is_hold = state_.appointment(booking).status == AppointmentStatus::held;
  return is_hold ? Rejection::already_held : Rejection::already_booked;
}

Rejection Decider::check_companions(const Party& party) const {
  const Place caller = state_.find(caller_.citizen);
  if (caller == nowhere) return Rejection::none;
  for (const auto& applicant : party) {
    const Place place = is_companion(applicant) ? state_.find(applicant.citizen) : nowhere;
    if (place == nowhere) continue;
    const Place booking = open_booking(caller, place, applicant.service);
    if (booking != nowhere) return already(booking);
  }
  return Rejection::none;
}

Receipt Decider::operator()(const ConfirmCompanion& command) {
  const Place place = state_.find(command.id);
  if (place == nowhere) return rejected(Rejection::not_found);
  const Appointment& booking = state_.appointment(place);
  const bool has_seen_document =
      acts_for_anyone() || (caller_.role == Role::staff && caller_.hall == booking.slot.hall());
  const bool is_oneself = caller_.role == Role::citizen && caller_.citizen == command.citizen;
  if (!has_seen_document && !is_oneself) return rejected(Rejection::forbidden);
  const Place citizen = state_.find(command.citizen);
  const std::uint8_t member = member_of(booking, citizen);
  if (citizen == nowhere || member == booking.size) return rejected(Rejection::not_found);
  if (!may_confirm_companion(booking.status)) return rejected(Rejection::wrong_state);
  if (!booking.services[member].is_companion()) return about(booking);
  MemberSet companions = companions_of(booking.services);
  const auto& rules = rules_of(booking.slot.hall());
  for (std::uint8_t i = 0; i < booking.size; ++i) {
    if (booking.citizens[i] != citizen) continue;
    const auto no = check_one(rules, citizen, booking.services[i].code());
    if (no != Rejection::none) return rejected(no);
    companions &= static_cast<MemberSet>(~(1U << i));
  }
  if (is_elsewhere(citizen, span_of(booking), place)) return rejected(Rejection::overlapping_visit);
  emit(CompanionConfirmed{.id = command.id, .citizen = command.citizen});
  return about(command.id, booking.status, companions);
}

}  // namespace offpeak::scheduler

#include "base/mutant.hpp"
#include "scheduler/booking/cancellation.hpp"
#include "scheduler/booking/decider.hpp"
#include "scheduler/booking/end_watch.hpp"
#include "scheduler/booking/ledger.hpp"
#include "scheduler/booking/party.hpp"

namespace offpeak::scheduler {

Party party_of(const State& state, const Appointment& booking) {
  Party party;
  party.size = booking.size;
  for (std::uint8_t i = 0; i < booking.size; ++i) {
    party.applicants[i].citizen = state.citizen(booking.citizens[i]).key;
    party.applicants[i].service = booking.services[i].code();
  }
  return party;
}

namespace {

/// Not so a place that was given back for one that the city offered, or that the city took away.
bool was_given_up(const Appointment& booking) {
  return is_given_up(booking.status) && (booking.marks & instead_mark) == 0;
}

}  // namespace

Rejection Decider::check_change(Place place) const {
  if (place == nowhere) return Rejection::not_found;
  const Appointment& booking = state_.appointment(place);
  if (!may_change(booking)) return Rejection::forbidden;
  const bool is_open = booking.status == AppointmentStatus::booked && now_ < booking.slot.start();
  return is_open ? Rejection::none : Rejection::wrong_state;
}

MemberSet Decider::member_set_of_caller(const Appointment& booking) const {
  const Place citizen = caller_.role == Role::citizen ? state_.find(caller_.citizen) : nowhere;
  const std::uint8_t member = member_of(booking, citizen);
  return member < booking.size ? static_cast<MemberSet>(1U << member) : MemberSet{0};
}

MemberSet Decider::marked_by_caller(const Appointment& booking) const {
  if (base::mutated(base::Mutant::mark_everybody)) return all_members;
  const MemberSet caller = member_set_of_caller(booking);
  const bool is_noted =
      caller != 0 && has_ended_visit(state_.find(caller_.citizen), booking, was_given_up);
  return is_noted ? MemberSet{0} : caller;
}

MemberSet Decider::others_of(const Appointment& booking) const {
  const Place citizen = state_.find(caller_.citizen);
  MemberSet others = 0;
  for (std::uint8_t i = 0; i < booking.size; ++i) {
    if (booking.citizens[i] != citizen) others |= static_cast<MemberSet>(1U << i);
  }
  return others;
}

MemberSet Decider::companions_after_move(const Appointment& booking) const {
  const bool were_asked = acts_for_anyone() || base::mutated(base::Mutant::moved_stay_confirmed);
  return were_asked ? companions_of(booking.services) : others_of(booking);
}

/// Who moves a booking answers with the own ledger; the hotline moves none for those who may not.
Rejection Decider::check_ledgers(const config::Rules& rules, const Appointment& booking) const {
  Rejection rejection = Rejection::none;
  for_each_mover(booking, [&](Place place) {
    const Citizen& citizen = state_.citizen(place);
    if (rejection != Rejection::none) return;
    if (is_suspended(citizen, today())) {
      rejection = Rejection::suspended;
    } else if (gave_up_too_often(rules, citizen, today())) {
      rejection = Rejection::cancellation_limit;
    }
  });
  return rejection;
}

bool Decider::moves_into_another(Place place, const SlotSpan& visit) const {
  bool is_busy = false;
  for_each_mover(state_.appointment(place),
                 [&](Place citizen) { is_busy = is_busy || is_elsewhere(citizen, visit, place); });
  return is_busy;
}

Receipt Decider::operator()(const Cancel& command) {
  const Place place = state_.find(command.id);
  if (const auto no = check_change(place); no != Rejection::none) return rejected(no);
  const Appointment& booking = state_.appointment(place);
  const auto& rules = rules_of(booking.slot.hall());
  const bool late = is_late_cancellation(rules, booking.slot.date(), now_);
  end_watch(state_, booking, now_, events_);
  emit(Cancelled{.id = command.id,
                 .late = late,
                 .capacity_returns_at = capacity_return(rules, command.random, now_),
                 .marked = marked_by_caller(booking)});
  return about(command.id, late ? AppointmentStatus::late_cancelled : AppointmentStatus::cancelled,
               companions_of(booking.services));
}

/// Whoever was displaced may choose another place themselves, whatever is offered.
Rejection Decider::check_move(Place place) const {
  const bool is_displaced =
      place != nowhere && state_.appointment(place).status == AppointmentStatus::displaced;
  if (!is_displaced) return check_change(place);
  return may_change(state_.appointment(place)) ? Rejection::none : Rejection::forbidden;
}

/// No ledger is asked, and none notes it: they had a place.
Receipt Decider::move_displaced(Place place, const Reschedule& command) {
  const auto slot = look_up(command.slot);
  if (slot.plan.hall == nullptr) return rejected(slot.rejection);
  const Appointment& old = state_.appointment(place);
  const auto no = check_party(city_, slot.plan, party_of(state_, old));
  if (no != Rejection::none) return rejected(no);
  if (slot.rejection != Rejection::none) return rejected(slot.rejection);
  const auto span = fit(slot, old.minutes);
  if (!span) return rejected(Rejection::slot_full);
  if (const auto refusal = check_instead(place, *span); refusal != Rejection::none) {
    return rejected(refusal);
  }
  if (state_.is_full()) return rejected(Rejection::storage_full);
  const MemberSet companions = companions_after_move(old);
  const bool asks_others = companions != companions_of(old.services);
  end_watch(state_, old, now_, events_);
  emit(Rescheduled{.old_id = command.id,
                   .new_id = command.new_id,
                   .claim = claim_of(slot, *span),
                   .code = state_.next_code(command.slot.hall(), command.slot.date()),
                   .marked = 0,
                   .moved_by = asks_others ? member_set_of_caller(old) : MemberSet{0}});
  return about(command.new_id, AppointmentStatus::booked, companions);
}

Receipt Decider::operator()(const Reschedule& command) {
  const Place place = state_.find(command.id);
  if (const auto no = check_move(place); no != Rejection::none) return rejected(no);
  const Appointment& old = state_.appointment(place);
  if (old.status == AppointmentStatus::displaced) return move_displaced(place, command);
  const SlotKey old_slot = old.slot;
  if (old_slot == command.slot) return rejected(Rejection::already_booked);

  const auto slot = look_up(command.slot);
  if (slot.plan.hall == nullptr) return rejected(slot.rejection);
  const auto party_rejection = check_party(city_, slot.plan, party_of(state_, old));
  if (party_rejection != Rejection::none) return rejected(party_rejection);
  if (slot.rejection != Rejection::none) return rejected(slot.rejection);
  if (const auto no = check_ledgers(slot.plan.rules(), old); no != Rejection::none) {
    return rejected(no);
  }
  const auto span = fit(slot, old.minutes);
  if (!span) return rejected(Rejection::slot_full);
  if (has_closed_service(old, *span)) return rejected(Rejection::slot_closed);
  if (moves_into_another(place, *span)) return rejected(Rejection::overlapping_visit);
  if (state_.is_full()) return rejected(Rejection::storage_full);

  const auto& old_rules = rules_of(old_slot.hall());
  const MemberSet marked = marked_by_caller(old);
  const MemberSet companions = companions_after_move(old);
  const bool asks_others = companions != companions_of(old.services);
  end_watch(state_, old, now_, events_);
  emit(Rescheduled{.old_id = command.id,
                   .late = is_late_cancellation(old_rules, old_slot.date(), now_),
                   .capacity_returns_at = capacity_return(old_rules, command.random, now_),
                   .new_id = command.new_id,
                   .claim = claim_of(slot, *span),
                   .code = state_.next_code(command.slot.hall(), command.slot.date()),
                   .marked = marked,
                   .moved_by = asks_others ? member_set_of_caller(old) : MemberSet{0}});
  return about(command.new_id, AppointmentStatus::booked, companions);
}

Receipt Decider::operator()(const ReturnCapacity& command) {
  const Place place = state_.find(command.id);
  if (place == nowhere) return {};
  const Appointment& booking = state_.appointment(place);
  const bool is_due = is_given_up(booking.status) && booking.capacity_held != 0;
  if (!is_due || now_ < until_of(booking)) return {};
  emit(CapacityReturned{.id = command.id});
  return {};
}

}  // namespace offpeak::scheduler

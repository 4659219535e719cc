#include <algorithm>

#include "base/mutant.hpp"
#include "scheduler/booking/decider.hpp"
#include "scheduler/booking/ledger.hpp"
#include "scheduler/booking/party.hpp"
#include "scheduler/booking/release.hpp"
#include "scheduler/booking/standing_slot.hpp"

namespace offpeak::scheduler {

namespace {

Room room_in(const SlotPlan& standing, const State& state, Instant now) {
  Room room = room_of(standing, state.taken_minutes(standing.key), now);
  if (base::mutated(base::Mutant::capacity_off_by_one)) ++room.released_minutes;
  return room;
}

}  // namespace

Decider::Bookable Decider::look_up(SlotKey key) const {
  auto plan = plan_slot(city_, key);
  if (!plan) return {.rejection = Rejection::unknown_slot};
  const bool shut = is_shut(*plan, state_);
  plan = as_it_stands(*plan, state_, shut);
  if (!in_horizon(*plan, now_)) return {.rejection = Rejection::outside_horizon, .plan = *plan};
  if (shut) return {.rejection = Rejection::slot_closed, .plan = *plan};
  const Room room = room_in(*plan, state_, now_);
  return {.rejection = room.released_minutes == 0 ? Rejection::not_released : Rejection::none,
          .plan = *plan,
          .room = room};
}

Room Decider::room_at(const SlotPlan& slot) const {
  return room_in(as_it_stands(slot, state_), state_, now_);
}

std::optional<SlotSpan> Decider::fit(const Bookable& slot, int minutes) const {
  const auto span = plan_span(city_, slot.plan, slot.room.released_minutes, minutes);
  if (!span) return std::nullopt;
  const auto room = [this](const SlotPlan& plan) { return room_at(plan); };
  return parties_that_fit(city_, *span, slot.plan, room) > 0 ? span : std::nullopt;
}

bool Decider::may_book_for(const Party& party) const {
  if (acts_for_anyone()) return true;
  return caller_.role == Role::citizen &&
         std::ranges::any_of(party, [this](const Applicant& applicant) {
           return applicant.citizen == caller_.citizen;
         });
}

Rejection Decider::check_request(const SlotPlan& plan, const Party& party) const {
  if (party.size < 1 || party.size > config::party_max) return Rejection::party_too_large;
  if (!may_book_for(party)) return Rejection::forbidden;
  return check_party(city_, plan, party);
}

Rejection Decider::check_people(const SlotPlan& plan, const Party& party) const {
  for (const auto& applicant : party) {
    if (applicant.named_by_key && !is_known(applicant.citizen)) return Rejection::unknown_citizen;
    if (is_companion(applicant)) continue;
    const Place place = state_.find(applicant.citizen);
    if (place == nowhere) continue;
    const auto rejection = check_one(plan.rules(), place, applicant.service);
    if (rejection != Rejection::none) return rejection;
  }
  return Rejection::none;
}

Rejection Decider::check_one(const config::Rules& rules, Place citizen, ServiceCode service) const {
  const auto no = check_citizen(rules, state_.citizen(citizen), service, today());
  if (no != Rejection::already_booked) return no;
  const Place booking = open_booking(citizen, citizen, service);
  return booking == nowhere ? no : already(booking);
}

bool Decider::is_elsewhere(Place citizen, const SlotSpan& visit, Place given_up) const {
  if (base::mutated(base::Mutant::in_two_halls)) return false;
  for (Place at = state_.citizen(citizen).newest; at != nowhere;) {
    const Appointment& booking = state_.appointment(at);
    const std::uint8_t member = member_of(booking, citizen);
    const bool is_open_offer = is_place_offer(booking) && !base::mutated(base::Mutant::offers_bar);
    const bool counts = at != given_up && !is_open_offer && is_active(booking.status) &&
                        !booking.services[member].is_companion() &&
                        booking.slot.hall() != visit.first.hall();
    if (counts && overlap(span_of(booking), visit)) return true;
    at = booking.older[member];
  }
  return false;
}

Rejection Decider::check_times(const Party& party, const SlotSpan& visit) const {
  for (const auto& applicant : party) {
    const Place place = is_companion(applicant) ? nowhere : state_.find(applicant.citizen);
    if (place != nowhere && is_elsewhere(place, visit)) return Rejection::overlapping_visit;
  }
  return Rejection::none;
}

bool Decider::has_closed_service(const Party& party, const SlotSpan& visit) const {
  return std::ranges::any_of(party, [&](const Applicant& applicant) {
    return is_closed(state_, visit.first.hall(), applicant.service, visit.start(), visit.end());
  });
}

bool Decider::has_closed_service(const Appointment& booking, const SlotSpan& visit) const {
  return state_.closures().live() != 0 && has_closed_service(party_of(state_, booking), visit);
}

Claim Decider::claim_of(const Bookable& slot, const SlotSpan& span) const {
  int released_max = slot.room.released_minutes;
  for (int i = 1; i < span.slots; ++i) {
    released_max = std::max(released_max, room_at(*plan_slot(city_, span.key(i))).released_minutes);
  }
  return {.slot = span.first,
          .capacity_minutes = static_cast<std::uint32_t>(released_max),
          .minutes = span.minutes,
          .slot_minutes = span.slot_minutes,
          .further_slots = base::mutated(base::Mutant::span_of_one_slot)
                               ? std::uint8_t{0}
                               : static_cast<std::uint8_t>(span.slots - 1)};
}

const config::Rules& Decider::rules_of(HallCode code) const {
  // A hall that left the configuration may still have bookings; the default rules apply to them.
  static const config::Rules defaults;
  const auto* hall = city_.find(code);
  return hall == nullptr ? defaults : hall->rules;
}

/// The checks that holding and booking have in common; `claim` is set when the answer is `none`.
/// What the request alone decides comes first, what others have booked last.
Rejection Decider::check_booking(SlotKey key, const Party& party, Claim& claim) const {
  const auto slot = look_up(key);
  if (slot.plan.hall == nullptr) return slot.rejection;
  if (const auto no = check_request(slot.plan, party); no != Rejection::none) return no;
  if (slot.rejection == Rejection::outside_horizon) return slot.rejection;
  if (const auto no = check_people(slot.plan, party); no != Rejection::none) return no;
  if (slot.rejection != Rejection::none) return slot.rejection;
  const auto span = fit(slot, party_minutes(city_, slot.plan.rules(), party));
  if (!span) return Rejection::slot_full;
  if (has_closed_service(party, *span)) return Rejection::slot_closed;
  if (const auto no = check_times(party, *span); no != Rejection::none) return no;
  if (const auto no = check_companions(party); no != Rejection::none) return no;
  if (state_.is_full()) return Rejection::storage_full;
  claim = claim_of(slot, *span);
  return Rejection::none;
}

std::optional<Instant> Decider::next_hold_at(const config::Rules& rules, const Citizen& citizen,
                                             Place place, InVain in_vain) const {
  int ended = 0;
  Instant last{};
  for (Place at = citizen.newest; at != nowhere;) {
    const Appointment& record = state_.appointment(at);
    const std::uint8_t member = member_of(record, place);
    at = record.older[member];
    const bool is_free = record.offer_of != nowhere && base::mutated(base::Mutant::free_offers);
    const bool is_swap = (record.marks & swap_mark) != 0;
    const bool is_watched = !is_swap && (record.marks & instead_mark) != 0;
    const bool is_asked_for = !is_swap && (!is_watched || in_vain == InVain::watched_too);
    const bool counts = came_to_nothing(record.status) && !is_free && is_asked_for &&
                        !record.services[member].is_companion() &&
                        now_ < until_of(record) + ended_hold_kept;
    if (!counts) continue;
    ++ended;
    last = std::max(last, until_of(record));
  }
  if (ended + citizen.open_holds >= rules.holds_per_day_max) return std::nullopt;
  return last + pause_after_holds(rules, ended);
}

Receipt Decider::operator()(const HoldSlot& command) {
  Claim claim;
  if (const auto no = check_booking(command.slot, command.party, claim); no != Rejection::none) {
    return rejected(no);
  }
  const auto& rules = rules_of(command.slot.hall());
  for (const auto& applicant : command.party) {
    const Place place = is_companion(applicant) ? nowhere : state_.find(applicant.citizen);
    if (place == nowhere) continue;
    const Citizen& citizen = state_.citizen(place);
    const auto again_at = next_hold_at(rules, citizen, place);
    if (!may_hold(rules, citizen) || !again_at) return rejected(Rejection::hold_limit);
    if (now_ < *again_at) return rejected(Rejection::hold_pause, *again_at);
  }
  const Instant expires_at = std::min<Instant>(now_ + rules.hold, command.slot.start());
  const Members members = members_of(command.party);
  emit(Held{.id = command.id, .claim = claim, .members = members, .expires_at = expires_at});
  return about(command.id, AppointmentStatus::held, members.companions, expires_at);
}

Receipt Decider::operator()(const BookSlot& command) {
  Claim claim;
  if (const auto no = check_booking(command.slot, command.party, claim); no != Rejection::none) {
    return rejected(no);
  }
  const Members members = members_of(command.party);
  emit(Booked{.id = command.id,
              .claim = claim,
              .members = members,
              .code = state_.next_code(command.slot.hall(), command.slot.date())});
  return about(command.id, AppointmentStatus::booked, members.companions);
}

Receipt Decider::operator()(const ConfirmHold& command) {
  const Place place = state_.find(command.id);
  if (place == nowhere) return rejected(Rejection::not_found);
  const Appointment& hold = state_.appointment(place);
  if (!may_change(asked_about(hold))) return rejected(Rejection::forbidden);
  switch (hold.status) {
    case AppointmentStatus::held:
      break;
    case AppointmentStatus::expired:
    case AppointmentStatus::released:
      return rejected(Rejection::hold_expired);
    default:
      return rejected(Rejection::wrong_state);
  }
  if (now_ >= until_of(hold)) return rejected(Rejection::hold_expired);
  if (is_place_offer(hold)) return take_place(hold, command.random);
  const SlotKey slot = hold.slot;
  if (has_closed_service(hold, span_of(hold))) return rejected(Rejection::slot_closed);
  emit(Confirmed{.id = command.id, .code = state_.next_code(slot.hall(), slot.date())});
  return about(command.id, AppointmentStatus::booked, companions_of(hold.services));
}

/// Who of a booking may change it may also say what becomes of the place offered instead of it.
const Appointment& Decider::asked_about(const Appointment& hold) const {
  return is_place_offer(hold) ? state_.appointment(hold.earlier) : hold;
}

void Decider::end_hold(Place place, HoldEnd how) {
  const Appointment& hold = state_.appointment(place);
  if (is_place_offer(hold)) return end_place_offer(hold, how);
  emit(HoldEnded{.id = hold.id, .reason = how, .is_dated = true});
}

Receipt Decider::operator()(const ReleaseHold& command) {
  const Place place = state_.find(command.id);
  if (place == nowhere) return rejected(Rejection::not_found);
  const Appointment& hold = state_.appointment(place);
  if (!may_change(asked_about(hold))) return rejected(Rejection::forbidden);
  if (hold.status == AppointmentStatus::expired) return rejected(Rejection::hold_expired);
  if (hold.status != AppointmentStatus::held) return rejected(Rejection::wrong_state);
  end_hold(place, HoldEnd::released);
  return about(command.id, AppointmentStatus::released, companions_of(hold.services));
}

Receipt Decider::operator()(const ExpireHold& command) {
  const Place place = state_.find(command.id);
  if (place == nowhere) return {};
  const Appointment& hold = state_.appointment(place);
  if (hold.status != AppointmentStatus::held || now_ < until_of(hold)) return {};
  end_hold(place, HoldEnd::expired);
  return {};
}

Receipt Decider::operator()(const ForgetHold& command) {
  const Place place = state_.find(command.id);
  if (place == nowhere) return {};
  const Appointment& hold = state_.appointment(place);
  if (!came_to_nothing(hold.status)) return {};
  if (now_ < until_of(hold) + ended_hold_kept) return {};
  emit(HoldForgotten{command.id});
  if (hold.offer_of != nowhere) emit(EntryForgotten{state_.waitlist_entry(hold.offer_of).id});
  return {};
}

}  // namespace offpeak::scheduler

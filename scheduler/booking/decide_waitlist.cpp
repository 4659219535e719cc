#include <algorithm>
#include <utility>

#include "scheduler/booking/answer_hours.hpp"
#include "scheduler/booking/closed_times.hpp"
#include "scheduler/booking/decider.hpp"
#include "scheduler/booking/ledger.hpp"
#include "scheduler/booking/party.hpp"

namespace offpeak::scheduler {

/// Whether an applicant of the party waits in this slot's line already.
bool Decider::waits_for(const Party& party, SlotKey slot) const {
  const Place place = state_.find(slot);
  if (place == nowhere) return false;
  for (Place at = state_.slot(place).first_waiting; at != nowhere;
       at = state_.waitlist_entry(at).next) {
    const WaitlistEntry& entry = state_.waitlist_entry(at);
    for (const auto& applicant : party) {
      const Place citizen = state_.find(applicant.citizen);
      if (citizen == nowhere || is_companion(applicant)) continue;
      const std::uint8_t member = member_of(entry, citizen);
      if (member < entry.size && !entry.services[member].is_companion()) return true;
    }
  }
  return false;
}

bool Decider::left_too_many(const config::Rules& rules, Place citizen) const {
  const auto left_max = static_cast<std::uint32_t>(rules.holds_per_day_max);
  // Those that others name the citizen in are among these; hardly anybody has so many.
  if (state_.citizen(citizen).entries < left_max) return false;
  std::uint32_t left = 0;
  for (const Place place : state_.waitlist()) {
    const WaitlistEntry& entry = state_.waitlist_entry(place);
    const std::uint8_t member = member_of(entry, citizen);
    const bool counts = entry.status == WaitlistStatus::left && member < entry.size &&
                        !entry.services[member].is_companion();
    if (counts) ++left;
  }
  return left >= left_max;
}

std::uint32_t Decider::position_of(Place entry) const {
  const WaitlistEntry& record = state_.waitlist_entry(entry);
  if (record.status != WaitlistStatus::waiting) return 0;
  std::uint32_t position = 1;
  const Place slot = state_.find(record.slot);
  for (Place at = state_.slot(slot).first_waiting; at != entry;
       at = state_.waitlist_entry(at).next) {
    ++position;
  }
  return position;
}

Receipt Decider::operator()(const JoinWaitlist& command) {
  const auto slot = look_up(command.slot);
  if (slot.plan.hall == nullptr) return rejected(slot.rejection);
  if (const auto no = check_request(slot.plan, command.party); no != Rejection::none) {
    return rejected(no);
  }
  if (slot.rejection == Rejection::outside_horizon) return rejected(slot.rejection);
  if (const auto no = check_people(slot.plan, command.party); no != Rejection::none) {
    return rejected(no);
  }
  if (slot.rejection != Rejection::none) return rejected(slot.rejection);
  const auto& rules = slot.plan.rules();
  for (const auto& applicant : command.party) {
    if (is_companion(applicant)) continue;
    const Place place = state_.find(applicant.citizen);
    if (place == nowhere) continue;
    const Citizen& citizen = state_.citizen(place);
    // An offer is a hold: who lets several come to nothing waits for the next one.
    const auto again_at = next_hold_at(rules, citizen, place);
    if (!may_wait(rules, citizen) || !again_at || left_too_many(rules, place)) {
      return rejected(Rejection::waitlist_limit);
    }
    if (now_ < *again_at) return rejected(Rejection::hold_pause, *again_at);
  }
  if (waits_for(command.party, command.slot)) return rejected(Rejection::already_waiting);
  const int minutes = party_minutes(city_, rules, command.party);
  if (const auto span = fit(slot, minutes)) {
    const bool is_closed = has_closed_service(command.party, *span);
    return rejected(is_closed ? Rejection::slot_closed : Rejection::slot_available);
  }
  const auto whole = plan_span(city_, slot.plan, slot.plan.capacity_minutes, minutes);
  if (!whole) return rejected(Rejection::slot_full);  // never fits
  if (has_closed_service(command.party, *whole)) return rejected(Rejection::slot_closed);
  const Place place = state_.find(command.slot);
  const std::uint32_t waiting = place == nowhere ? 0 : state_.slot(place).waiting;
  if (waiting >= static_cast<std::uint32_t>(rules.waitlist_max)) {
    return rejected(Rejection::waitlist_full);
  }
  if (const auto no = check_companions(command.party); no != Rejection::none) return rejected(no);
  if (state_.is_full()) return rejected(Rejection::storage_full);

  emit(WaitlistJoined{.id = command.id,
                      .offer_id = command.offer_id,
                      .slot = command.slot,
                      .minutes = static_cast<std::uint16_t>(minutes),
                      .members = members_of(command.party)});
  return about(command.id, WaitlistStatus::waiting, waiting + 1);
}

Receipt Decider::operator()(const LeaveWaitlist& command) {
  const Place place = state_.find(command.id);
  if (place == nowhere) return rejected(Rejection::not_found);
  const WaitlistEntry& entry = state_.waitlist_entry(place);
  if (!may_change(entry)) return rejected(Rejection::forbidden);
  if (entry.status == WaitlistStatus::waiting) {
    emit(WaitlistEnded{.id = command.id, .reason = WaitlistEnd::left, .is_dated = true});
    return about(command.id, WaitlistStatus::left);
  }
  if (entry.status == WaitlistStatus::offered) {
    emit(HoldEnded{
        .id = state_.appointment(entry.offer).id, .reason = HoldEnd::released, .is_dated = true});
    return about(command.id, WaitlistStatus::left);
  }
  return rejected(Rejection::wrong_state);
}

namespace {

/// Whether nobody could have both: a citizen twice for a service, or the same companion twice.
bool clash(const WaitlistEntry& one, const WaitlistEntry& other) {
  const auto has = [](const WaitlistEntry& entry, Place citizen, MemberService service) {
    for (std::uint8_t i = 0; i < entry.size; ++i) {
      if (entry.citizens[i] == citizen && entry.services[i].code() == service.code()) return true;
    }
    return false;
  };
  const auto is_applicant = [](const WaitlistEntry& entry, Place citizen) {
    const std::uint8_t member = member_of(entry, citizen);
    return member < entry.size && !entry.services[member].is_companion();
  };
  for (std::uint8_t i = 0; i < other.size; ++i) {
    if (!has(one, other.citizens[i], other.services[i])) continue;
    const bool is_companion = other.services[i].is_companion();
    if (!is_companion && is_applicant(one, other.citizens[i])) return true;
    bool shares_applicant = false;
    for_each_applicant(other, [&](Place citizen) {
      shares_applicant = shares_applicant || is_applicant(one, citizen);
    });
    if (is_companion && shares_applicant) return true;
  }
  return false;
}

}  // namespace

bool Decider::clashes_with(const PendingOffers& pending, const WaitlistEntry& entry) const {
  return std::ranges::any_of(pending.entries(), [&](const PendingOffers::Offered& one) {
    return clash(state_.waitlist_entry(one.entry), entry);
  });
}

bool Decider::is_eligible(const WaitlistEntry& entry, const SlotSpan& visit) const {
  const auto& rules = rules_of(entry.slot.hall());
  bool eligible = true;
  for (std::uint8_t i = 0; i < entry.size; ++i) {
    const MemberService service = entry.services[i];
    eligible = eligible &&
               !is_closed(state_, visit.first.hall(), service.code(), visit.start(), visit.end());
    if (!service.is_companion()) {
      const Citizen& citizen = state_.citizen(entry.citizens[i]);
      eligible = eligible &&
                 check_citizen(rules, citizen, service.code(), today()) == Rejection::none &&
                 !is_elsewhere(entry.citizens[i], visit);
      continue;
    }
    for_each_applicant(entry, [&](Place applicant) {
      eligible = eligible && !has_named(applicant, entry.citizens[i], service.code());
    });
  }
  return eligible;
}

void Decider::make_offers(const SlotSpan& around, PendingOffers& pending) {
  // Who waits for an earlier slot may need these too.
  const int first =
      -std::min<int>(span_slots_max - 1, around.first.start_minute().count() / around.slot_minutes);
  for (int i = first; i < around.slots; ++i) make_offers_in(around.key(i), pending);
  if (state_.watches().live() == 0) return;
  for (int i = first; i < around.slots; ++i) offer_to_watchers(around.key(i), pending);
}

void Decider::pass_on(const std::vector<FreedPlace>& freed) {
  PendingOffers pending;
  for (const auto& place : freed) {
    if (place.offered_to != nowhere) pending.pass_over(place.offered_to);
  }
  for (const auto& place : freed) make_offers(place.span, pending);
}

Room Decider::room_with(const SlotPlan& slot, const PendingOffers& pending) const {
  Room room = room_at(slot);
  room.taken_minutes += pending.minutes_of(slot.key);
  return room;
}

/// In the order of joining; of a slot of today, those first who are booked in a lane that is red.
std::vector<Place> Decider::line_of(Place slot) const {
  std::vector<Place> line;
  for (Place at = state_.slot(slot).first_waiting; at != nowhere;
       at = state_.waitlist_entry(at).next) {
    line.push_back(at);
  }
  if (state_.slot(slot).key.date() == today()) {
    std::ranges::stable_partition(
        line, [this](Place at) { return is_booked_in_red(state_.waitlist_entry(at)); });
  }
  return line;
}

void Decider::make_offers_in(SlotKey key, PendingOffers& pending) {
  const Place place = state_.find(key);
  if (place == nowhere || state_.slot(place).waiting == 0) return;
  const auto slot = look_up(key);
  if (slot.rejection != Rejection::none) return;
  const auto room = [&](const SlotPlan& plan) { return room_with(plan, pending); };
  for (const Place at : line_of(place)) {
    const WaitlistEntry& entry = state_.waitlist_entry(at);
    const auto span = plan_span(city_, slot.plan, slot.room.released_minutes, entry.minutes);
    if (!span || parties_that_fit(city_, *span, slot.plan, room) == 0) continue;
    if (state_.is_full()) return;
    const bool may_take = is_eligible(entry, *span) && !clashes_with(pending, entry) &&
                          !is_offered_elsewhere(pending, entry, *span);
    if (!may_take) continue;
    emit(OfferMade{.id = entry.id,
                   .claim = claim_of(slot, *span),
                   .expires_at = offer_end(now_, slot.plan.rules().offer, slot.plan.start)});
    pending.offer(at, *span);
  }
}

Receipt Decider::operator()(const OfferReleased& command) {
  const auto& rules = rules_of(command.slot.hall());
  PendingOffers pending;
  make_offers(
      {.first = command.slot, .slot_minutes = static_cast<std::uint8_t>(rules.slot_minutes)},
      pending);
  return {};
}

Receipt Decider::operator()(const CloseWaitlist& command) {
  const Place place = state_.find(command.slot);
  if (place == nowhere || now_ < command.slot.start()) return {};
  for (Place at = state_.slot(place).first_waiting; at != nowhere;
       at = state_.waitlist_entry(at).next) {
    emit(WaitlistEnded{
        .id = state_.waitlist_entry(at).id, .reason = WaitlistEnd::closed, .is_dated = true});
  }
  return {};
}

Receipt Decider::operator()(const ForgetEntry& command) {
  const Place place = state_.find(command.id);
  if (place == nowhere) return {};
  const WaitlistEntry& entry = state_.waitlist_entry(place);
  const bool is_old = now_ >= ended_at(entry) + ended_entry_kept;
  if (has_ended_alone(entry) && is_old) emit(EntryForgotten{command.id});
  return {};
}

}  // namespace offpeak::scheduler

// An earlier place (提前通知): its people keep the one they have until they take it.
#include <algorithm>
#include <optional>

#include "base/mutant.hpp"
#include "scheduler/booking/answer_hours.hpp"
#include "scheduler/booking/cancellation.hpp"
#include "scheduler/booking/decider.hpp"
#include "scheduler/booking/end_watch.hpp"
#include "scheduler/booking/ledger.hpp"
#include "scheduler/booking/party.hpp"
#include "scheduler/booking/place_lead.hpp"
#include "scheduler/messages/appointment_chain.hpp"

namespace offpeak::scheduler {
namespace {

/// Watchers that one new watch has asked, slot by slot: a bound on the work of one command. What it
/// leaves is found when its days are looked at next.
constexpr std::size_t asked_at_once_max = 8192;

/// The moment after which no such place can begin.
Instant end_of(const WatchedPlaces& places, const Appointment& booking) {
  return std::min(config::instant_at(places.to, places.to_minute), booking.slot.start());
}

/// What of the watched places can be earlier than the booked one; nothing when none can.
std::optional<WatchedPlaces> earlier_places(WatchedPlaces places, const Appointment& booking,
                                            Instant now) {
  if (places.halls_size == 0) {
    places.halls = {booking.slot.hall()};
    places.halls_size = 1;
  }
  // The journal keeps those that are named, and a replay must give the same record.
  std::fill(places.halls.begin() + places.halls_size, places.halls.end(), HallCode{});
  places.from = std::max(places.from, config::date_of(now));
  places.to = std::min(
      {places.to, booking.slot.date(), places.from + std::chrono::days{watch_days_max - 1}});
  const bool has_time = places.from <= places.to && places.from_minute >= MinuteOfDay{0} &&
                        places.from_minute < places.to_minute &&
                        places.to_minute <= MinuteOfDay{24 * 60};
  if (!has_time) return std::nullopt;
  const Instant first = config::instant_at(places.from, places.from_minute);
  const bool can_come = first < booking.slot.start() && now < end_of(places, booking);
  return can_come ? std::optional{places} : std::nullopt;
}

bool is_named_once(const WatchedPlaces& places, std::size_t i) {
  return std::count(places.begin(), places.end(), places.halls[i]) == 1;
}

bool is_watched(const Watch& watch, const SlotPlan& slot) {
  const auto start = static_cast<std::uint16_t>(slot.key.start_minute().count());
  const auto offered_end = watch.offered.begin() + watch.offers;
  return start >= watch.from_minute && start < watch.to_minute && watch.offers < watch_offers_max &&
         std::find(watch.offered.begin(), offered_end, slot.key) == offered_end;
}

}  // namespace

Rejection Decider::check_halls(const WatchedPlaces& places, LaneCode lane) const {
  if (places.halls_size > watch_halls_max) return Rejection::unknown_slot;
  for (std::size_t i = 0; i < places.halls_size; ++i) {
    const auto* hall = city_.find(places.halls[i]);
    if (hall == nullptr || !is_named_once(places, i)) return Rejection::unknown_slot;
    if (hall->lane_percent[static_cast<std::size_t>(lane)] == 0) return Rejection::unknown_service;
  }
  return Rejection::none;
}

int Decider::watches_of(Place citizen) const {
  int watches = 0;
  for (Place at = state_.citizen(citizen).newest; at != nowhere;) {
    const Appointment& booking = state_.appointment(at);
    const std::uint8_t member = member_of(booking, citizen);
    at = booking.older[member];
    const bool counts = booking.status == AppointmentStatus::booked &&
                        !booking.services[member].is_companion() &&
                        state_.find_watch(booking.id) != nowhere;
    if (counts) ++watches;
  }
  return watches;
}

/// An offer is a hold: who lets several come to nothing waits before watching again.
Receipt Decider::check_watcher(const config::Rules& rules, Place place) const {
  const Citizen& citizen = state_.citizen(place);
  const auto again_at = next_hold_at(rules, citizen, place, InVain::watched_too);
  if (!again_at || watches_of(place) >= watches_per_citizen_max) {
    return rejected(Rejection::watch_limit);
  }
  return now_ < *again_at ? rejected(Rejection::hold_pause, *again_at) : Receipt{};
}

Receipt Decider::operator()(const WatchPlaces& command) {
  const Place place = state_.find(command.id);
  if (const auto no = check_change(place); no != Rejection::none) return rejected(no);
  const Appointment& booking = state_.appointment(place);
  if (state_.find_watch(command.id) != nowhere) return rejected(Rejection::already_watching);
  const LaneCode lane = booking.slot.lane();
  if (const auto no = check_halls(command.places, lane); no != Rejection::none) {
    return rejected(no);
  }
  const auto places = earlier_places(command.places, booking, now_);
  if (!places) return rejected(Rejection::nothing_earlier);
  Receipt refusal;
  for_each_mover(booking, [&](Place citizen) {
    if (refusal.rejection != Rejection::none) return;
    refusal = check_watcher(rules_of(booking.slot.hall()), citizen);
  });
  if (refusal.rejection != Rejection::none) return refusal;
  if (state_.watches().live() >= watches_max) return rejected(Rejection::storage_full);
  const WatchSet fact{.id = command.id,
                      .offer_id = command.offer_id,
                      .places = *places,
                      .lane = lane,
                      .ends_at = end_of(*places, booking)};
  emit(fact);
  return about(booking);
}

Receipt Decider::operator()(const EndWatch& command) {
  const Place place = state_.find(command.id);
  if (place == nowhere) return rejected(Rejection::not_found);
  const Appointment& booking = state_.appointment(place);
  if (!may_change(booking)) return rejected(Rejection::forbidden);
  if (state_.find_watch(command.id) == nowhere) return rejected(Rejection::not_found);
  const bool has_offer =
      has_place_offer(booking) && (state_.appointment(booking.later).marks & swap_mark) == 0;
  if (has_offer) {
    emit(HoldEnded{
        .id = state_.appointment(booking.later).id, .reason = HoldEnd::released, .is_dated = true});
  }
  emit(WatchEnded{.id = command.id, .reason = WatchEnd::withdrawn});
  return about(booking);
}

Receipt Decider::operator()(const CloseWatch& command) {
  const Place place = state_.find_watch(command.id);
  if (place == nowhere) return {};
  if (now_ < config::instant_of(state_.watch(place).ends_at_ms)) return {};
  emit(WatchEnded{.id = command.id, .reason = WatchEnd::over});
  return {};
}

Receipt Decider::operator()(const OfferPlaces& command) {
  const LaneDayKey day = command.day;
  const auto* hall = city_.find(day.hall());
  if (hall == nullptr || state_.watchers(day).empty()) return {};
  const auto slots = plan_day(city_, *hall, day.lane(), day.date());
  PendingOffers pending;
  for (const auto& slot : slots) make_offers_in(slot.key, pending);
  for (const auto& slot : slots) offer_to_watchers(slot.key, pending);
  return {};
}

/// Who cannot take it, or may not at present, lets the next one pass.
void Decider::offer_to_watchers(SlotKey key, PendingOffers& pending) {
  const auto watchers = state_.watchers({key.hall(), key.lane(), key.date()});
  if (watchers.empty() || !people_answer(now_)) return;
  const auto slot = look_up(key);
  if (slot.rejection != Rejection::none || slot.plan.start < now_ + place_lead) return;
  for (const Place at : watchers) {
    if (!offer_to(state_.watch(at), slot, pending)) return;
  }
}

bool Decider::offer_to(const Watch& watch, const Bookable& slot, PendingOffers& pending) {
  const auto room = [&](const SlotPlan& plan) { return room_with(plan, pending); };
  if (room(slot.plan).free_minutes() == 0) return false;
  const Place place = state_.find(watch.booking);
  const Appointment& booking = state_.appointment(place);
  const bool is_wanted = is_watched(watch, slot.plan) && slot.plan.start < booking.slot.start() &&
                         booking.later == nowhere && !pending.has_place_for(place);
  if (!is_wanted) return true;
  if (state_.is_full() || pending.places() >= place_offers_max) return false;
  const auto span = span_with(slot, booking.minutes, pending);
  if (!span) return true;
  const bool may_come =
      may_move_to(place, slot.plan, *span) && !is_offered_elsewhere(pending, booking, *span);
  if (!may_come) return true;
  emit(PlaceOffered{.id = booking.id,
                    .offer_id = alternative_id(watch.offer_id, watch.offers),
                    .kind = PlaceOfferKind::earlier,
                    .claim = claim_of(slot, *span),
                    .expires_at = offer_end(now_, slot.plan.rules().offer, slot.plan.start)});
  if (base::mutated(base::Mutant::one_place_for_all)) return true;
  pending.offer_instead(place, *span);
  return true;
}

std::optional<SlotSpan> Decider::span_with(const Bookable& slot, int minutes,
                                           const PendingOffers& pending) const {
  const auto span = plan_span(city_, slot.plan, slot.room.released_minutes, minutes);
  if (!span) return std::nullopt;
  const auto room = [&](const SlotPlan& plan) { return room_with(plan, pending); };
  return parties_that_fit(city_, *span, slot.plan, room) > 0 ? span : std::nullopt;
}

/// On the first of its days that has one. That is all the work that a new watch makes: from then on
/// its days are looked at with those of others.
void Decider::offer_at_once(const Watch& newest) {
  const Place place = state_.find(newest.booking);
  const Appointment& booking = state_.appointment(place);
  if (booking.later != nowhere || !people_answer(now_)) return;
  PendingOffers pending;
  std::size_t asked = 0;
  for_each_watched_day(newest, [&](LaneDayKey day) {
    const auto* hall = city_.find(day.hall());
    if (hall == nullptr) return;
    for (const auto& slot : plan_day(city_, *hall, day.lane(), day.date())) {
      if (pending.has_place_for(place) || asked >= asked_at_once_max) return;
      const bool may_do = is_watched(newest, slot) && slot.start >= now_ + place_lead &&
                          slot.start < booking.slot.start();
      if (!may_do || room_with(slot, pending).free_minutes() == 0) continue;
      asked += state_.watchers(day).size();
      make_offers_in(slot.key, pending);
      offer_to_watchers(slot.key, pending);
    }
  });
}

bool Decider::may_move_to(Place place, const SlotPlan& slot, const SlotSpan& span) const {
  const Appointment& booking = state_.appointment(place);
  const Party party = party_of(state_, booking);
  if (check_party(city_, slot, party) != Rejection::none) return false;
  bool may_move = !has_closed_service(party, span);
  for_each_applicant(booking, [&](Place citizen) {
    may_move = may_move && !is_suspended(state_.citizen(citizen), today()) &&
               !is_elsewhere(citizen, span, place);
  });
  return may_move;
}

void Decider::end_place_offer(const Appointment& offer, HoldEnd how) {
  const AppointmentId booking = state_.appointment(offer.earlier).id;
  const Place place = (offer.marks & swap_mark) == 0 ? state_.find_watch(booking) : nowhere;
  emit(offer_ended(offer.id, state_.appointment(offer.earlier), how, ByWhom::people));
  if (place != nowhere) {
    const Watch& watch = state_.watch(place);
    const bool too_many_lapsed = how == HoldEnd::expired && watch.lapses + 1 >= watch_lapses_max;
    if (too_many_lapsed || watch.offers >= watch_offers_max) {
      emit(WatchEnded{.id = booking, .reason = WatchEnd::unanswered});
    }
  }
}

Rejection Decider::check_taking(const Appointment& offer) const {
  if (base::mutated(base::Mutant::take_unasked)) return Rejection::none;
  const auto slot = plan_slot(city_, offer.slot);
  if (!slot) return Rejection::unknown_slot;
  const Appointment& booking = state_.appointment(offer.earlier);
  const Party party = party_of(state_, booking);
  if (const auto no = check_party(city_, *slot, party); no != Rejection::none) return no;
  if (booking.status == AppointmentStatus::displaced) {
    return check_instead(offer.earlier, span_of(offer));
  }
  if (has_closed_service(party, span_of(offer))) return Rejection::slot_closed;
  bool is_barred = false;
  for_each_mover(booking, [&](Place citizen) {
    is_barred = is_barred || is_suspended(state_.citizen(citizen), today());
  });
  if (is_barred) return Rejection::suspended;
  const bool is_busy = moves_into_another(offer.earlier, span_of(offer));
  return is_busy ? Rejection::overlapping_visit : Rejection::none;
}

/// What is refused stays offered until its time is over: its people may yet clear the way.
Receipt Decider::take_place(const Appointment& offer, RandomBits random) {
  if (const auto no = check_taking(offer); no != Rejection::none) return rejected(no);
  const Appointment& booking = state_.appointment(offer.earlier);
  const SlotKey slot = offer.slot;
  const MemberSet companions = companions_after_move(booking);
  const bool asks_others = companions != companions_of(booking.services);
  emit(PlaceTaken{
      .id = booking.id,
      .capacity_returns_at = capacity_return(rules_of(booking.slot.hall()), random, now_),
      .code = state_.next_code(slot.hall(), slot.date()),
      .moved_by = asks_others ? member_set_of_caller(booking) : MemberSet{0}});
  return about(offer.id, AppointmentStatus::booked, companions);
}

}  // namespace offpeak::scheduler

// Earlier places (提前通知): offered while the booked one stays, and taken as one fact. The bounds
// are those of docs/domain.md.
#include <algorithm>

#include "scheduler/messages/appointment_chain.hpp"
#include "tests/model/model.hpp"

namespace offpeak::model {
namespace {

using scheduler::WatchEnd;
using std::chrono::days;
using std::chrono::hours;

constexpr std::size_t watches_of_citizen_max = 3;
constexpr std::size_t halls_max = 8;
constexpr days days_max{31};
constexpr std::size_t offers_max = 8;
constexpr int lapses_max = 3;
/// The way to the hall, and the time to read the offer.
constexpr hours notice{1};

/// A lane's day is named by its first minute.
SlotKey day_of(HallCode hall, LaneCode lane, Date date) {
  return {hall, lane, date, config::MinuteOfDay{0}};
}

Receipt no(Rejection rejection) { return {.rejection = rejection}; }

Receipt as_it_stands(const Booking& booking) {
  unsigned companions = 0;
  for (std::size_t i = 0; i < booking.members.size(); ++i) {
    companions |= booking.members[i].is_companion ? 1U << i : 0U;
  }
  return {.kind = scheduler::ReceiptKind::appointment,
          .status = static_cast<std::uint8_t>(booking.status),
          .position = companions,
          .subject = {booking.id.words}};
}

}  // namespace

const Watch* Model::watch_of(AppointmentId booking) const {
  const auto found = std::ranges::find(watches_, booking, &Watch::booking);
  return found == watches_.end() ? nullptr : &*found;
}

Watch* Model::find_watch(AppointmentId booking) {
  const auto found = std::ranges::find(watches_, booking, &Watch::booking);
  return found == watches_.end() ? nullptr : &*found;
}

const Booking* Model::offer_instead_of(AppointmentId booking) const {
  for (const auto& offer : bookings_) {
    if (is_place_offer(offer) && offer.earlier == booking) return &offer;
  }
  return nullptr;
}

// ---- what people ask for ------------------------------------------------------------------------

Rejection Model::check_halls(const std::vector<HallCode>& halls, LaneCode lane) const {
  if (halls.size() > halls_max) return Rejection::unknown_slot;
  for (const auto& code : halls) {
    const Hall* hall = hall_of(city_, code);
    if (hall == nullptr || std::ranges::count(halls, code) > 1) return Rejection::unknown_slot;
    const bool has_lane = std::ranges::any_of(hall->counters, [&](const auto& counter) {
      const auto share = counter.share_percent.find(lane);
      return share != counter.share_percent.end() && share->second > 0;
    });
    if (!has_lane) return Rejection::unknown_service;
  }
  return Rejection::none;
}

/// An offer is a hold: whoever lets several come to nothing waits for the next one.
Receipt Model::check_watcher(const Rules& rules, CitizenKey citizen) const {
  const auto own = std::ranges::count_if(watches_, [&](const Watch& watch) {
    const auto in_it = applicants(find(watch.booking)->members);
    return std::ranges::find(in_it, citizen) != in_it.end();
  });
  constexpr int any_number = 1'000'000;
  const Receipt holds = check_holds(rules, citizen, any_number, true);
  const bool is_at_limit = holds.rejection == Rejection::hold_limit ||
                           own >= static_cast<std::ptrdiff_t>(watches_of_citizen_max);
  return is_at_limit ? no(Rejection::watch_limit) : holds;
}

std::optional<Watch> Model::watch_for(const Booking& booking,
                                      const scheduler::WatchPlaces& command) const {
  const auto& wanted = command.places;
  Watch watch{.booking = command.id,
              .first_offer = command.offer_id,
              .halls = {wanted.begin(), wanted.end()},
              .lane = booking.slot.lane(),
              .from = std::max(wanted.from, day_at(now_)),
              .to = std::min(wanted.to, booking.slot.date()),
              .from_minute = wanted.from_minute.count(),
              .to_minute = wanted.to_minute.count()};
  if (watch.halls.empty()) watch.halls.push_back(booking.slot.hall());
  watch.to = std::min<Date>(watch.to, watch.from + days_max - days{1});
  constexpr int midnight = 24 * 60;
  const bool has_hours =
      0 <= watch.from_minute && watch.from_minute < watch.to_minute && watch.to_minute <= midnight;
  if (watch.from > watch.to || !has_hours) return std::nullopt;
  const Instant booked = slot_facts(city_, booking.slot)->start;
  watch.ends_at = std::min(instant(watch.to, watch.to_minute), booked);
  const bool is_earlier = instant(watch.from, watch.from_minute) < booked;
  if (!is_earlier || watch.ends_at <= now_) return std::nullopt;
  return watch;
}

Receipt Model::run(const scheduler::WatchPlaces& command) {
  const Booking* booking = find(command.id);
  if (const auto reason = check_given_up(booking); reason != Rejection::none) return no(reason);
  if (watch_of(command.id) != nullptr) return no(Rejection::already_watching);
  const std::vector<HallCode> halls{command.places.begin(), command.places.end()};
  const auto wrong = check_halls(halls, booking->slot.lane());
  if (wrong != Rejection::none) return no(wrong);
  const auto watch = watch_for(*booking, command);
  if (!watch) return no(Rejection::nothing_earlier);
  for (const auto& citizen : applicants(booking->members)) {
    if (!acts_for_anyone() && citizen != caller_.citizen) continue;
    const Receipt answer = check_watcher(rules_of(booking->slot), citizen);
    if (answer.rejection != Rejection::none) return answer;
  }
  watches_.push_back(*watch);
  add_timer({.due = watch->ends_at, .kind = TimerKind::close_watch, .booking = command.id});
  look_at_days_of(*watch, now_);
  const Receipt receipt = as_it_stands(*booking);
  offer_at_once(*watch);
  return receipt;
}

Receipt Model::run(const scheduler::EndWatch& command) {
  const Booking* booking = find(command.id);
  if (booking == nullptr) return no(Rejection::not_found);
  if (!is_among(booking->members)) return no(Rejection::forbidden);
  if (watch_of(command.id) == nullptr) return no(Rejection::not_found);
  const Receipt receipt = as_it_stands(*booking);
  std::optional<Booking> ended;
  const Booking* offer = offer_instead_of(command.id);
  if (offer != nullptr && !offer->is_swap) {
    ended = *offer;
    withdraw(*find_booking(ended->id), AppointmentStatus::released);
  }
  end_watch(command.id, WatchEnd::withdrawn);
  pass_on(ended);
  return receipt;
}

// ---- who is offered what ------------------------------------------------------------------------

bool Model::watches(const Watch& watch, SlotKey day) {
  return std::ranges::count(watch.halls, day.hall()) > 0 && watch.lane == day.lane() &&
         watch.from <= day.date() && day.date() <= watch.to;
}

bool Model::is_watched(SlotKey day) const {
  return std::ranges::any_of(watches_, [&](const Watch& watch) { return watches(watch, day); });
}

bool Model::is_time_to_offer(Instant start) const { return start >= now_ + notice; }

/// Who watches longest comes first; who cannot take it, or may not at present, lets the next one
/// pass. Nobody is offered a second place beside another, nor the same one twice.
void Model::offer_to_watchers(SlotKey slot, const std::vector<AppointmentId>& pass_over) {
  if (awake_from(now_) != now_) return;
  for (auto& watch : watches_) {
    const View found = view(slot);
    if (found.rejection != Rejection::none || !is_time_to_offer(found.facts->start)) return;
    const Booking booking = *find(watch.booking);
    const int start = slot.start_minute().count();
    const bool is_watched = watches(watch, slot) && watch.from_minute <= start &&
                            start < watch.to_minute && watch.offered.size() < offers_max &&
                            std::ranges::count(watch.offered, slot) == 0;
    const bool is_earlier = found.facts->start < slot_facts(city_, booking.slot)->start;
    if (!is_watched || !is_earlier || std::ranges::count(pass_over, booking.id) > 0) continue;
    if (offer_instead_of(booking.id) != nullptr) continue;
    const int slots = fit(slot, booking.minutes);
    if (slots == 0 || !may_move_to(booking, slot, slots)) continue;
    const auto number = static_cast<std::uint8_t>(watch.offered.size());
    watch.offered.push_back(slot);
    offer_place(booking.id, {.id = scheduler::alternative_id(watch.first_offer, number),
                             .slot = slot,
                             .slots = slots,
                             .expires_at = std::min(awake_after(now_, rules_of(slot).offer),
                                                    found.facts->start)});
  }
}

/// What is free already: of the first of its days that has some, whoever waits for that comes
/// first.
void Model::offer_at_once(const Watch& watch) {
  const AppointmentId id = watch.booking;
  if (awake_from(now_) != now_) return;
  const Instant booked = slot_facts(city_, find(id)->slot)->start;
  for (const auto& hall : watch.halls) {
    for (Date date = watch.from; date <= watch.to; date += days{1}) {
      if (hall_of(city_, hall) == nullptr) continue;
      for (const int start : start_minutes(city_, *hall_of(city_, hall), date)) {
        if (offer_instead_of(id) != nullptr) return;
        const SlotKey slot{hall, watch.lane, date, config::MinuteOfDay{start}};
        const View found = view(slot);
        const bool may_do = found.facts && watch.from_minute <= start && start < watch.to_minute &&
                            is_time_to_offer(found.facts->start) && found.facts->start < booked &&
                            found.rejection == Rejection::none && fit(slot, 1) > 0;
        if (!may_do) continue;
        make_offers_in(slot);
        offer_to_watchers(slot, {});
      }
    }
  }
}

bool Model::may_move_to(const Booking& booking, SlotKey slot, int slots) const {
  const Hall& hall = *hall_of(city_, slot.hall());
  if (check_party(hall, slot.lane(), booking.members) != Rejection::none) return false;
  if (has_closed_service(booking.members, slot, slots)) return false;
  return std::ranges::none_of(applicants(booking.members), [&](CitizenKey citizen) {
    return is_suspended(citizen) || is_elsewhere(citizen, slot, slots, booking.id);
  });
}

/// The booking stays as it is.
void Model::offer_place(AppointmentId id, Booking offer) {
  Booking& booking = *find_booking(id);
  offer.members = booking.members;
  offer.minutes = booking.minutes;
  offer.earlier = offer.instead_of = id;
  offer.is_instead = true;
  if (offer.is_swap) booking.had_swap = offer.had_swap = true;
  add_timer({.due = offer.expires_at, .kind = TimerKind::expire, .booking = offer.id});
  bookings_.push_back(offer);
}

void Model::look_at_days_of(const Watch& watch, Instant from) {
  for (const auto& hall : watch.halls) {
    for (Date date = watch.from; date <= watch.to; date += days{1}) {
      const SlotKey day = day_of(hall, watch.lane, date);
      const Hall* where = hall_of(city_, hall);
      if (where == nullptr || start_minutes(city_, *where, date).empty()) continue;
      const Instant next = awake_from(next_look(from));
      if (!looked_at_.emplace(day, next).second) continue;
      add_timer({.due = next, .kind = TimerKind::look_at_day, .slot = day});
      for (const auto& wave : waves(rules_of(day), date)) {
        if (wave.at <= from) continue;
        add_timer({.due = wave.at, .kind = TimerKind::look_at_day, .slot = day});
      }
    }
  }
}

/// At every tenth minute of the hours in which people answer, until the day has passed.
void Model::look_at_day_again(SlotKey day, Instant due) {
  const auto look = looked_at_.find(day);
  if (look == looked_at_.end() || look->second != due) return;
  if (day.date() < day_at(now_)) {
    looked_at_.erase(look);
    return;
  }
  look->second = awake_from(next_look(now_));
  add_timer({.due = look->second, .kind = TimerKind::look_at_day, .slot = day});
}

/// Whoever waits for one of its slots comes first.
void Model::look_at_day(SlotKey day) {
  if (!is_watched(day)) return;
  std::vector<SlotKey> slots;
  for (const int start : start_minutes(city_, *hall_of(city_, day.hall()), day.date())) {
    slots.emplace_back(day.hall(), day.lane(), day.date(), config::MinuteOfDay{start});
  }
  for (const auto& slot : slots) make_offers_in(slot);
  for (const auto& slot : slots) offer_to_watchers(slot, {});
}

// ---- what becomes of it -------------------------------------------------------------------------

/// When it was offered its people could come; they may have booked or lost the right since.
Rejection Model::check_taking(const Booking& offer) const {
  const auto facts = slot_facts(city_, offer.slot);
  if (!facts) return Rejection::unknown_slot;
  const Booking& old = *find(offer.earlier);
  const auto party = check_party(*facts->hall, offer.slot.lane(), old.members);
  if (party != Rejection::none) return party;
  if (old.status == AppointmentStatus::displaced) {
    return check_instead(old, offer.slot, offer.slots);
  }
  Rejection reason = Rejection::none;
  for (const auto& citizen : applicants(old.members)) {
    if (!acts_for_anyone() && citizen != caller_.citizen) continue;
    if (is_suspended(citizen)) return Rejection::suspended;
    if (is_elsewhere(citizen, offer.slot, offer.slots, old.id)) {
      reason = Rejection::overlapping_visit;
    }
  }
  return reason;
}

/// The booked place is given back, and no ledger notes it. Who takes it without the others of the
/// party has not asked them.
Receipt Model::take_place(AppointmentId id) {
  Booking& offer = *find_booking(id);
  if (const auto reason = check_taking(offer); reason != Rejection::none) return no(reason);
  Booking& old = *find_booking(offer.earlier);
  old.status = AppointmentStatus::rescheduled;
  old.later = id;
  old.was_swapped = true;
  std::erase_if(watches_, [&](const Watch& watch) { return watch.booking == old.id; });
  offer.status = AppointmentStatus::booked;
  offer.members = old.members;
  for (auto& member : offer.members) {
    if (!acts_for_anyone()) member.is_companion = member.citizen != caller_.citizen;
  }
  watch_visits(offer.slot);
  return as_it_stands(offer);
}

void Model::withdraw(Booking& offer, AppointmentStatus how) {
  offer.status = how;
  offer.takes_capacity = false;
  // Of what the city took away they may decline what they like.
  offer.ended_at = offer.is_for_displaced ? Instant{} : now_;
  if (offer.is_instead) may_look_soon_ = true;
  offer.earlier = {};
  add_timer({.due = now_ + hours{24}, .kind = TimerKind::forget, .booking = offer.id});
}

/// The booking stays. Its people watch on, unless they did not answer for the third time in a row,
/// or were offered all that one watch leads to.
void Model::end_place_offer(AppointmentId id, AppointmentStatus how) {
  const Booking offer = *find(id);
  withdraw(*find_booking(id), how);
  Watch* watch = offer.is_swap ? nullptr : find_watch(offer.earlier);
  if (watch != nullptr) {
    watch->lapses = how == AppointmentStatus::expired ? watch->lapses + 1 : 0;
    if (watch->lapses >= lapses_max || watch->offered.size() >= offers_max) {
      end_watch(offer.earlier, WatchEnd::unanswered);
    }
  }
  make_offers(offer.slot, offer.slots, {offer.earlier});
}

void Model::end_watch(AppointmentId booking, WatchEnd why) {
  std::erase_if(watches_, [&](const Watch& watch) { return watch.booking == booking; });
  ended_watches_.emplace(booking, why);
}

std::optional<Booking> Model::end_prospects(AppointmentId booking) {
  std::optional<Booking> ended;
  if (const Booking* offer = offer_instead_of(booking); offer != nullptr) {
    ended = *offer;
    withdraw(*find_booking(ended->id), AppointmentStatus::released);
  }
  if (watch_of(booking) != nullptr) end_watch(booking, WatchEnd::changed);
  return ended;
}

void Model::pass_on(const std::optional<Booking>& offer) {
  if (offer) make_offers(offer->slot, offer->slots);
}

}  // namespace offpeak::model

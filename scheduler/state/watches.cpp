// Places offered instead of booked ones: watches, offers, and what becomes of them.
#include <algorithm>

#include "base/mutant.hpp"
#include "scheduler/state/new_appointment.hpp"
#include "scheduler/state/state.hpp"

namespace offpeak::scheduler {

Watch watch_of(const WatchSet& fact) {
  const WatchedPlaces& places = fact.places;
  return {.booking = fact.id,
          .offer_id = fact.offer_id,
          .ends_at_ms = milliseconds_of(fact.ends_at),
          .halls = places.halls,
          .from = short_date(places.from),
          .to = short_date(places.to),
          .from_minute = static_cast<std::uint16_t>(places.from_minute.count()),
          .to_minute = static_cast<std::uint16_t>(places.to_minute.count()),
          .halls_size = places.halls_size,
          .lane = fact.lane};
}

void State::apply(const WatchSet& fact) {
  OFFPEAK_ASSERT(appointments_[existing(fact.id)].status == AppointmentStatus::booked);
  Watch watch = watch_of(fact);
  watch.number = sequence_;
  note_watch(watches_.add(watch));
}

void State::apply(const WatchEnded& fact) {
  const Place place = find_watch(fact.id);
  OFFPEAK_ASSERT(place != nowhere);
  drop_watch(place);
}

void State::apply(const PlaceOffered& fact) {
  const Place booking_place = existing(fact.id);
  const Appointment& booking = appointments_[booking_place];
  const bool is_displaced = fact.kind == PlaceOfferKind::displaced;
  OFFPEAK_ASSERT(booking.status ==
                 (is_displaced ? AppointmentStatus::displaced : AppointmentStatus::booked));
  OFFPEAK_ASSERT(booking.later == nowhere);
  const bool is_swap = fact.kind == PlaceOfferKind::swap;
  auto record =
      new_appointment(fact.offer_id, fact.claim, booking.citizens, booking.services, booking.size);
  record.until_ms = milliseconds_of(fact.expires_at);
  record.earlier = booking_place;
  record.marks = is_swap ? instead_mark | swap_mark : instead_mark;
  const Place place = appointments_.add(record);
  {
    auto edit = appointments_.edit(booking_place);
    edit->later = place;
    if (is_swap) edit->marks |= swap_mark;
    if (is_displaced) ++edit->until_ms;
  }
  take(fact.claim, place);
  link_citizens(place);
  if (is_displaced) return note_settled(booking_place);
  if (base::mutated(base::Mutant::give_up_first)) give_back(booking_place);
  if (is_swap) return;
  auto watch = watches_.edit(find_watch(fact.id));
  OFFPEAK_ASSERT(watch->offers < watch_offers_max);
  watch->offered[watch->offers++] = fact.claim.slot;
}

/// The booking stays, and its people watch on.
void State::end_place_offer(Place offer) {
  const Place booking = appointments_[offer].earlier;
  appointments_.edit(offer)->earlier = nowhere;
  appointments_.edit(booking)->later = nowhere;
  note_settled(booking);
  const bool is_asked_for = (appointments_[offer].marks & swap_mark) == 0;
  const Place watch = is_asked_for ? find_watch(appointments_[booking].id) : nowhere;
  if (watch == nowhere) return;
  const bool has_lapsed = appointments_[offer].status == AppointmentStatus::expired;
  auto edit = watches_.edit(watch);
  edit->lapses = has_lapsed ? static_cast<std::uint8_t>(edit->lapses + 1) : std::uint8_t{0};
}

void State::apply(const PlaceTaken& fact) {
  const Place old_place = existing(fact.id);
  const Place place = appointments_[old_place].later;
  OFFPEAK_ASSERT(place != nowhere && is_place_offer(appointments_[place]));
  if (const Place watch = find_watch(fact.id); watch != nowhere) drop_watch(watch);
  if (appointments_[old_place].status == AppointmentStatus::displaced) {
    leave_displaced(old_place);
  } else {
    retire(old_place, fact.capacity_returns_at, AppointmentStatus::rescheduled, MemberSet{0});
    end_services(appointments_[old_place]);
    appointments_.edit(old_place)->marks |= instead_mark;
  }
  {
    // Whoever confirmed since the offer was made has confirmed the booking.
    auto record = appointments_.edit(place);
    record->status = AppointmentStatus::booked;
    record->until_ms = 0;
    record->marks &= static_cast<std::uint8_t>(~instead_mark);
    record->services = services_after_move(appointments_[old_place], fact.moved_by);
  }
  start_services(appointments_[place]);
  give_code(place, fact.code);
}

std::span<const Place> State::watchers(LaneDayKey day) const {
  const auto found = watched_days_.find(day);
  return found == watched_days_.end() ? std::span<const Place>{} : found->second;
}

/// Behind all that were set before it.
void State::note_watch(Place place) {
  for_each_watched_day(watches_[place],
                       [&](LaneDayKey day) { watched_days_[day].push_back(place); });
}

void State::drop_watch(Place place) {
  for_each_watched_day(watches_[place], [&](LaneDayKey day) {
    const auto found = watched_days_.find(day);
    std::erase(found->second, place);
    if (found->second.empty()) watched_days_.erase(found);
  });
  watches_.drop(place);
}

}  // namespace offpeak::scheduler

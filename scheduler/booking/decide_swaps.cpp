// On the day (换场): who is booked in a lane that has become red is offered a greener place of that
// day, and keeps the other one unless that is taken.
#include <algorithm>
#include <vector>

#include "base/mutant.hpp"
#include "config/distance.hpp"
#include "scheduler/booking/decider.hpp"
#include "scheduler/booking/place_lead.hpp"
#include "scheduler/messages/appointment_chain.hpp"

namespace offpeak::scheduler {
namespace {

/// No further away than this from the hall that people have chosen.
constexpr double swap_distance_m_max = 10'000;

/// Grey when nothing was assessed today.
Level level_of(const State& state, HallCode hall, LaneCode lane, Date today) {
  const KeptLevel* kept = state.floor().level(hall, lane);
  const bool is_of_today =
      kept != nullptr && config::date_of(config::instant_of(kept->since_ms)) == today;
  return is_of_today ? kept->level : Level::grey;
}

/// Halls of which a place may be greener: the nearest first, the hall itself at their head.
std::vector<const config::Hall*> halls_around(const State& state, const config::City& city,
                                              const config::Hall& hall, LaneCode lane, Date today) {
  std::vector<std::pair<double, const config::Hall*>> near;
  for (const auto& other : city.halls) {
    const bool is_same = other.code == hall.code;
    const bool is_green = level_of(state, other.code, lane, today) == Level::green ||
                          base::mutated(base::Mutant::swap_into_the_crowd);
    if (!is_same && !is_green) continue;
    const double distance_m =
        is_same ? -1 : config::distance_m(config::position_of(hall), config::position_of(other));
    if (distance_m <= swap_distance_m_max) near.emplace_back(distance_m, &other);
  }
  std::ranges::sort(near, {}, [](const auto& one) {
    return std::pair{one.first, one.second->code};
  });
  std::vector<const config::Hall*> halls;
  for (const auto& one : near) halls.push_back(one.second);
  return halls;
}

/// Bookings of the slot that begin in it, in the order in which they were made.
std::vector<Place> bookings_of(const State& state, SlotKey key) {
  std::vector<Place> bookings;
  const Place slot = state.find(key);
  if (slot == nowhere) return bookings;
  for (Place at = state.slot(slot).newest; at != nowhere; at = state.appointment(at).next_in_slot) {
    const Appointment& booking = state.appointment(at);
    const bool was_asked =
        (booking.marks & swap_mark) != 0 && !base::mutated(base::Mutant::swap_again_and_again);
    const bool is_asked =
        booking.status == AppointmentStatus::booked && booking.later == nowhere && !was_asked;
    if (is_asked) bookings.push_back(at);
  }
  std::ranges::reverse(bookings);
  return bookings;
}

/// What is taken of a place, of so much.
struct Share {
  int taken = 0;
  int released = 0;

  friend bool operator<(const Share& one, const Share& other) {
    return std::int64_t{one.taken} * other.released < std::int64_t{other.taken} * one.released;
  }
};

Share share_of(const Room& room, int more_minutes = 0) {
  return {.taken = room.taken_minutes + more_minutes, .released = room.released_minutes};
}

/// The id of a booking's only swap. Whoever knows it has the booking anyway.
AppointmentId swap_id_of(const Appointment& booking) {
  return id_after(booking.id, ~booking.id.words[1]);
}

}  // namespace

SlotSpan Decider::one_slot(const Bookable& place, const Appointment& booking) {
  return {.first = place.plan.key,
          .slot_minutes = static_cast<std::uint8_t>(place.plan.slot_minutes),
          .minutes = booking.minutes};
}

/// Places of today that begin late enough and have room, where nobody waits for it.
std::vector<Decider::Bookable> Decider::places_for_swaps(const config::Hall& hall,
                                                         LaneCode lane) const {
  std::vector<Bookable> places;
  for (const auto* near : halls_around(state_, city_, hall, lane, today())) {
    for (const auto& plan : plan_day(city_, *near, lane, today())) {
      if (plan.start < now_ + place_lead) continue;
      const Place slot = state_.find(plan.key);
      if (slot != nowhere && state_.slot(slot).waiting > 0) continue;
      const Bookable place = look_up(plan.key);
      if (place.rejection == Rejection::none && place.room.free_minutes() > 0) {
        places.push_back(place);
      }
    }
  }
  return places;
}

/// Of the places in which the party makes one slot, and in which the share taken is smaller even
/// with the party than that of its present slot: the one with the smallest; of equal ones the
/// earliest, then the nearest. In its own hall a later one, once the rush is over.
Decider::Bookable* Decider::greenest(std::vector<Bookable>& places, Place booking_place) const {
  const Appointment& booking = state_.appointment(booking_place);
  const Share present = share_of(look_up(booking.slot).room);
  const auto with_party = [&](const Bookable& one) { return share_of(one.room, booking.minutes); };
  Bookable* best = nullptr;
  for (auto& place : places) {
    const bool is_own = place.plan.key.hall() == booking.slot.hall();
    if (is_own && place.plan.start <= booking.slot.start()) continue;
    if (!place.room.fits(booking.minutes) || !(with_party(place) < present)) continue;
    const bool is_better =
        best == nullptr || with_party(place) < with_party(*best) ||
        (!(with_party(*best) < with_party(place)) && place.plan.start < best->plan.start);
    if (is_better && may_move_to(booking_place, place.plan, one_slot(place, booking))) {
      best = &place;
    }
  }
  return best;
}

Receipt Decider::operator()(const OfferSwaps& command) {
  const auto* hall = city_.find(command.hall);
  if (hall == nullptr || level_of(state_, command.hall, command.lane, today()) != Level::red)
    return {};
  auto places = places_for_swaps(*hall, command.lane);
  PendingOffers pending;
  for (const auto& slot : plan_day(city_, *hall, command.lane, today())) {
    if (slot.start < now_ + place_lead) continue;
    for (const Place at : bookings_of(state_, slot.key)) {
      if (state_.is_full() || pending.places() >= place_offers_max) return {};
      const Appointment& booking = state_.appointment(at);
      if (pending.has_applicant_of(state_, booking)) continue;
      Bookable* place = greenest(places, at);
      if (place == nullptr) continue;
      const SlotSpan span = one_slot(*place, booking);
      emit(PlaceOffered{.id = booking.id,
                        .offer_id = swap_id_of(booking),
                        .kind = PlaceOfferKind::swap,
                        .claim = claim_of(*place, span),
                        .expires_at = std::min(slot.start, place->plan.start)});
      pending.offer_instead(at, span);
      place->room.taken_minutes += booking.minutes;
    }
  }
  return {};
}

bool Decider::is_booked_in_red(const WaitlistEntry& entry) const {
  bool is_booked = false;
  for_each_applicant(entry, [&](Place citizen) {
    for (Place at = state_.citizen(citizen).newest; at != nowhere && !is_booked;) {
      const Appointment& booking = state_.appointment(at);
      const SlotKey slot = booking.slot;
      is_booked = booking.status == AppointmentStatus::booked && slot.date() == today() &&
                  now_ < slot.start() &&
                  level_of(state_, slot.hall(), slot.lane(), today()) == Level::red;
      at = booking.older[member_of(booking, citizen)];
    }
  });
  return is_booked;
}

}  // namespace offpeak::scheduler

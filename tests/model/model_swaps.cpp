// On the day (换场): who is booked in a lane that has become red is offered a less crowded place.
// docs/domain.md says to whom and where; which one of several, the tests of the rule say
// (tests/scheduler/booking/test_swaps.cpp).
#include <algorithm>
#include <cmath>
#include <numbers>

#include "scheduler/messages/appointment_chain.hpp"
#include "tests/model/model.hpp"

namespace offpeak::model {
namespace {

using scheduler::Level;

constexpr double distance_m_max = 10'000;

/// Along the ground, where the city is small and the earth is flat.
double distance_m(const Hall& one, const Hall& other) {
  constexpr double metres_per_degree = 111'195;
  const double shrink = std::cos(one.lat * std::numbers::pi / 180);
  return metres_per_degree * std::hypot(one.lat - other.lat, shrink * (one.lon - other.lon));
}

bool is_less(int taken, int released, int other_taken, int other_released) {
  return taken * other_released < other_taken * released;
}

/// Whose only swap this is is told by its id.
AppointmentId swap_id_of(AppointmentId booking) {
  return scheduler::id_after(booking, ~booking.words[1]);
}

}  // namespace

void Model::set_level(HallCode hall, LaneCode lane, Level level, Instant now) {
  now_ = now;
  LaneLevel& kept = levels_[{hall, lane}];
  if (kept.level == level) return;
  kept.level = level;
  kept.since = now;
  if (level == Level::red) begin_rush(hall, lane, now);
}

/// A level of another day says nothing of today.
Level Model::level_today(HallCode hall, LaneCode lane) const {
  const auto found = levels_.find({hall, lane});
  const bool is_of_today = found != levels_.end() && day_at(found->second.since) == day_at(now_);
  return is_of_today ? found->second.level : Level::grey;
}

bool Model::is_booked_in_red(CitizenKey citizen) const {
  return std::ranges::any_of(bookings_, [&](const Booking& booking) {
    const auto in_it = people(booking.members);
    const SlotKey slot = booking.slot;
    return booking.status == AppointmentStatus::booked && slot.date() == day_at(now_) &&
           now_ < slot_facts(city_, slot)->start &&
           level_today(slot.hall(), slot.lane()) == Level::red &&
           std::ranges::find(in_it, citizen) != in_it.end();
  });
}

/// Of the hall itself, and of those near it whose lane is green: what begins late enough and has
/// room, where nobody waits for it. The nearest hall comes first.
std::vector<Model::SwapPlace> Model::swap_places(const Hall& hall, LaneCode lane) const {
  std::vector<SwapPlace> places;
  for (const auto& near : city_.halls) {
    const bool is_same = near.code == hall.code;
    if (!is_same && level_today(near.code, lane) != Level::green) continue;
    const double distance = is_same ? -1 : distance_m(hall, near);
    if (distance > distance_m_max) continue;
    for (const int start : start_minutes(city_, near, day_at(now_))) {
      const SlotKey slot{near.code, lane, day_at(now_), config::MinuteOfDay{start}};
      const View found = view(slot);
      const bool is_waited_for = std::ranges::any_of(waiters_, [&](const Waiter& waiter) {
        return waiter.slot == slot && waiter.status == WaitlistStatus::waiting;
      });
      if (found.rejection != Rejection::none || is_waited_for) continue;
      if (!is_time_to_offer(found.facts->start) || found.free_minutes <= 0) continue;
      const int taken = taken_minutes(slot);
      places.push_back({slot, taken + found.free_minutes, taken, distance});
    }
  }
  std::ranges::stable_sort(places, {}, [](const SwapPlace& place) {
    return std::pair{place.distance_m, place.slot.hall()};
  });
  return places;
}

/// In the order of their slots, then in that in which they were booked. Each is offered the place
/// that is emptiest with the party in it, the earliest and nearest of equal ones, if that is
/// emptier than the booked slot was when the look began; nobody two places at one look.
void Model::look_for_swaps(HallCode code, LaneCode lane) {
  if (level_today(code, lane) != Level::red) return;
  const Hall& hall = *hall_of(city_, code);
  auto places = swap_places(hall, lane);
  const auto bookings = bookings_;  // as the look begins
  std::map<SlotKey, int> taken;
  for (const auto& booking : bookings) taken[booking.slot] = taken_minutes(booking.slot);
  std::set<CitizenKey> asked;
  for (const int start : start_minutes(city_, hall, day_at(now_))) {
    const SlotKey slot{code, lane, day_at(now_), config::MinuteOfDay{start}};
    const auto facts = facts_of(slot);
    if (!facts || !is_time_to_offer(facts->start)) continue;
    const int released = released_minutes(*facts, slot.date(), now_);
    for (const auto& booking : bookings) {
      const bool is_asked = booking.slot == slot && booking.status == AppointmentStatus::booked &&
                            !booking.had_swap && offer_instead_of(booking.id) == nullptr;
      const auto own = applicants(booking.members);
      const bool is_twice =
          std::ranges::any_of(own, [&](CitizenKey citizen) { return asked.contains(citizen); });
      if (!is_asked || is_twice) continue;
      SwapPlace* best = nullptr;
      for (auto& place : places) {
        const int with_party = place.taken + booking.minutes;
        const bool is_later = place.slot.start_minute() > slot.start_minute();
        if (place.slot.hall() == code && !is_later) continue;
        if (with_party > place.released) continue;
        if (!is_less(with_party, place.released, taken[slot], released)) continue;
        if (best != nullptr) {
          const int best_with_party = best->taken + booking.minutes;
          const bool is_worse =
              is_less(best_with_party, best->released, with_party, place.released);
          const bool is_better =
              is_less(with_party, place.released, best_with_party, best->released);
          const bool is_earlier = place.slot.start_minute() < best->slot.start_minute();
          if (is_worse || (!is_better && !is_earlier)) continue;
        }
        if (may_move_to(booking, place.slot, 1)) best = &place;
      }
      if (best == nullptr) continue;
      best->taken += booking.minutes;
      const auto in_it = people(booking.members);
      asked.insert(in_it.begin(), in_it.end());
      const Instant begins = slot_facts(city_, best->slot)->start;
      offer_place(booking.id, {.id = swap_id_of(booking.id),
                               .slot = best->slot,
                               .expires_at = std::min(facts->start, begins),
                               .is_swap = true});
    }
  }
}

void Model::begin_rush(HallCode hall, LaneCode lane, Instant from) {
  levels_[{hall, lane}].rush = ++rushes_;
  add_timer({.due = from,
             .kind = TimerKind::look_for_swaps,
             .slot = {hall, lane, day_at(from), config::MinuteOfDay{0}},
             .rush = rushes_});
}

/// At every tenth minute of that day, until the lane is no longer red.
void Model::look_for_swaps_again(const Timer& timer) {
  const LaneLevel& kept = levels_[{timer.slot.hall(), timer.slot.lane()}];
  if (kept.level != Level::red || kept.rush != timer.rush) return;
  const Instant next = next_look(now_);
  if (day_at(next) != day_at(now_)) return;
  Timer again = timer;
  again.due = next;
  add_timer(again);
}

}  // namespace offpeak::model

#include <algorithm>

#include "tests/model/model.hpp"

namespace offpeak::model {

using scheduler::Role;
using std::chrono::days;

std::vector<CitizenKey> people(const Members& members) {
  std::vector<CitizenKey> result;
  for (const auto& member : members) {
    if (std::ranges::find(result, member.citizen) == result.end()) result.push_back(member.citizen);
  }
  return result;
}

std::vector<CitizenKey> applicants(const Members& members) {
  Members result;
  std::ranges::copy_if(members, std::back_inserter(result),
                       [](const Member& member) { return !member.is_companion; });
  return people(result);
}

Members members_of(const scheduler::Party& party) {
  Members members;
  for (const auto& applicant : party) members.push_back({applicant.citizen, applicant.service});
  return members;
}

Members Model::named_by_caller(const scheduler::Party& party) const {
  Members members = members_of(party);
  for (auto& member : members) {
    member.is_companion = !acts_for_anyone() && member.citizen != caller_.citizen;
  }
  return members;
}

const Rules& Model::rules_of(SlotKey slot) const { return hall_of(city_, slot.hall())->rules; }

SlotKey Model::slot_after(SlotKey slot, int count) const {
  const config::MinuteOfDay later{count * rules_of(slot).slot_minutes};
  return {slot.hall(), slot.lane(), slot.date(), slot.start_minute() + later};
}

Instant Model::end_of(SlotKey slot, int slots) const {
  return instant(slot.date(), slot.start_minute().count() + slots * rules_of(slot).slot_minutes);
}

namespace {

/// Of each slot the same; what does not come out even is taken of the first ones.
int share(int minutes, int slots, int number) {
  return number < minutes % slots ? minutes / slots + 1 : minutes / slots;
}

}  // namespace

int Model::taken_minutes(SlotKey slot) const {
  int taken = 0;
  for (const auto& booking : bookings_) {
    if (!booking.takes_capacity) continue;
    for (int i = 0; i < booking.slots; ++i) {
      if (slot_after(booking.slot, i) == slot) taken += share(booking.minutes, booking.slots, i);
    }
  }
  return taken;
}

int Model::slots_for(SlotKey slot, int room_minutes, int minutes) const {
  constexpr int slots_max = 8;
  int slots = 1;
  while (slots * room_minutes < minutes) {
    if (++slots > slots_max || !slot_facts(city_, slot_after(slot, slots - 1))) return 0;
  }
  return slots;
}

int Model::fit(SlotKey slot, int minutes) const {
  const int released = released_minutes(*facts_of(slot), slot.date(), now_);
  const int slots = slots_for(slot, released, minutes);
  for (int i = 0; i < slots; ++i) {
    if (share(minutes, slots, i) > view(slot_after(slot, i)).free_minutes) return 0;
  }
  return slots;
}

bool Model::is_place_offer(const Booking& booking) {
  return booking.status == AppointmentStatus::held && booking.earlier != AppointmentId{};
}

bool Model::keeps_from_elsewhere(const Booking& booking, AppointmentId given_up) {
  return is_active(booking.status) && booking.id != given_up && !is_place_offer(booking);
}

bool Model::is_elsewhere(CitizenKey citizen, SlotKey slot, int slots, AppointmentId except) const {
  for (const auto& booking : bookings_) {
    const auto own = applicants(booking.members);
    if (!keeps_from_elsewhere(booking, except)) continue;
    if (std::ranges::find(own, citizen) == own.end()) continue;
    if (booking.slot.hall() == slot.hall()) continue;
    const bool ends_before = end_of(booking.slot, booking.slots) <= end_of(slot, 0);
    const bool begins_after = end_of(booking.slot, 0) >= end_of(slot, slots);
    if (!ends_before && !begins_after) return true;
  }
  return false;
}

Rejection Model::check_times(const Members& members, SlotKey slot, int slots,
                             AppointmentId except) const {
  for (const auto& citizen : applicants(members)) {
    if (is_elsewhere(citizen, slot, slots, except)) return Rejection::overlapping_visit;
  }
  return Rejection::none;
}

bool Model::has_missed(CitizenKey citizen, const Booking& booking) const {
  return has_ended_visit(citizen, booking, [](const Booking& other) {
    return other.status == AppointmentStatus::no_show;
  });
}

std::optional<SlotFacts> Model::facts_of(SlotKey slot) const {
  const auto set = reserves_.find(slot);
  if (set == reserves_.end()) return slot_facts(city_, slot);
  return slot_facts(city_, slot, set->second);
}

int Model::released_of(SlotKey slot, int slots, Instant now) const {
  int most = 0;
  for (int i = 0; i < slots; ++i) {
    const SlotKey key = slot_after(slot, i);
    most = std::max(most, released_minutes(*facts_of(key), key.date(), now));
  }
  return most;
}

Model::View Model::view(SlotKey slot) const {
  const auto facts = facts_of(slot);
  if (!facts) return {.rejection = Rejection::unknown_slot};
  const bool has_begun = facts->start <= now_;
  const bool is_beyond =
      slot.date() - day_at(now_) > days{horizon_days(facts->hall->rules, slot.date())};
  if (has_begun || is_beyond) return {.rejection = Rejection::outside_horizon, .facts = facts};
  if (is_shut(slot)) return {.rejection = Rejection::slot_closed, .facts = facts};
  const int released = released_minutes(*facts, slot.date(), now_);
  return {.rejection = released == 0 ? Rejection::not_released : Rejection::none,
          .facts = facts,
          .free_minutes = released - taken_minutes(slot)};
}

bool Model::acts_for_anyone() const {
  return caller_.role == Role::hotline || caller_.role == Role::admin;
}

bool Model::is_among(const Members& members) const {
  if (acts_for_anyone()) return true;
  if (caller_.role != Role::citizen) return false;
  for (const auto& member : members) {
    if (member.citizen == caller_.citizen && !member.is_companion) return true;
  }
  return false;
}

Rejection Model::check_party(const Hall& hall, LaneCode lane, const Members& members) const {
  if (static_cast<int>(members.size()) > hall.rules.party_max) return Rejection::party_too_large;
  for (const auto& member : members) {
    const auto* service = service_of(city_, member.service);
    if (service == nullptr || service->lane != lane) return Rejection::wrong_lane;
  }
  for (std::size_t i = 0; i < members.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      if (members[i].citizen == members[j].citizen && members[i].service == members[j].service) {
        return Rejection::duplicate_applicant;
      }
    }
  }
  return Rejection::none;
}

bool Model::is_suspended(CitizenKey citizen) const {
  const auto until = suspended_until(citizen);
  return until && day_at(now_) < *until;
}

std::optional<Date> Model::suspended_until(CitizenKey citizen) const {
  const auto found = suspended_until_.find(citizen);
  if (found == suspended_until_.end()) return std::nullopt;
  return found->second;
}

namespace {

template <class Ledger>
std::vector<Date> days_in(const Ledger& ledger, CitizenKey citizen) {
  std::vector<Date> result;
  for (const auto& entry : ledger) {
    if (entry.citizen == citizen) result.push_back(entry.day);
  }
  return result;
}

}  // namespace

std::vector<Date> Model::cancellations(CitizenKey citizen) const {
  return days_in(cancellations_, citizen);
}

std::vector<Date> Model::no_shows(CitizenKey citizen) const { return days_in(no_shows_, citizen); }

/// In the window's days, of which `last_day` is the last.
int Model::count(const std::vector<LedgerEntry>& ledger, CitizenKey citizen, Date last_day,
                 int window_days) const {
  int result = 0;
  for (const auto& entry : ledger) {
    const bool is_within = entry.day <= last_day && last_day - entry.day < days{window_days};
    if (entry.citizen == citizen && is_within) ++result;
  }
  return result;
}

Rejection Model::check_citizen(const Rules& rules, const Member& member) const {
  if (is_suspended(member.citizen)) return Rejection::suspended;
  if (const auto reason = check_active(member); reason != Rejection::none) return reason;
  if (count(cancellations_, member.citizen, day_at(now_), rules.cancellation_window_days) >=
      rules.cancellations_max) {
    return Rejection::cancellation_limit;
  }
  return Rejection::none;
}

Rejection Model::check_active(const Member& member) const {
  for (const auto& booking : bookings_) {
    // What is offered instead of a booking is no second one.
    if (!is_active(booking.status) || is_place_offer(booking)) continue;
    for (const auto& other : booking.members) {
      if (other.is_companion) continue;
      if (other.citizen == member.citizen && other.service == member.service) {
        return booking.status == AppointmentStatus::held ? Rejection::already_held
                                                         : Rejection::already_booked;
      }
    }
  }
  return Rejection::none;
}

const Booking* Model::naming(CitizenKey citizen, const Member& companion) const {
  for (const auto& booking : bookings_) {
    const auto own = applicants(booking.members);
    if (!is_active(booking.status) || is_place_offer(booking)) continue;
    if (std::ranges::find(own, citizen) == own.end()) continue;
    for (const auto& other : booking.members) {
      if (other.citizen == companion.citizen && other.service == companion.service) return &booking;
    }
  }
  return nullptr;
}

Rejection Model::check_companions(const Members& members) const {
  for (const auto& member : members) {
    if (!member.is_companion) continue;
    for (const auto& citizen : applicants(members)) {
      const Booking* booking = naming(citizen, member);
      if (booking == nullptr) continue;
      return booking->status == AppointmentStatus::held ? Rejection::already_held
                                                        : Rejection::already_booked;
    }
  }
  return Rejection::none;
}

int Model::open_holds(CitizenKey citizen) const {
  return static_cast<int>(std::ranges::count_if(bookings_, [&](const Booking& booking) {
    const auto own = applicants(booking.members);
    return booking.status == AppointmentStatus::held && !booking.is_offer &&
           !is_place_offer(booking) && std::ranges::find(own, citizen) != own.end();
  }));
}

Receipt Model::check_holds(const Rules& rules, CitizenKey citizen, int open_max,
                           bool watched_too) const {
  const int open = open_holds(citizen);
  int in_vain = 0;
  Instant last{};
  for (const auto& booking : bookings_) {
    const auto own = applicants(booking.members);
    if (std::ranges::find(own, citizen) == own.end()) continue;
    const bool has_ended = booking.status == AppointmentStatus::expired ||
                           booking.status == AppointmentStatus::released;
    const bool is_unasked = booking.is_swap || (booking.is_instead && !watched_too);
    if (!has_ended || is_unasked || booking.is_for_displaced ||
        now_ >= booking.ended_at + std::chrono::hours{24})
      continue;
    ++in_vain;
    last = std::max(last, booking.ended_at);
  }
  if (open >= open_max || open + in_vain >= rules.holds_per_day_max) {
    return {.rejection = Rejection::hold_limit};
  }
  config::minutes pause = rules.hold_pause;
  if (in_vain < 3) return {};
  for (int i = 3; i < in_vain; ++i) pause = std::min<config::minutes>(2 * pause, days{1});
  if (now_ >= last + pause) return {};
  return {.rejection = Rejection::hold_pause, .expires_at = last + pause};
}

void Model::note_cancellation(const Booking& booking) {
  if (acts_for_anyone()) return;
  const bool is_noted = has_ended_visit(caller_.citizen, booking, [](const Booking& other) {
    return other.status == AppointmentStatus::cancelled ||
           other.status == AppointmentStatus::late_cancelled ||
           (other.status == AppointmentStatus::rescheduled && !other.was_swapped);
  });
  if (!is_noted) cancellations_.push_back({caller_.citizen, day_at(now_)});
}

Rejection Model::check_ledgers(const Rules& rules, const Members& members) const {
  for (const auto& citizen : applicants(members)) {
    if (!acts_for_anyone() && citizen != caller_.citizen) continue;
    if (is_suspended(citizen)) return Rejection::suspended;
    if (count(cancellations_, citizen, day_at(now_), rules.cancellation_window_days) >=
        rules.cancellations_max) {
      return Rejection::cancellation_limit;
    }
  }
  return Rejection::none;
}

Rejection Model::check_people(const Hall& hall, const Members& members) const {
  for (const auto& member : members) {
    if (member.is_companion) continue;
    if (const auto no = check_citizen(hall.rules, member); no != Rejection::none) return no;
  }
  return Rejection::none;
}

/// May this party wait for, hold or book in this slot, room aside? Sets its counter-minutes if so.
Rejection Model::check_place(SlotKey slot, const scheduler::Party& party, int& minutes) const {
  const View found = view(slot);
  if (!found.facts) return found.rejection;
  const Members members = named_by_caller(party);
  if (!is_among(members)) return Rejection::forbidden;
  const auto wrong = check_party(*found.facts->hall, slot.lane(), members);
  if (wrong != Rejection::none) return wrong;
  if (found.rejection == Rejection::outside_horizon) return found.rejection;
  const auto no = check_people(*found.facts->hall, members);
  if (no != Rejection::none) return no;
  if (found.rejection != Rejection::none) return found.rejection;
  minutes = 0;
  for (const auto& applicant : party) {
    minutes += service_of(city_, applicant.service)->mean_minutes;
    if (applicant.minor) minutes += found.facts->hall->rules.minor_minutes;
  }
  return Rejection::none;
}

/// Only a booked appointment can be cancelled or exchanged, by one of its people or for anyone, and
/// only until its slot begins: cancelling is no way out of a no-show.
Rejection Model::check_given_up(const Booking* booking) const {
  if (booking == nullptr) return Rejection::not_found;
  if (!is_among(booking->members)) return Rejection::forbidden;
  if (booking->status != AppointmentStatus::booked) return Rejection::wrong_state;
  if (now_ >= slot_facts(city_, booking->slot)->start) return Rejection::wrong_state;
  return Rejection::none;
}

bool Model::is_late(const Booking& booking) const {
  const Rules& rules = rules_of(booking.slot);
  const Date last_day = booking.slot.date() - days{rules.free_cancel_days_before};
  return now_ >= instant(last_day, rules.free_cancel_until.count());
}

}  // namespace offpeak::model

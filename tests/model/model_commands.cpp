#include <algorithm>
#include <utility>

#include "tests/model/model.hpp"

namespace offpeak::model {
namespace {

using scheduler::ReceiptKind;
using scheduler::Role;

constexpr std::chrono::hours remembered_for{24};

Receipt no(Rejection rejection) { return {.rejection = rejection}; }

Receipt yes(AppointmentId id, AppointmentStatus status, const Members& members,
            Instant expires_at = {}) {
  unsigned companions = 0;
  for (std::size_t i = 0; i < members.size(); ++i) {
    companions |= members[i].is_companion ? 1U << i : 0U;
  }
  return {.kind = ReceiptKind::appointment,
          .status = static_cast<std::uint8_t>(status),
          .position = companions,
          .subject = {id.words},
          .expires_at = expires_at};
}

Receipt yes(WaitlistId id, WaitlistStatus status, std::uint32_t position = 0,
            Instant expires_at = {}) {
  return {.kind = ReceiptKind::waitlist,
          .status = static_cast<std::uint8_t>(status),
          .position = position,
          .subject = {id.words},
          .expires_at = expires_at};
}

/// Questions are answered anew each time, key or not.
bool is_question(const scheduler::CommandBody& body) {
  return std::holds_alternative<scheduler::GetAppointment>(body) ||
         std::holds_alternative<scheduler::GetWaitlist>(body) ||
         std::holds_alternative<scheduler::PreviewClosure>(body) ||
         std::holds_alternative<scheduler::ListAppointments>(body);
}

}  // namespace

Outcome Model::execute(const Command& command, Instant now) {
  now_ = now;
  caller_ = command.caller;
  const auto& [key, request, owner] = command.idempotency;
  const bool is_keyed = !key.is_zero() && !is_question(command.body);
  if (is_keyed) {
    const auto found = memories_.find(key);
    if (found != memories_.end() && now < found->second.at + remembered_for) {
      if (found->second.request != request) return {no(Rejection::idempotency_mismatch)};
      return {found->second.receipt, true};
    }
  }
  const Receipt receipt = std::visit([this](const auto& body) { return run(body); }, command.body);
  if (std::exchange(may_look_soon_, false)) look_soon(now_);
  if (is_keyed && !scheduler::depends_on_request_alone(receipt.rejection)) {
    memories_[key] = {request, receipt, now};
  }
  return {receipt};
}

Receipt Model::run(const scheduler::HoldSlot& command) {
  int minutes = 0;
  if (const auto reason = check_place(command.slot, command.party, minutes);
      reason != Rejection::none) {
    return no(reason);
  }
  const View slot = view(command.slot);
  const int slots = fit(command.slot, minutes);
  if (slots == 0) return no(Rejection::slot_full);
  const Members members = named_by_caller(command.party);
  if (has_closed_service(members, command.slot, slots)) return no(Rejection::slot_closed);
  const auto elsewhere = check_times(members, command.slot, slots);
  if (elsewhere != Rejection::none) return no(elsewhere);
  if (const auto reason = check_companions(members); reason != Rejection::none) return no(reason);
  const Rules& rules = rules_of(command.slot);
  for (const auto& citizen : applicants(members)) {
    const Receipt answer = check_holds(rules, citizen, rules.holds_max);
    if (answer.rejection != Rejection::none) return answer;
  }
  const Instant expires_at = std::min<Instant>(now_ + rules.hold, slot.facts->start);
  bookings_.push_back({.id = command.id,
                       .slot = command.slot,
                       .members = members,
                       .minutes = minutes,
                       .slots = slots,
                       .expires_at = expires_at});
  add_timer({.due = expires_at, .kind = TimerKind::expire, .booking = command.id});
  return yes(command.id, AppointmentStatus::held, members, expires_at);
}

Receipt Model::run(const scheduler::BookSlot& command) {
  int minutes = 0;
  if (const auto reason = check_place(command.slot, command.party, minutes);
      reason != Rejection::none) {
    return no(reason);
  }
  const int slots = fit(command.slot, minutes);
  if (slots == 0) return no(Rejection::slot_full);
  const Members members = named_by_caller(command.party);
  if (has_closed_service(members, command.slot, slots)) return no(Rejection::slot_closed);
  const auto elsewhere = check_times(members, command.slot, slots);
  if (elsewhere != Rejection::none) return no(elsewhere);
  if (const auto reason = check_companions(members); reason != Rejection::none) return no(reason);
  bookings_.push_back({.id = command.id,
                       .slot = command.slot,
                       .members = members,
                       .minutes = minutes,
                       .slots = slots,
                       .status = AppointmentStatus::booked});
  watch_visits(command.slot);
  return yes(command.id, AppointmentStatus::booked, members);
}

Receipt Model::run(const scheduler::ConfirmHold& command) {
  Booking* hold = find_booking(command.id);
  if (hold == nullptr) return no(Rejection::not_found);
  // Who of a booking may change it may also say what becomes of the place offered instead of it.
  const Booking& asked_about = is_place_offer(*hold) ? *find(hold->earlier) : *hold;
  if (!is_among(asked_about.members)) return no(Rejection::forbidden);
  if (hold->status == AppointmentStatus::expired || hold->status == AppointmentStatus::released) {
    return no(Rejection::hold_expired);
  }
  if (hold->status != AppointmentStatus::held) return no(Rejection::wrong_state);
  if (now_ >= hold->expires_at) return no(Rejection::hold_expired);
  if (is_place_offer(*hold)) return take_place(command.id);
  hold->status = AppointmentStatus::booked;
  if (Waiter* waiter = waiter_of_offer(command.id)) waiter->status = WaitlistStatus::accepted;
  watch_visits(hold->slot);
  return yes(command.id, AppointmentStatus::booked, hold->members);
}

Receipt Model::run(const scheduler::ReleaseHold& command) {
  const Booking* hold = find(command.id);
  if (hold == nullptr) return no(Rejection::not_found);
  const Booking& asked_about = is_place_offer(*hold) ? *find(hold->earlier) : *hold;
  if (!is_among(asked_about.members)) return no(Rejection::forbidden);
  if (hold->status == AppointmentStatus::expired) return no(Rejection::hold_expired);
  if (hold->status != AppointmentStatus::held) return no(Rejection::wrong_state);
  const Members members = hold->members;
  end_hold(command.id, AppointmentStatus::released, WaitlistStatus::left);
  return yes(command.id, AppointmentStatus::released, members);
}

Receipt Model::run(const scheduler::Cancel& command) {
  Booking* booking = find_booking(command.id);
  if (const auto reason = check_given_up(booking); reason != Rejection::none) return no(reason);
  note_cancellation(*booking);
  booking->status =
      is_late(*booking) ? AppointmentStatus::late_cancelled : AppointmentStatus::cancelled;
  const Receipt receipt = yes(command.id, booking->status, booking->members);
  pass_on(end_prospects(command.id));
  return receipt;
}

Receipt Model::run(const scheduler::Reschedule& command) {
  const Booking* old = find(command.id);
  const bool is_displaced = old != nullptr && old->status == AppointmentStatus::displaced;
  if (is_displaced) return move_displaced(command);
  if (const auto reason = check_given_up(old); reason != Rejection::none) return no(reason);
  if (old->slot == command.slot) return no(Rejection::already_booked);
  const View slot = view(command.slot);
  if (!slot.facts) return no(slot.rejection);
  const auto reason = check_party(*slot.facts->hall, command.slot.lane(), old->members);
  if (reason != Rejection::none) return no(reason);
  if (slot.rejection != Rejection::none) return no(slot.rejection);
  const auto answers = check_ledgers(slot.facts->hall->rules, old->members);
  if (answers != Rejection::none) return no(answers);
  const int slots = fit(command.slot, old->minutes);
  if (slots == 0) return no(Rejection::slot_full);
  if (has_closed_service(old->members, command.slot, slots)) return no(Rejection::slot_closed);
  for (const auto& citizen : applicants(old->members)) {
    if (!acts_for_anyone() && citizen != caller_.citizen) continue;
    if (is_elsewhere(citizen, command.slot, slots, old->id)) {
      return no(Rejection::overlapping_visit);
    }
  }
  note_cancellation(*old);
  return replace(command, slots);
}

Receipt Model::replace(const scheduler::Reschedule& command, int slots) {
  const int minutes = find(command.id)->minutes;
  bookings_.push_back(
      {.id = command.new_id, .slot = command.slot, .minutes = minutes, .slots = slots});
  Booking& given_up = *find_booking(command.id);
  given_up.status = AppointmentStatus::rescheduled;
  given_up.later = command.new_id;
  Booking& replacement = *find_booking(command.new_id);
  replacement.status = AppointmentStatus::booked;
  replacement.earlier = command.id;
  replacement.members = given_up.members;
  if (!acts_for_anyone()) {
    for (auto& member : replacement.members) {
      member.is_companion = member.citizen != caller_.citizen;
    }
  }
  watch_visits(command.slot);
  const Receipt receipt = yes(command.new_id, AppointmentStatus::booked, replacement.members);
  pass_on(end_prospects(command.id));
  return receipt;
}

Receipt Model::run(const scheduler::JoinWaitlist& command) {
  int minutes = 0;
  if (const auto reason = check_place(command.slot, command.party, minutes);
      reason != Rejection::none) {
    return no(reason);
  }
  const Members members = named_by_caller(command.party);
  const Rules& rules = rules_of(command.slot);
  int in_this_line = 0;
  bool is_waiting_here = false;
  for (const auto& citizen : applicants(members)) {
    int places = 0;
    for (const auto& waiter : waiters_) {
      const auto in_it = applicants(waiter.members);
      if (std::ranges::find(in_it, citizen) == in_it.end()) continue;
      const bool is_waiting = waiter.status == WaitlistStatus::waiting;
      if (is_waiting || waiter.status == WaitlistStatus::offered) ++places;
      if (is_waiting && waiter.slot == command.slot) is_waiting_here = true;
    }
    if (places >= rules.waitlists_max) return no(Rejection::waitlist_limit);
    const auto left = std::ranges::count_if(waiters_, [&](const Waiter& waiter) {
      const auto in_it = applicants(waiter.members);
      return !waiter.forgotten && waiter.status == WaitlistStatus::left &&
             std::ranges::find(in_it, citizen) != in_it.end();
    });
    if (left >= rules.holds_per_day_max) return no(Rejection::waitlist_limit);
    constexpr int any_number = 1'000'000;
    const Receipt holds = check_holds(rules, citizen, any_number);
    if (holds.rejection == Rejection::hold_limit) return no(Rejection::waitlist_limit);
    if (holds.rejection != Rejection::none) return holds;
  }
  if (is_waiting_here) return no(Rejection::already_waiting);
  const View slot = view(command.slot);
  if (const int fitting = fit(command.slot, minutes); fitting != 0) {
    const bool is_closed = has_closed_service(members, command.slot, fitting);
    return no(is_closed ? Rejection::slot_closed : Rejection::slot_available);
  }
  // Who never fits waits in vain.
  const int slots = slots_for(command.slot, slot.facts->capacity_minutes, minutes);
  if (slots == 0) return no(Rejection::slot_full);
  if (has_closed_service(members, command.slot, slots)) return no(Rejection::slot_closed);
  for (const auto& waiter : waiters_) {
    if (waiter.slot == command.slot && waiter.status == WaitlistStatus::waiting) ++in_this_line;
  }
  if (in_this_line >= rules.waitlist_max) return no(Rejection::waitlist_full);
  if (const auto reason = check_companions(members); reason != Rejection::none) return no(reason);

  waiters_.push_back({.id = command.id,
                      .offer_id = command.offer_id,
                      .slot = command.slot,
                      .members = members,
                      .minutes = minutes});
  for (const auto& wave : waves(rules, command.slot.date())) {
    if (wave.at > now_) {
      add_timer({.due = wave.at, .kind = TimerKind::offer, .slot = command.slot});
    }
  }
  look_again(command.slot, now_);
  add_timer({.due = slot.facts->start, .kind = TimerKind::close, .slot = command.slot});
  return yes(command.id, WaitlistStatus::waiting, position(waiters_.back()));
}

Receipt Model::run(const scheduler::LeaveWaitlist& command) {
  Waiter* waiter = find_waiter(command.id);
  if (waiter == nullptr) return no(Rejection::not_found);
  if (!is_among(waiter->members)) return no(Rejection::forbidden);
  if (waiter->status == WaitlistStatus::offered) {
    end_hold(waiter->offer_id, AppointmentStatus::released, WaitlistStatus::left);
  } else if (waiter->status == WaitlistStatus::waiting) {
    end_waiting(*waiter, WaitlistStatus::left);
  } else {
    return no(Rejection::wrong_state);
  }
  return yes(command.id, WaitlistStatus::left);
}

Receipt Model::run(const scheduler::ConfirmCompanion& command) {
  Booking* booking = find_booking(command.id);
  if (booking == nullptr) return no(Rejection::not_found);
  const bool works_there = caller_.role == Role::staff && caller_.hall == booking->slot.hall();
  const bool is_oneself = caller_.role == Role::citizen && caller_.citizen == command.citizen;
  if (!works_there && !is_oneself && !acts_for_anyone()) return no(Rejection::forbidden);
  const auto in_it = people(booking->members);
  if (std::ranges::find(in_it, command.citizen) == in_it.end()) return no(Rejection::not_found);
  const bool is_to_come = booking->status == AppointmentStatus::booked ||
                          booking->status == AppointmentStatus::checked_in;
  if (!is_to_come) return no(Rejection::wrong_state);
  for (const auto& member : booking->members) {
    if (member.citizen != command.citizen || !member.is_companion) continue;
    const auto reason = check_citizen(rules_of(booking->slot), member);
    if (reason != Rejection::none) return no(reason);
  }
  const auto own = applicants(booking->members);
  const bool is_new = std::ranges::find(own, command.citizen) == own.end();
  if (is_new && is_elsewhere(command.citizen, booking->slot, booking->slots, booking->id)) {
    return no(Rejection::overlapping_visit);
  }
  for (auto& member : booking->members) {
    if (member.citizen == command.citizen) member.is_companion = false;
  }
  return yes(command.id, booking->status, booking->members);
}

/// One after the other: each as near to what is wanted as ten points bring it, at most 90, and no
/// higher than what is booked leaves; not where more than that is configured.
Receipt Model::run(const scheduler::SetReserves& command) {
  constexpr int points_max = 10;
  constexpr int percent_max = 90;
  for (std::size_t i = 0; i < command.size; ++i) {
    const auto [start, wanted] = command.slots.at(i);
    const SlotKey slot{command.hall, command.lane, command.date, config::MinuteOfDay{start}};
    const View found = view(slot);
    if (!found.facts || found.rejection == Rejection::outside_horizon) continue;
    if (found.facts->hall->rules.walk_in_reserve != config::ReserveKind::forecast) continue;
    const int present = found.facts->reserve_percent;
    if (found.facts->hall->rules.walk_in_reserve_percent > percent_max) continue;
    int reserve = present;
    const int end = wanted < percent_max ? wanted : percent_max;
    while (reserve > end && present - reserve < points_max) --reserve;
    while (reserve < end && reserve - present < points_max &&
           capacity_beside(*found.facts, reserve + 1) >= taken_minutes(slot)) {
      ++reserve;
    }
    if (reserve == present) continue;
    reserves_[slot] = reserve;
    if (has_lines()) add_timer({.due = now_, .kind = TimerKind::offer, .slot = slot});
    const SlotKey day{slot.hall(), slot.lane(), slot.date(), config::MinuteOfDay{0}};
    if (is_watched(day)) add_timer({.due = now_, .kind = TimerKind::look_at_day, .slot = day});
  }
  return {};
}

Receipt Model::run(const scheduler::CheckIn& command) {
  const bool is_at_hall =
      (caller_.role == Role::staff || caller_.role == Role::kiosk) && caller_.hall == command.hall;
  if (!is_at_hall && caller_.role != Role::admin) return no(Rejection::forbidden);
  Booking* booking = nullptr;
  for (auto& candidate : bookings_) {
    if (candidate.slot.hall() == command.hall && candidate.slot.date() == day_at(now_) &&
        candidate.code == command.code) {
      booking = &candidate;
    }
  }
  if (booking == nullptr) return no(Rejection::not_found);
  while (booking->status == AppointmentStatus::rescheduled) booking = find_booking(booking->later);
  const bool is_missed = booking->status == AppointmentStatus::no_show;
  const bool is_over = booking->status == AppointmentStatus::done ||
                       booking->status == AppointmentStatus::left ||
                       booking->status == AppointmentStatus::excused;
  if (is_over) return no(Rejection::visit_ended);
  if (booking->status == AppointmentStatus::displaced) {
    return no(Rejection::appointment_displaced);
  }
  const bool is_to_come = booking->status == AppointmentStatus::booked ||
                          booking->status == AppointmentStatus::checked_in;
  if (!is_to_come && !is_missed) return no(Rejection::appointment_cancelled);
  const auto refused = [&](Rejection reason, Instant again_at = {}) {
    Receipt receipt = yes(booking->id, booking->status, booking->members, again_at);
    receipt.rejection = reason;
    return receipt;
  };
  if (booking->slot.hall() != command.hall || booking->slot.date() != day_at(now_)) {
    return refused(Rejection::appointment_elsewhere);
  }
  if (is_missed) return refused(Rejection::too_late);
  if (booking->status == AppointmentStatus::checked_in) {
    return {.kind = ReceiptKind::ticket, .subject = {booking->ticket.words}};
  }
  const Rules& rules = rules_of(booking->slot);
  const Instant start = slot_facts(city_, booking->slot)->start;
  const Instant opens_at = start - rules.check_in_early;
  if (now_ < opens_at) return refused(Rejection::too_early, opens_at);
  if (now_ > start + rules.check_in_tail && !was_kept_out(booking->slot)) {
    return refused(Rejection::too_late);
  }
  booking->ticket = command.ticket;
  booking->tail = now_ > start + rules.check_in_late;
  booking->status = AppointmentStatus::checked_in;
  pass_on(end_prospects(booking->id));
  return {.kind = ReceiptKind::ticket, .subject = {command.ticket.words}};
}

Receipt Model::run(const scheduler::GetAppointment& command) {
  const Booking* booking = find(command.id);
  if (booking == nullptr) return no(Rejection::not_found);
  const bool is_held = booking->status == AppointmentStatus::held;
  return yes(command.id, booking->status, booking->members,
             is_held ? booking->expires_at : Instant{});
}

Receipt Model::run(const scheduler::GetWaitlist& command) {
  const Waiter* waiter = find(command.id);
  if (waiter == nullptr) return no(Rejection::not_found);
  Instant expires_at{};
  if (waiter->status == WaitlistStatus::offered) expires_at = find(waiter->offer_id)->expires_at;
  return yes(command.id, waiter->status, position(*waiter), expires_at);
}

Receipt Model::run(const scheduler::ListAppointments& command) {
  return {.kind = ReceiptKind::list, .subject = {command.citizen.words}};
}

}  // namespace offpeak::model

#include <algorithm>

#include "tests/model/model.hpp"

namespace offpeak::model {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::milliseconds;

namespace {

template <class List, class Id>
auto* with_id(List& list, Id id) {
  const auto found = std::ranges::find(list, id, [](const auto& item) { return item.id; });
  return found == list.end() ? nullptr : &*found;
}

/// Nobody is asked to answer from nine in the evening until seven.
Instant awake_from(Instant now) {
  const Instant seven = instant(day_at(now), 7 * 60);
  const Instant nine = instant(day_at(now), 21 * 60);
  if (now < seven) return seven;
  return now < nine ? now : seven + days{1};
}

bool is_look(Instant at) { return at.time_since_epoch() % config::minutes{10} == milliseconds{0}; }

}  // namespace

const Booking* Model::find(AppointmentId id) const {
  const auto* booking = with_id(bookings_, id);
  return booking == nullptr || booking->forgotten ? nullptr : booking;
}
const Waiter* Model::find(WaitlistId id) const {
  const Waiter* waiter = with_id(waiters_, id);
  return waiter == nullptr || waiter->forgotten ? nullptr : waiter;
}
Booking* Model::find_booking(AppointmentId id) {
  auto* booking = with_id(bookings_, id);
  return booking == nullptr || booking->forgotten ? nullptr : booking;
}
Waiter* Model::find_waiter(WaitlistId id) {
  Waiter* waiter = with_id(waiters_, id);
  return waiter == nullptr || waiter->forgotten ? nullptr : waiter;
}

Waiter* Model::waiter_of_offer(AppointmentId id) {
  for (auto& waiter : waiters_) {
    if (waiter.offer_id == id) return &waiter;
  }
  return nullptr;
}

std::uint32_t Model::position(const Waiter& waiter) const {
  if (waiter.status != WaitlistStatus::waiting) return 0;
  std::uint32_t result = 0;
  for (const auto& other : waiters_) {
    if (other.slot == waiter.slot && other.status == WaitlistStatus::waiting) ++result;
    if (other.id == waiter.id) break;
  }
  return result;
}

bool Model::set_return(AppointmentId id, Instant returns_at, Instant now) {
  const Rules& rules = rules_of(find(id)->slot);
  add_timer({.due = returns_at, .kind = TimerKind::give_back, .booking = id});
  return now + rules.return_delay_min <= returns_at && returns_at <= now + rules.return_delay_max;
}

bool Model::set_code(AppointmentId id, KioskCode code) {
  Booking* booking = find_booking(id);
  for (const auto& other : bookings_) {
    const bool is_same_day =
        other.slot.hall() == booking->slot.hall() && other.slot.date() == booking->slot.date();
    if (is_same_day && other.code == code) return false;
  }
  booking->code = code;
  return true;
}

std::optional<Instant> Model::next_timer() const {
  if (timers_.empty()) return std::nullopt;
  return timers_.begin()->due;
}

std::size_t Model::overdue(Instant now) const {
  return static_cast<std::size_t>(
      std::ranges::count_if(timers_, [&](const Timer& timer) { return timer.due <= now; }));
}

void Model::advance(Instant now) {
  now_ = now;
  while (!timers_.empty() && timers_.begin()->due <= now) {
    const Timer timer = *timers_.begin();
    timers_.erase(timers_.begin());
    fire(timer);
  }
}

void Model::fire(const Timer& timer) {
  switch (timer.kind) {
    case TimerKind::expire: {
      const Booking* hold = find(timer.booking);
      if (hold->status == AppointmentStatus::held) {
        end_hold(timer.booking, AppointmentStatus::expired, WaitlistStatus::lapsed);
      }
      return;
    }
    case TimerKind::forget:
      if (find_booking(timer.booking)->is_offer) waiter_of_offer(timer.booking)->forgotten = true;
      find_booking(timer.booking)->forgotten = true;
      return;
    case TimerKind::forget_waiter:
      find_waiter(timer.waiter)->forgotten = true;
      return;
    case TimerKind::give_back: {
      Booking* booking = find_booking(timer.booking);
      booking->takes_capacity = false;
      return make_offers(booking->slot, booking->slots);
    }
    case TimerKind::offer:
      if (is_look(timer.due)) look_again(timer.slot, now_);
      return make_offers(timer.slot);
    case TimerKind::close:
      return close_line(timer.slot);
    case TimerKind::sweep:
      return sweep(timer.slot);
    case TimerKind::complete:
      return complete(timer.slot);
  }
}

void Model::end_hold(AppointmentId id, AppointmentStatus how, WaitlistStatus offer_becomes) {
  Booking* hold = find_booking(id);
  hold->status = how;
  hold->takes_capacity = false;
  hold->ended_at = now_;
  add_timer({.due = now_ + hours{24}, .kind = TimerKind::forget, .booking = id});
  if (hold->is_offer) waiter_of_offer(id)->status = offer_becomes;
  make_offers(hold->slot, hold->slots);
}

/// The state keeps the minute by which it had ended.
void Model::end_waiting(Waiter& waiter, WaitlistStatus how) {
  waiter.status = how;
  add_timer({.due = std::chrono::ceil<std::chrono::minutes>(now_) + hours{24},
             .kind = TimerKind::forget_waiter,
             .waiter = waiter.id});
}

/// Whoever waits is looked at.
void Model::start_again(Instant last_event) {
  for (const auto& waiter : waiters_) {
    if (waiter.status != WaitlistStatus::waiting) continue;
    add_timer({.due = last_event, .kind = TimerKind::offer, .slot = waiter.slot});
  }
}

/// At every tenth minute until the slot begins.
void Model::look_again(SlotKey slot, Instant after) {
  Instant next = after + milliseconds{1};
  while (!is_look(next)) {
    next = std::chrono::floor<config::minutes>(next) + config::minutes{1};
  }
  if (next < slot_facts(city_, slot)->start) {
    add_timer({.due = next, .kind = TimerKind::offer, .slot = slot});
  }
}

void Model::make_offers(SlotKey slot, int slots) {
  constexpr int slots_before = 7;
  for (int i = -slots_before; i < slots; ++i) {
    const int start = slot.start_minute().count() + i * rules_of(slot).slot_minutes;
    if (start >= 0) make_offers_in(slot_after(slot, i));
  }
}

/// First come, first served; who does not fit, or may not book at present, lets the next one pass.
void Model::make_offers_in(SlotKey slot) {
  for (auto& waiter : waiters_) {
    if (waiter.slot != slot || waiter.status != WaitlistStatus::waiting) continue;
    const View found = view(slot);
    if (found.rejection != Rejection::none) return;
    const int slots = fit(slot, waiter.minutes);
    if (slots == 0) continue;
    const Rules& rules = rules_of(slot);
    bool is_eligible = check_times(waiter.members, slot, slots) == Rejection::none;
    for (const auto& member : waiter.members) {
      if (member.is_companion) continue;
      if (check_citizen(rules, member) != Rejection::none) is_eligible = false;
    }
    if (check_companions(waiter.members) != Rejection::none) is_eligible = false;
    if (!is_eligible) continue;
    waiter.status = WaitlistStatus::offered;
    const Instant expires_at =
        std::min<Instant>(awake_from(now_) + rules.offer, found.facts->start);
    bookings_.push_back({.id = waiter.offer_id,
                         .slot = slot,
                         .members = waiter.members,
                         .minutes = waiter.minutes,
                         .slots = slots,
                         .expires_at = expires_at,
                         .is_offer = true});
    add_timer({.due = expires_at, .kind = TimerKind::expire, .booking = waiter.offer_id});
  }
}

void Model::close_line(SlotKey slot) {
  for (auto& waiter : waiters_) {
    if (waiter.slot == slot && waiter.status == WaitlistStatus::waiting) {
      end_waiting(waiter, WaitlistStatus::closed);
    }
  }
}

/// No-shows count by the day of the visit, however late the sweep runs.
void Model::sweep(SlotKey slot) {
  const Rules& rules = rules_of(slot);
  for (auto& booking : bookings_) {
    if (booking.slot != slot || booking.status != AppointmentStatus::booked) continue;
    booking.status = AppointmentStatus::no_show;
    for (const auto& citizen : applicants(booking.members)) {
      if (has_missed(citizen, booking)) continue;  // with another service of this visit
      no_shows_.push_back({citizen, slot.date()});
      const int missed = count(no_shows_, citizen, slot.date(), rules.no_show_window_days);
      if (missed < rules.no_shows_max) continue;
      Date& until = suspended_until_[citizen];
      until = std::max(until, Date{slot.date() + days{rules.suspension_days}});
    }
  }
}

void Model::complete(SlotKey slot) {
  for (auto& booking : bookings_) {
    if (booking.slot == slot && booking.status == AppointmentStatus::checked_in) {
      booking.status = AppointmentStatus::left;  // nobody is called in these scenarios
    }
  }
}

void Model::watch_visits(SlotKey slot) {
  const Rules& rules = rules_of(slot);
  const Instant start = slot_facts(city_, slot)->start;
  add_timer({.due = start + rules.check_in_tail + milliseconds{1},
             .kind = TimerKind::sweep,
             .slot = slot});
  add_timer({.due = instant(slot.date() + days{1}, 0), .kind = TimerKind::complete, .slot = slot});
}

std::vector<Instant> Model::moments(Instant now) const {
  std::set<Instant> result{instant(day_at(now) + days{1}, 0)};
  for (const auto& timer : timers_) result.insert(timer.due);
  for (const auto& [key, memory] : memories_) result.insert(memory.at + hours{24});
  for (const auto& booking : bookings_) {
    const Rules& rules = rules_of(booking.slot);
    const Instant start = slot_facts(city_, booking.slot)->start;
    const Date last_day = booking.slot.date() - days{rules.free_cancel_days_before};
    for (const auto at :
         {start - rules.check_in_early, start + rules.check_in_late, start + rules.check_in_tail}) {
      result.insert(at);
    }
    result.insert(start);
    result.insert(instant(last_day, rules.free_cancel_until.count()));
    for (const auto& wave : waves(rules, booking.slot.date())) result.insert(wave.at);
  }
  return {result.upper_bound(now), result.end()};
}

}  // namespace offpeak::model

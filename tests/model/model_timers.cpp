#include <algorithm>
#include <utility>

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
  if (!find(id)->takes_capacity) return true;  // of who was displaced it is back already
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
  while (!timers_.empty() && timers_.begin()->due <= now) run_next_timer();
}

/// Of those due at one moment only the look at who was displaced comes after levels.
void Model::advance_to_level(Instant now, Instant due) {
  now_ = now;
  const Timer end{.due = due, .kind = TimerKind::offer_displaced};
  while (!timers_.empty() && *timers_.begin() < end) run_next_timer();
}

void Model::run_next_timer() {
  const Timer timer = *timers_.begin();
  timers_.erase(timers_.begin());
  fire(timer);
  if (std::exchange(may_look_soon_, false)) look_soon(now_);
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
      if (is_look(timer.due) && has_line(timer.slot)) look_again(timer.slot, now_);
      return make_offers(timer.slot);
    case TimerKind::look_at_day:
      look_at_day_again(timer.slot, timer.due);
      return look_at_day(timer.slot);
    case TimerKind::look_for_swaps:
      look_for_swaps_again(timer);
      return look_for_swaps(timer.slot.hall(), timer.slot.lane());
    case TimerKind::close_watch: {
      const Watch* watch = watch_of(timer.booking);
      // Of one that was withdrawn there may be a later one.
      if (watch != nullptr && watch->ends_at <= now_) {
        end_watch(timer.booking, scheduler::WatchEnd::over);
      }
      return;
    }
    case TimerKind::close:
      return close_line(timer.slot);
    case TimerKind::sweep:
      return sweep(timer.slot);
    case TimerKind::complete:
      return complete(timer.slot);
    case TimerKind::offer_displaced:
      look_again_at_displaced(timer.due);
      return look_for_displaced();
  }
}

void Model::end_hold(AppointmentId id, AppointmentStatus how, WaitlistStatus offer_becomes) {
  Booking* hold = find_booking(id);
  if (is_place_offer(*hold)) return end_place_offer(id, how);
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

/// Whoever waits or watches is looked at, and nobody else.
void Model::start_again(Instant last_event) {
  const auto is_waited_for = [this](SlotKey slot) {
    return std::ranges::any_of(waiters_, [&](const Waiter& waiter) {
      return waiter.slot == slot && waiter.status == WaitlistStatus::waiting;
    });
  };
  std::erase_if(timers_, [&](const Timer& timer) {
    return timer.kind == TimerKind::look_at_day || timer.kind == TimerKind::look_for_swaps ||
           timer.kind == TimerKind::offer_displaced ||
           ((timer.kind == TimerKind::offer || timer.kind == TimerKind::close) &&
            !is_waited_for(timer.slot));
  });
  for (const auto& waiter : waiters_) {
    if (waiter.status != WaitlistStatus::waiting) continue;
    add_timer({.due = last_event, .kind = TimerKind::offer, .slot = waiter.slot});
  }
  looked_at_.clear();
  for (const auto& watch : watches_) look_at_days_of(watch, last_event);
  // One that was due may not have been taken.
  for (const auto& [day, next] : looked_at_) {
    add_timer({.due = last_event, .kind = TimerKind::look_at_day, .slot = day});
  }
  for (auto& [lane, level] : levels_) {
    if (level.level == scheduler::Level::red) begin_rush(lane.first, lane.second, last_event);
  }
  for (const auto& hold : bookings_) {
    const bool has_ended =
        hold.status == AppointmentStatus::expired || hold.status == AppointmentStatus::released;
    // When it ended is not known any more.
    if (!has_ended || hold.forgotten || hold.ended_at != Instant{}) continue;
    std::erase_if(timers_, [&](const Timer& timer) {
      return timer.kind == TimerKind::forget && timer.booking == hold.id;
    });
    add_timer({.due = last_event + hours{24}, .kind = TimerKind::forget, .booking = hold.id});
  }
  displaced_look_.reset();
  look_soon(last_event);
}

/// At every tenth minute.
Instant Model::next_look(Instant after) {
  Instant next = after + milliseconds{1};
  while (!is_look(next)) {
    next = std::chrono::floor<config::minutes>(next) + config::minutes{1};
  }
  return next;
}

/// Until the slot begins.
void Model::look_again(SlotKey slot, Instant after) {
  const Instant next = next_look(after);
  if (next < slot_facts(city_, slot)->start) {
    add_timer({.due = next, .kind = TimerKind::offer, .slot = slot});
  }
}

void Model::make_offers(SlotKey slot, int slots, const std::vector<AppointmentId>& pass_over) {
  constexpr int slots_before = 7;
  std::vector<SlotKey> around;
  for (int i = -slots_before; i < slots; ++i) {
    const int start = slot.start_minute().count() + i * rules_of(slot).slot_minutes;
    if (start >= 0) around.push_back(slot_after(slot, i));
  }
  for (const auto& one : around) make_offers_in(one);
  for (const auto& one : around) offer_to_watchers(one, pass_over);
}

/// Of today, those first whose lane is red.
std::vector<WaitlistId> Model::line_of(SlotKey slot) const {
  std::vector<WaitlistId> crowded;
  std::vector<WaitlistId> others;
  for (const auto& waiter : waiters_) {
    if (waiter.slot != slot || waiter.status != WaitlistStatus::waiting) continue;
    bool is_crowded = false;
    for (const auto& citizen : applicants(waiter.members)) {
      if (slot.date() == day_at(now_) && is_booked_in_red(citizen)) is_crowded = true;
    }
    (is_crowded ? crowded : others).push_back(waiter.id);
  }
  crowded.insert(crowded.end(), others.begin(), others.end());
  return crowded;
}

/// First come, first served; who does not fit, or may not book at present, lets the next one pass.
void Model::make_offers_in(SlotKey slot) {
  for (const auto& id : line_of(slot)) {
    Waiter& waiter = *find_waiter(id);
    const View found = view(slot);
    if (found.rejection != Rejection::none) return;
    const int slots = fit(slot, waiter.minutes);
    if (slots == 0) continue;
    const Rules& rules = rules_of(slot);
    bool is_eligible = check_times(waiter.members, slot, slots) == Rejection::none &&
                       !has_closed_service(waiter.members, slot, slots);
    for (const auto& member : waiter.members) {
      if (member.is_companion) continue;
      if (check_citizen(rules, member) != Rejection::none) is_eligible = false;
    }
    if (check_companions(waiter.members) != Rejection::none) is_eligible = false;
    if (!is_eligible) continue;
    waiter.status = WaitlistStatus::offered;
    const Instant expires_at = std::min(awake_after(now_, rules.offer), found.facts->start);
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

bool Model::has_line(SlotKey slot) const {
  return std::ranges::any_of(timers_, [slot](const Timer& timer) {
    return timer.kind == TimerKind::close && timer.slot == slot;
  });
}

bool Model::has_lines() const {
  return std::ranges::any_of(timers_,
                             [](const Timer& timer) { return timer.kind == TimerKind::close; });
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
  if (was_kept_out(slot)) return;  // they may come until the day is over
  const Rules& rules = rules_of(slot);
  std::set<CitizenKey> noted;  // for this moment, whatever was missed before it
  std::vector<std::optional<Booking>> ended;
  for (auto& booking : bookings_) {
    if (booking.slot != slot || booking.status != AppointmentStatus::booked) continue;
    booking.status = AppointmentStatus::no_show;
    ended.push_back(end_prospects(booking.id));
    for (const auto& citizen : applicants(booking.members)) {
      if (noted.contains(citizen) || has_missed(citizen, booking)) continue;  // of this visit
      noted.insert(citizen);
      no_shows_.push_back({citizen, slot.date()});
      const int missed = count(no_shows_, citizen, slot.date(), rules.no_show_window_days);
      if (missed < rules.no_shows_max) continue;
      Date& until = suspended_until_[citizen];
      until = std::max(until, Date{slot.date() + days{rules.suspension_days}});
    }
  }
  std::ranges::reverse(ended);  // whoever booked last is looked at first
  for (const auto& offer : ended) pass_on(offer);
}

void Model::complete(SlotKey slot) {
  for (auto& booking : bookings_) {
    if (booking.slot == slot && booking.status == AppointmentStatus::booked) {
      booking.status = AppointmentStatus::excused;
      end_prospects(booking.id);
    }
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
  for (const auto& closure : closures_) {
    result.insert(closure.closed.from);
    if (!closure.ended) result.insert(closure.closed.to);
  }
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
    result.insert(start - hours{1});  // until then it may be offered instead of another place
    result.insert(instant(last_day, rules.free_cancel_until.count()));
    for (const auto& wave : waves(rules, booking.slot.date())) result.insert(wave.at);
  }
  return {result.upper_bound(now), result.end()};
}

}  // namespace offpeak::model

#include "scheduler/booking/closed_times.hpp"

#include <algorithm>

#include "base/mutant.hpp"
#include "scheduler/booking/check_in_window.hpp"
#include "scheduler/messages/slot_span.hpp"

namespace offpeak::scheduler {
namespace {

bool is_over(const Closure& closure) { return closure.ended_ms != 0; }

/// Of two, whether the first is over later.
bool ends_later(const Closure& one, const Closure& other) {
  if (one.to_ms == 0 || other.to_ms == 0) return one.to_ms == 0 && other.to_ms != 0;
  return one.to_ms > other.to_ms;
}

/// Whether any closure that satisfies `does_count` lies over the time.
template <class DoesCount>
const Closure* last_over(const State& state, HallCode hall, Instant from, Instant to,
                         const DoesCount& does_count) {
  const auto& closures = state.closures();
  if (closures.live() == 0) return nullptr;
  const Closure* last = nullptr;
  for (const Place place : closures.places()) {
    const Closure& closure = closures[place];
    if (!does_count(closure) || !overlaps(closed_times(closure), hall, from, to)) continue;
    if (last == nullptr || ends_later(closure, *last)) last = &closure;
  }
  return last;
}

/// Whether the closure, whatever has become of it since, lay over the time while it lasted.
bool lay_over(const Closure& closure, HallCode hall, Instant from, Instant to) {
  ClosedTimes closed = closed_times(closure);
  if (is_over(closure)) {
    const Instant ended = config::instant_of(closure.ended_ms);
    closed.to = closed.to == Instant{} ? ended : std::min(closed.to, ended);
    if (closed.to <= closed.from) return false;
  }
  return closure.service == 0 && overlaps(closed, hall, from, to);
}

/// Long enough to keep somebody out.
bool fell_into(const KeptOutage& outage, Instant from, Instant to) {
  const Instant first = std::max(from, config::instant_of(outage.from_ms));
  const Instant last = std::min(to, config::instant_of(outage.to_ms));
  return last - first >= outage_min;
}

bool has_member_for(const MemberServices& services, std::uint8_t size, ServiceCode service) {
  if (service == ServiceCode{}) return true;
  return std::any_of(services.begin(), services.begin() + size,
                     [&](MemberService one) { return one.code() == service; });
}

bool is_touched(const ClosedTimes& closed, const Appointment& record) {
  const SlotSpan span = span_of(record);
  return has_member_for(record.services, record.size, closed.service) &&
         overlaps(closed, record.slot.hall(), record.slot.start(), span.end());
}

/// Of a slot that the configuration has no more, whoever is booked there says how long it is.
Instant end_of_slot(const State& state, const config::City& city, SlotKey slot) {
  if (const auto plan = plan_slot(city, slot)) return plan->end();
  const Place booked = state.slot(state.find(slot)).newest;
  if (booked == nowhere) return slot.start() + config::milliseconds{1};
  return slot.start() + config::minutes{state.appointment(booked).slot_minutes};
}

bool is_touched(const State& state, const config::City& city, const ClosedTimes& closed,
                const WaitlistEntry& entry) {
  return entry.status == WaitlistStatus::waiting &&
         has_member_for(entry.services, entry.size, closed.service) &&
         overlaps(closed, entry.slot.hall(), entry.slot.start(),
                  end_of_slot(state, city, entry.slot));
}

/// The days of halls that the closure reaches, in order.
std::vector<HallDayKey> days_of(const State& state, const ClosedTimes& closed) {
  std::vector<HallDayKey> days;
  for (const auto& [key, day] : state.days()) {
    const Instant midnight = config::instant_at(key.date(), MinuteOfDay{0});
    if (overlaps(closed, key.hall(), midnight, midnight + std::chrono::days{1})) {
      days.push_back(key);
    }
  }
  std::ranges::sort(days);
  return days;
}

void add_slot(const State& state, const ClosedTimes& closed, Place slot, Touched& touched) {
  const std::size_t bookings = touched.bookings.size();
  const std::size_t holds = touched.holds.size();
  for (Place at = state.slot(slot).newest; at != nowhere; at = state.appointment(at).next_in_slot) {
    const Appointment& record = state.appointment(at);
    if (!is_touched(closed, record)) continue;
    if (record.status == AppointmentStatus::booked) touched.bookings.push_back(at);
    if (record.status == AppointmentStatus::held) touched.holds.push_back(at);
  }
  // The list of a slot begins with the newest.
  std::reverse(touched.bookings.begin() + static_cast<std::ptrdiff_t>(bookings),
               touched.bookings.end());
  std::reverse(touched.holds.begin() + static_cast<std::ptrdiff_t>(holds), touched.holds.end());
}

}  // namespace

const Closure* closure_over(const State& state, HallCode hall, Instant from, Instant to) {
  if (base::mutated(base::Mutant::open_while_closed)) return nullptr;
  return last_over(state, hall, from, to, [](const Closure& closure) {
    return !is_over(closure) && closure.service == 0;
  });
}

bool is_closed(const State& state, HallCode hall, ServiceCode service, Instant from, Instant to) {
  if (base::mutated(base::Mutant::open_while_closed)) return false;
  return last_over(state, hall, from, to, [&](const Closure& closure) {
           const bool is_of_it =
               closure.service == 0 || closure.service == static_cast<std::uint8_t>(service);
           return !is_over(closure) && is_of_it;
         }) != nullptr;
}

std::optional<Instant> next_opening(const State& state, const config::City& city,
                                    const config::Hall& hall, Instant now) {
  const auto closed_until = [&](Instant at) -> std::optional<Instant> {
    const auto* closure = closure_over(state, hall.code, at, at + config::milliseconds{1});
    return closure == nullptr ? std::nullopt : std::optional{config::instant_of(closure->to_ms)};
  };
  return next_opening(city, hall, now, closed_until);
}

std::optional<ExcuseReason> why_kept_out(const State& state, const config::Rules& rules,
                                         SlotKey slot) {
  if (base::mutated(base::Mutant::punish_for_outages)) return std::nullopt;
  const Instant from = check_in_window(rules, slot.start()).from;
  const Instant to = no_show_from(rules, slot.start());
  for (const Place place : state.outages().places()) {
    if (fell_into(state.outages()[place], from, to)) return ExcuseReason::outage;
  }
  for (const Place place : state.closures().places()) {
    if (lay_over(state.closures()[place], slot.hall(), from, to)) return ExcuseReason::closure;
  }
  return std::nullopt;
}

bool is_possible(const ClosedTimes& closed, const config::City& city, Instant now) {
  const bool has_hall = closed.hall == HallCode{} || city.find(closed.hall) != nullptr;
  const bool has_service = closed.service == ServiceCode{} || city.find(closed.service) != nullptr;
  const bool is_open_ended = closed.to == Instant{};
  const bool has_end = is_open_ended || (closed.from < closed.to && now < closed.to &&
                                         closed.to <= closed.from + closure_days_max);
  return has_hall && has_service && has_end && closed.from < now + closure_days_max;
}

Instant closure_forgotten_at(const Closure& closure, const config::Retention& retention) {
  if (closure.to_ms == 0 && closure.ended_ms == 0) return Instant::max();
  const Instant over = config::instant_of(std::max(closure.to_ms, closure.ended_ms));
  return over + std::chrono::days{retention.visit_days + 1};
}

Touched touched_by(const State& state, const ClosedTimes& closed) {
  Touched touched;
  for (const HallDayKey key : days_of(state, closed)) {
    const auto& day = state.days().at(key);
    std::vector<Place> slots = day.slots;
    std::ranges::sort(slots, {}, [&](Place slot) { return state.slot(slot).key; });
    for (const Place slot : slots) add_slot(state, closed, slot, touched);
  }
  return touched;
}

std::vector<Place> waiting_in(const State& state, const config::City& city,
                              const ClosedTimes& closed) {
  std::vector<Place> waiting;
  for (const HallDayKey key : days_of(state, closed)) {
    for (const Place entry : state.days().at(key).waitlist) {
      if (is_touched(state, city, closed, state.waitlist_entry(entry))) waiting.push_back(entry);
    }
  }
  return waiting;
}

/// A booking does not say when it was made or displaced. But nobody is booked where it is closed:
/// whoever was displaced by a closure was so by none that was made before its end.
const Closure* closure_behind(const State& state, const Appointment& displaced) {
  std::vector<const Closure*> touching;
  for (const Place place : state.closures().places()) {
    const Closure& closure = state.closures()[place];
    if (is_touched(closed_times(closure), displaced)) touching.push_back(&closure);
  }
  std::ranges::sort(touching, {}, &Closure::made_ms);
  const Closure* behind = nullptr;
  Instant reopened = Instant::min();
  for (const Closure* closure : touching) {
    const bool was_open = config::instant_of(closure->made_ms) >= reopened;
    if (was_open && closure->displaced > 0) behind = closure;
    const Instant ended =
        is_over(*closure) ? config::instant_of(closure->ended_ms) : Instant::max();
    reopened = std::max(reopened, ended);
  }
  return behind;
}

}  // namespace offpeak::scheduler

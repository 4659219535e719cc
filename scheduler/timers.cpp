#include "scheduler/timers.hpp"

#include "scheduler/booking/check_in_window.hpp"
#include "scheduler/booking/release.hpp"
#include "scheduler/mutant.hpp"

namespace offpeak::scheduler {
namespace {

Instant instant_of(std::int64_t milliseconds) {
  return Instant{config::milliseconds{milliseconds}};
}

Instant end_of_day(SlotKey slot) {
  return config::instant_at(slot.date() + std::chrono::days{1}, MinuteOfDay{0});
}

template <class... Handlers>
struct Overloaded : Handlers... {
  using Handlers::operator()...;
};

}  // namespace

/// Due, kind, name.
std::tuple<Instant, std::size_t, std::array<std::uint64_t, 2>> Timers::Timer::rank() const {
  const auto name = std::visit(Overloaded{
                                   [](const ExpireHold& one) { return one.id.words; },
                                   [](const ReturnCapacity& one) { return one.id.words; },
                                   [](const auto& one) {
                                     return std::array<std::uint64_t, 2>{one.slot.packed(), 0};
                                   },
                               },
                               body);
  return {due, body.index(), name};
}

/// Once a slot, however many appointments it gets.
void Timers::watch_visits(SlotKey slot) {
  if (!watched_.insert(slot.packed()).second) return;
  const auto* hall = city_.find(slot.hall());
  const config::Rules rules = hall == nullptr ? config::Rules{} : hall->rules;
  set(no_show_from(rules, slot.start()), SweepNoShows{slot});
  set(end_of_day(slot), CompleteVisits{slot});
}

/// Once a slot, whoever comes and goes.
void Timers::watch_waitlist(SlotKey slot, Instant now) {
  if (!waited_for_.insert(slot.packed()).second) return;
  set(slot.start(), CloseWaitlist{slot});
  const auto plan = plan_slot(city_, slot);
  if (!plan) return;
  for (auto next = next_release(*plan, now); next; next = next_release(*plan, *next)) {
    set(*next, OfferReleased{slot});
  }
}

void Timers::observe(const State& state, const Event& event) {
  std::visit(
      Overloaded{
          [&](const Held& fact) {
            if (!mutated(Mutant::hold_never_ends)) set(fact.expires_at, ExpireHold{fact.id});
            watch_visits(fact.claim.slot);
          },
          [&](const Booked& fact) { watch_visits(fact.claim.slot); },
          [&](const Cancelled& fact) { set(fact.capacity_returns_at, ReturnCapacity{fact.id}); },
          [&](const Rescheduled& fact) {
            set(fact.capacity_returns_at, ReturnCapacity{fact.old_id});
            watch_visits(fact.claim.slot);
          },
          [&](const WaitlistJoined& fact) { watch_waitlist(fact.slot, event.at); },
          [&](const OfferMade& fact) {
            const auto offer = state.waitlist_entry(state.find(fact.id)).offer_id;
            set(fact.expires_at, ExpireHold{offer});
            watch_visits(fact.claim.slot);
          },
          [](const auto&) {},
      },
      event.fact);
}

void Timers::rebuild_slot(const State& state, const Slot& slot) {
  const auto key = SlotKey::from_packed(slot.key);
  if (slot.newest != nowhere && state.last_at() <= end_of_day(key)) {
    watch_visits(key);
  } else {
    for (Place at = slot.newest; at != nowhere; at = state.appointment(at).next_in_slot) {
      const auto status = state.appointment(at).status;
      if (status == AppointmentStatus::booked || status == AppointmentStatus::checked_in) {
        watch_visits(key);
        break;
      }
    }
  }
  if (slot.waiting > 0) {
    set(state.last_at(), OfferReleased{key});  // a release may have passed meanwhile
    watch_waitlist(key, state.last_at());
  }
}

void Timers::rebuild(const State& state) {
  queue_ = {};
  watched_.clear();
  waited_for_.clear();
  for (Place place = 0; place < state.appointment_count(); ++place) {
    const Appointment& record = state.appointment(place);
    if (record.status == AppointmentStatus::held) {
      set(instant_of(record.until_ms), ExpireHold{record.id});
    } else if (record.capacity_held != 0 && record.until_ms != 0) {
      set(instant_of(record.until_ms), ReturnCapacity{record.id});
    }
  }
  for (Place place = 0; place < state.slot_count(); ++place) rebuild_slot(state, state.slot(place));
}

std::optional<Instant> Timers::next() const {
  if (queue_.empty()) return std::nullopt;
  return queue_.top().due;
}

std::optional<Command> Timers::pop_due(Instant now) {
  if (queue_.empty() || queue_.top().due > now) return std::nullopt;
  Command command;
  std::visit([&](const auto& body) { command.body = body; }, queue_.top().body);
  queue_.pop();
  if (const auto* last = std::get_if<CompleteVisits>(&command.body)) {
    watched_.erase(last->slot.packed());
  } else if (const auto* close = std::get_if<CloseWaitlist>(&command.body)) {
    waited_for_.erase(close->slot.packed());
  }
  return command;
}

}  // namespace offpeak::scheduler

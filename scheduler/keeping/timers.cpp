#include "scheduler/keeping/timers.hpp"

#include "base/mutant.hpp"
#include "scheduler/booking/answer_hours.hpp"
#include "scheduler/booking/check_in_window.hpp"
#include "scheduler/booking/closed_times.hpp"
#include "scheduler/booking/ledger.hpp"
#include "scheduler/booking/release.hpp"

namespace offpeak::scheduler {
namespace {

Instant end_of_day(SlotKey slot) {
  return config::instant_at(slot.date() + std::chrono::days{1}, MinuteOfDay{0});
}

Instant next_minute(Instant now) {
  return std::chrono::floor<std::chrono::minutes>(now) + std::chrono::minutes{1};
}

/// All on one grid, so that a restart changes none of them.
Instant next_look(Instant now) {
  const auto since_1970 = now.time_since_epoch();
  return Instant{since_1970 - since_1970 % offers_every + offers_every};
}

/// At places for who was displaced: soon, and on a grid for the same reason.
Instant next_of_displaced(Instant now) {
  const auto since_1970 = now.time_since_epoch();
  return Instant{since_1970 - since_1970 % displaced_pause + displaced_pause};
}

/// At places that are watched for: what comes free at night is offered in the morning.
Instant next_look_at_places(Instant now) { return answered_from(next_look(now)); }

bool has_ended(TicketStatus status) {
  return status == TicketStatus::done || status == TicketStatus::left ||
         status == TicketStatus::no_show;
}

template <class... Handlers>
struct Overloaded : Handlers... {
  using Handlers::operator()...;
};

}  // namespace

/// Due, kind, name.
std::tuple<Instant, std::size_t, std::array<std::uint64_t, 2>> Timers::Timer::rank() const {
  using Name = std::array<std::uint64_t, 2>;
  const auto name = std::visit(
      Overloaded{
          [](const ExpireHold& one) { return one.id.words; },
          [](const ForgetHold& one) { return one.id.words; },
          [](const ForgetEntry& one) { return one.id.words; },
          [](const ReturnCapacity& one) { return one.id.words; },
          [](const ForgetRevocation& one) { return one.key.words; },
          [](const Remind& one) {
            return Name{one.id.words[0], one.id.words[1] ^ one.reminder};
          },
          [](const EndDay& one) {
            return Name{HallDayKey{one.hall, one.date}.packed(), 0};
          },
          [](const DropDay& one) {
            return Name{HallDayKey{one.hall, one.date}.packed(), 0};
          },
          [](const OfferPlaces& one) {
            return Name{one.day.packed(), 0};
          },
          [](const CloseWatch& one) { return one.id.words; },
          [](const OfferDisplaced&) { return Name{}; },
          [](const ForgetClosure& one) { return one.id.words; },
          [](const ForgetNotice& one) { return one.id.words; },
          [](const OfferSwaps& one) {
            return Name{HallKey<LaneCode>{one.hall, one.lane}.packed(), 0};
          },
          [](const AssessLevel& one) {
            return Name{static_cast<std::uint64_t>(one.hall), 0};
          },
          [](const DropTotals& one) {
            return Name{static_cast<std::uint64_t>(one.before.time_since_epoch().count()), 0};
          },
          [](const auto& one) {
            return Name{one.slot.packed(), 0};
          },
      },
      body);
  return {due, body.index(), name};
}

/// Sets a slot's timers once, however many appointments it gets.
void Timers::watch_visits(SlotKey slot) {
  if (!watched_.insert(slot).second) return;
  const auto* hall = city_.find(slot.hall());
  const config::Rules rules = hall == nullptr ? config::Rules{} : hall->rules;
  set(no_show_from(rules, slot.start()), SweepNoShows{slot});
  set(end_of_day(slot), CompleteVisits{slot});
}

/// Sets a slot's timers once, whoever joins and leaves its waitlist.
void Timers::watch_waitlist(SlotKey slot, Instant now) {
  if (!waited_for_.emplace(slot, next_look(now)).second) return;
  set(slot.start(), CloseWaitlist{slot});
  const auto plan = plan_slot(city_, slot);
  if (!plan) return;
  set(next_look(now), OfferReleased{slot});
  for (auto next = next_release(*plan, now); next; next = next_release(*plan, *next)) {
    set(*next, OfferReleased{slot});
  }
}

/// Sets a day's timers once, however many watch for it: places are offered as they come free, are
/// released, or can be taken.
void Timers::watch_places(const Watch& watch, Instant now) {
  set(config::instant_of(watch.ends_at_ms), CloseWatch{watch.booking});
  for_each_watched_day(watch, [&](LaneDayKey day) {
    const auto* hall = watched_for_.contains(day) ? nullptr : city_.find(day.hall());
    if (hall == nullptr) return;
    const auto slots = plan_day(city_, *hall, day.lane(), day.date());
    if (slots.empty()) return;
    const Instant look = next_look_at_places(now);
    watched_for_.emplace(day, look);
    set(look, OfferPlaces{day});
    for (auto next = next_release(slots[0], now); next; next = next_release(slots[0], *next)) {
      set(*next, OfferPlaces{day});
    }
  });
}

/// Greener places come free while a lane is red, and some of those who are booked may not have been
/// offered one yet.
void Timers::watch_swaps(HallCode hall, LaneCode lane, Level level, Instant now) {
  const HallKey<LaneCode> name{hall, lane};
  if (lane == whole_hall) return;
  if (level != Level::red) {
    red_lanes_.erase(name);
  } else if (red_lanes_.emplace(name, now).second) {
    set(now, OfferSwaps{hall, lane});
  }
}

/// Leaves out reminders that were given and those whose time has long passed. The result is the
/// same whether `now` is the time of the booking or of a restart: a reminder that was not given by
/// then, and is not older than the grace, was set at the booking too.
void Timers::watch_reminders(const State& state, const Appointment& booking, Instant now) {
  if (!state.outbox_is_on() || booking.status != AppointmentStatus::booked) return;
  const Instant start = booking.slot.start();
  if (start <= now) return;
  for (std::uint8_t n = 0; n < city_.reminders.size(); ++n) {
    const Instant due = start - city_.reminders[n];
    if ((booking.marks & reminder_mark(n)) != 0 || due <= now - reminder_grace) continue;
    set(due, Remind{.id = booking.id, .reminder = n});
  }
}

void Timers::watch_all_reminders(const State& state, Instant now) {
  if (!state.outbox_is_on()) return;
  for (const Place place : state.appointments()) {
    watch_reminders(state, state.appointment(place), now);
  }
}

/// Sets a hall's timers once a day, when something first happens there.
void Timers::watch_hall(HallCode hall, Date date, Instant now) {
  if (!busy_halls_.insert(HallDayKey{hall, date}).second) return;
  set(config::instant_at(date + std::chrono::days{1}, MinuteOfDay{0}), EndDay{hall, date});
  set(next_minute(now), AssessLevel{hall});
}

/// In the small hours, one hall after the other.
void Timers::watch_kept(HallCode hall, Date date) {
  if (!kept_days_.insert(HallDayKey{hall, date}).second) return;
  constexpr std::uint32_t halls_apart = 29;  // minutes over which they are spread
  const MinuteOfDay at{3 * 60 + static_cast<int>(static_cast<std::uint32_t>(hall) % halls_apart)};
  const std::chrono::days kept{city_.retention.visit_days + 1};
  set(config::instant_at(date + kept, at), DropDay{hall, date});
}

void Timers::watch_totals(Date date) {
  if (!kept_totals_.insert(date).second) return;
  const std::chrono::days kept{city_.retention.report_days + 1};
  set(config::instant_at(date + kept, MinuteOfDay{3 * 60 + 30}),
      DropTotals{date + std::chrono::days{1}});
}

/// Whoever was displaced is asked in hours in which people answer.
void Timers::look_at_displaced(Instant due) {
  due = answered_from(due);
  if (displaced_look_ && *displaced_look_ <= due) return;
  displaced_look_ = due;
  set(due, OfferDisplaced{});
}

void Timers::watch_closure(const State& state, ClosureId id) {
  const Instant due = closure_forgotten_at(*state.closures().get(id), city_.retention);
  if (due != Instant::max()) set(due, ForgetClosure{id});
}

void Timers::watch_notice(const State& state, NoticeId id) {
  set(notice_forgotten_at(*state.notices().get(id)), ForgetNotice{id});
}

void Timers::observe(const State& state, const Event& event) {
  has_displaced_ = !state.unsettled().empty();
  const auto remind = [&](AppointmentId id) {
    watch_reminders(state, state.appointment(state.find(id)), event.at);
  };
  const auto keep = [this](SlotKey slot) { watch_kept(slot.hall(), slot.date()); };
  std::visit(
      Overloaded{
          [&](const Held& fact) {
            if (!base::mutated(base::Mutant::hold_never_ends))
              set(fact.expires_at, ExpireHold{fact.id});
            watch_visits(fact.claim.slot);
            keep(fact.claim.slot);
          },
          [&](const HoldEnded& fact) {
            set(event.at + ended_hold_kept, ForgetHold{fact.id});
            // Whose offer has ended is asked again soon. Other places that come free wait for the
            // next look: each one goes through the whole city.
            const bool was_instead =
                (state.appointment(state.find(fact.id)).marks & instead_mark) != 0;
            if (was_instead && has_displaced_) look_at_displaced(next_of_displaced(event.at));
          },
          [&](const Displaced&) {
            if (has_displaced_) look_at_displaced(next_of_displaced(event.at));
          },
          [&](const ClosureMade& fact) { watch_closure(state, fact.id); },
          [&](const ClosureEnded& fact) {
            if (fact.how != ClosureEnd::reopened) return;
            watch_closure(state, fact.id);
            if (has_displaced_) look_at_displaced(next_of_displaced(event.at));
          },
          [&](const NoticePosted& fact) { watch_notice(state, fact.id); },
          [&](const NoticeEnded& fact) {
            if (fact.how == NoticeEnd::withdrawn) watch_notice(state, fact.id);
          },
          [&](const Booked& fact) {
            keep(fact.claim.slot);
            watch_visits(fact.claim.slot);
            remind(fact.id);
          },
          [&](const Confirmed& fact) { remind(fact.id); },
          [&](const Cancelled& fact) { set(fact.capacity_returns_at, ReturnCapacity{fact.id}); },
          [&](const Rescheduled& fact) {
            const Appointment& old = state.appointment(state.find(fact.old_id));
            if (old.capacity_held != 0) set(fact.capacity_returns_at, ReturnCapacity{fact.old_id});
            keep(fact.claim.slot);
            watch_visits(fact.claim.slot);
            remind(fact.new_id);
          },
          [&](const WaitlistJoined& fact) {
            watch_waitlist(fact.slot, event.at);
            keep(fact.slot);
          },
          [&](const WaitlistEnded& fact) {
            const auto& entry = state.waitlist_entry(state.find(fact.id));
            set(ended_at(entry) + ended_entry_kept, ForgetEntry{fact.id});
          },
          [&](const OfferMade& fact) {
            const auto offer = state.waitlist_entry(state.find(fact.id)).offer_id;
            set(fact.expires_at, ExpireHold{offer});
            watch_visits(fact.claim.slot);
          },
          [&](const ReserveSet& fact) {
            keep(fact.slot);
            // There may be more room now.
            if (!waited_for_.empty()) set(event.at, OfferReleased{fact.slot});
            const LaneDayKey day{fact.slot.hall(), fact.slot.lane(), fact.slot.date()};
            if (!state.watchers(day).empty()) set(event.at, OfferPlaces{day});
          },
          [&](const WatchSet& fact) {
            watch_places(state.watch(state.find_watch(fact.id)), event.at);
          },
          [&](const PlaceOffered& fact) {
            set(fact.expires_at, ExpireHold{fact.offer_id});
            watch_visits(fact.claim.slot);
            keep(fact.claim.slot);
            const bool is_displaced = fact.kind == PlaceOfferKind::displaced;
            if (is_displaced && has_displaced_) look_at_displaced(next_of_displaced(event.at));
          },
          [&](const PlaceTaken& fact) {
            const Appointment& old = state.appointment(state.find(fact.id));
            if (old.capacity_held != 0) set(fact.capacity_returns_at, ReturnCapacity{fact.id});
            remind(state.appointment(state.appointment(state.find(fact.id)).later).id);
          },
          [&](const LaneLevelAssessed& fact) {
            watch_swaps(fact.hall, fact.lane, fact.level, event.at);
          },
          [&](const NoShowed& fact) {
            const Appointment& booking = state.appointment(state.find(fact.id));
            watch_totals(booking.slot.date());
          },
          [&](const TicketIssued& fact) {
            watch_hall(fact.hall, fact.date, event.at);
            watch_kept(fact.hall, fact.date);
            watch_totals(fact.date);
          },
          [&](const CounterOpened& fact) {
            watch_hall(fact.hall, config::date_of(event.at), event.at);
            watch_totals(config::date_of(event.at));
          },
          [&](const ForecastNoted& fact) { watch_totals(fact.date); },
          [&](const OutboxSwitched&) { watch_all_reminders(state, event.at); },
          [&](const Revoked& fact) {
            if (fact.ends_at != Instant{}) set(fact.ends_at, ForgetRevocation{fact.key});
          },
          [](const auto&) {},
      },
      event.fact);
}

void Timers::rebuild_slot(const State& state, const Slot& slot) {
  const auto key = slot.key;
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
    set(state.last_at(), OfferReleased{key});  // a look that was due may not have been taken
    watch_waitlist(key, state.last_at());
  }
}

/// Days that are not over, and days that ended while no server ran.
void Timers::rebuild_halls(const State& state) {
  const Floor& floor = state.floor();
  const Date today = config::date_of(state.last_at());
  for (const Place place : floor.lane_days()) {
    const auto key = floor.lane_day(place).key;
    bool open = key.date() >= today;
    for (const Place ticket : floor.issued(place)) {
      open = open || !has_ended(floor.ticket(ticket).status);
    }
    if (open) watch_hall(key.hall(), key.date(), state.last_at());
  }
  for (Place place = 0; place < floor.counter_count(); ++place) {
    const CounterDesk& counter = floor.counter(place);
    const Instant since = config::instant_of(counter.since_ms);
    const Date date = config::date_of(since);
    // A clerk closed it, so the end of that day is still to come.
    const bool closed_today = date >= today && since > config::instant_at(date, MinuteOfDay{0});
    if (counter.status == CounterStatus::closed && !closed_today) continue;
    watch_hall(HallCode{counter.hall}, date, state.last_at());
  }
}

void Timers::rebuild_kept(const State& state) {
  const auto watch = [this](const auto& key) { watch_kept(key.hall(), key.date()); };
  for (const auto& [name, day] : state.days()) watch(name);
  for (const Place place : state.floor().lane_days()) watch(state.floor().lane_day(place).key);
  for (const Date date : state.totals().days()) watch_totals(date);
  for (Place place = 0; place < state.floor().counter_count(); ++place) {
    const CounterDesk& counter = state.floor().counter(place);
    if (counter.status == CounterStatus::closed) continue;
    watch_totals(config::date_of(
        config::instant_of(counter.since_ms)));  // closing it will add to the totals of that day
  }
}

void Timers::rebuild(const State& state) {
  queue_ = {};
  watched_.clear();
  waited_for_.clear();
  watched_for_.clear();
  red_lanes_.clear();
  displaced_look_.reset();
  busy_halls_.clear();
  kept_days_.clear();
  kept_totals_.clear();
  for (const Place place : state.appointments()) {
    const Appointment& record = state.appointment(place);
    if (record.status == AppointmentStatus::held) {
      set(config::instant_of(record.until_ms), ExpireHold{record.id});
    } else if (came_to_nothing(record.status)) {
      // Records of before do not say when they ended: it was before now.
      const Instant ended =
          record.until_ms == 0 ? state.last_at() : config::instant_of(record.until_ms);
      set(ended + ended_hold_kept, ForgetHold{record.id});
    } else if (record.capacity_held != 0 && record.until_ms != 0) {
      set(config::instant_of(record.until_ms), ReturnCapacity{record.id});
    }
  }
  for (const Place place : state.waitlist()) {
    const WaitlistEntry& entry = state.waitlist_entry(place);
    if (!has_ended_alone(entry)) continue;
    const Instant ended = entry.next == nowhere ? state.last_at() : ended_at(entry);
    set(ended + ended_entry_kept, ForgetEntry{entry.id});
  }
  for (const Place place : state.watches().places()) {
    watch_places(state.watch(place), state.last_at());
  }
  for (const auto& [day, look] : watched_for_) {
    set(state.last_at(), OfferPlaces{day});  // a look that was due may not have been taken
  }
  for (const Place place : state.floor().levels().places()) {
    const KeptLevel& kept = state.floor().levels()[place];
    watch_swaps(HallCode{kept.hall}, LaneCode{kept.lane}, kept.level, state.last_at());
  }
  for (const Place place : state.slots()) rebuild_slot(state, state.slot(place));
  rebuild_halls(state);
  rebuild_kept(state);
  for (const Place place : state.revocations().places()) {
    const Revocation& record = state.revocations()[place];
    if (record.ends_at_ms != 0)
      set(config::instant_of(record.ends_at_ms), ForgetRevocation{record.key});
  }
  for (const Place place : state.closures().places()) {
    watch_closure(state, state.closures()[place].id);
  }
  for (const Place place : state.notices().places()) {
    watch_notice(state, state.notices()[place].id);
  }
  has_displaced_ = !state.unsettled().empty();
  if (has_displaced_) look_at_displaced(next_of_displaced(state.last_at()));
  watch_all_reminders(state, state.last_at());
}

std::optional<Instant> Timers::next() const {
  if (queue_.empty()) return std::nullopt;
  return queue_.top().due;
}

/// Every minute until the hall's day has ended.
void Timers::assess_again(HallCode hall, Instant now) {
  if (!busy_halls_.contains(HallDayKey{hall, config::date_of(now)})) return;
  set(next_minute(now), AssessLevel{hall});
}

/// After a look, until the slot begins. A release may be due at the same moment.
void Timers::offer_again(SlotKey slot, Instant due, Instant now) {
  const auto look = waited_for_.find(slot);
  if (look == waited_for_.end() || look->second != due) return;
  look->second = next_look(now);
  set(look->second, OfferReleased{slot});
}

/// The same until the day has passed.
void Timers::look_again(LaneDayKey day, Instant due, Instant now) {
  const auto look = watched_for_.find(day);
  if (look == watched_for_.end() || look->second != due) return;
  if (day.date() < config::date_of(now)) {
    watched_for_.erase(look);
    return;
  }
  look->second = next_look_at_places(now);
  set(look->second, OfferPlaces{day});
}

/// The same, until the lane is no longer red or its day is over.
void Timers::swap_again(const OfferSwaps& swaps, Instant due, Instant now) {
  const auto look = red_lanes_.find(HallKey<LaneCode>{swaps.hall, swaps.lane});
  if (look == red_lanes_.end() || look->second != due) return;
  look->second = next_look(now);
  if (config::date_of(look->second) == config::date_of(now)) set(look->second, swaps);
}

std::optional<Command> Timers::pop_due(Instant now) {
  if (queue_.empty() || queue_.top().due > now) return std::nullopt;
  const Timer timer = queue_.top();
  const Instant due = timer.due;
  Command command;
  std::visit([&](const auto& body) { command.body = body; }, timer.body);
  queue_.pop();
  if (std::holds_alternative<OfferPlaces>(timer.body) ||
      std::holds_alternative<OfferDisplaced>(timer.body)) {
    // Each slot of the day, or what came between, may have asked for this look.
    while (!queue_.empty() && queue_.top().rank() == timer.rank()) queue_.pop();
  }
  if (const auto* last = std::get_if<CompleteVisits>(&command.body)) {
    watched_.erase(last->slot);
  } else if (const auto* close = std::get_if<CloseWaitlist>(&command.body)) {
    waited_for_.erase(close->slot);
  } else if (const auto* end = std::get_if<EndDay>(&command.body)) {
    busy_halls_.erase(HallDayKey{end->hall, end->date});
  } else if (const auto* drop = std::get_if<DropDay>(&command.body)) {
    kept_days_.erase(HallDayKey{drop->hall, drop->date});
  } else if (const auto* totals = std::get_if<DropTotals>(&command.body)) {
    kept_totals_.erase(totals->before - std::chrono::days{1});
  } else if (const auto* offers = std::get_if<OfferReleased>(&command.body)) {
    offer_again(offers->slot, due, now);
  } else if (const auto* places = std::get_if<OfferPlaces>(&command.body)) {
    look_again(places->day, due, now);
  } else if (const auto* swaps = std::get_if<OfferSwaps>(&command.body)) {
    swap_again(*swaps, due, now);
  } else if (std::holds_alternative<OfferDisplaced>(command.body)) {
    if (displaced_look_ == due) displaced_look_.reset();
    if (has_displaced_) look_at_displaced(next_look(now));
  } else if (const auto* assess = std::get_if<AssessLevel>(&command.body)) {
    assess_again(assess->hall, now);
  }
  return command;
}

}  // namespace offpeak::scheduler

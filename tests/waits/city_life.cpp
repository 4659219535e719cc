#include "tests/waits/city_life.hpp"

#include <algorithm>
#include <cmath>
#include <memory>
#include <stdexcept>

#include "scheduler/booking/opening.hpp"

namespace offpeak::waits {
namespace {

using namespace scheduler;  // NOLINT: everything here is the core's

config::milliseconds seconds_ms(double seconds) {
  return config::milliseconds{static_cast<std::int64_t>(seconds * 1000)};
}

/// When the last wave of the next day's appointments is out.
constexpr MinuteOfDay evening{17 * 60 + 30};
constexpr int slots_tried_max = 8;

}  // namespace

CityLife::CityLife(const config::City& city, std::vector<HallCode> halls, const Habits& habits,
                   std::uint64_t seed, Watcher watcher)
    : city_{city},
      halls_{std::move(halls)},
      habits_{habits},
      random_{seed},
      seed_{seed},
      watcher_{std::move(watcher)},
      state_{std::make_unique<State>()},
      timers_{city} {}

template <class Id>
Id CityLife::fresh() {
  ++names_;
  return Id{{names_ * 0x9E3779B97F4A7C15ULL, names_}};
}

Receipt CityLife::step(const Command& command, Instant at) {
  events_.clear();
  const Receipt receipt = execute(*state_, city_, command, at, events_);
  for (const Event& event : events_) {
    timers_.observe(*state_, event);
    watcher_(*state_, event);
  }
  return receipt;
}

void CityLife::run_timers(Instant until) {
  while (timers_.next() && *timers_.next() <= until) {
    const Instant due = std::max(*timers_.next(), state_->last_at());
    const auto command = timers_.pop_due(due);
    step(*command, due);
  }
}

Receipt CityLife::run(const CommandBody& body, Instant at) {
  run_timers(at);
  const Command command{.caller = {.role = Role::admin, .citizen = {}, .hall = {}, .actor = {}},
                        .idempotency = {},
                        .body = body};
  return step(command, at);
}

void CityLife::plan(Plan plan) {
  plan.order = ++plans_made_;
  plans_.push(plan);
}

void CityLife::play(Date date) {
  comings_.clear();
  for (const HallCode code : halls_) make_appointments(*city_.find(code), date);
  for (const HallCode code : halls_) {
    const auto& hall = *city_.find(code);
    plan_clerks(hall, date, periods_on(city_, hall, date));
  }
  while (!plans_.empty()) {
    const Plan next = plans_.top();
    plans_.pop();
    act(next);
  }
  run_timers(config::instant_at(date + std::chrono::days{1}, MinuteOfDay{1}));
}

void CityLife::make_appointments(const config::Hall& hall, Date date) {
  const auto periods = periods_on(city_, hall, date);
  Instant now = config::instant_at(date - std::chrono::days{1}, evening);
  now = std::max(now, state_->last_at());
  for (const Visit& visit : visits_of(habits_.demand, city_, hall, date, periods, random_)) {
    Coming coming{.visit = visit, .code = {}};
    const bool booked = visit.wants_appointment && book(hall, date, coming, now);
    const std::size_t number = comings_.size();
    comings_.push_back(coming);
    if (booked && !visit.shows_up) continue;
    plan({.at = coming.visit.wished_at,
          .kind = booked ? Kind::check_in : Kind::arrive,
          .hall = hall.code,
          .visit = number});
  }
}

/// The slot of the wish, or another one; when all are full, the party comes without.
bool CityLife::book(const config::Hall& hall, Date date, Coming& coming, Instant now) {
  const auto lane = city_.find(coming.visit.services.codes[0])->lane;
  const auto slots = plan_day(city_, hall, lane, date);
  if (slots.empty()) return false;
  auto wished = std::ranges::upper_bound(slots, coming.visit.wished_at, {}, &SlotPlan::start);
  auto at = static_cast<std::size_t>(wished == slots.begin() ? 0 : wished - slots.begin() - 1);
  for (int tried = 0; tried < slots_tried_max; ++tried) {
    BookSlot command{.id = fresh<AppointmentId>(), .slot = slots[at].key, .party = {}};
    command.party.size = coming.visit.services.size;
    for (std::uint8_t i = 0; i < command.party.size; ++i) {
      command.party.applicants[i] = {.citizen = fresh<CitizenKey>(),
                                     .service = coming.visit.services.codes[i],
                                     .minor = false};
    }
    if (run(command, now).rejection == Rejection::none) {
      coming.code = KioskCode{state_->appointment(state_->find(command.id)).code};
      const double early_max = static_cast<double>(hall.rules.check_in_early.count());
      const double minutes = std::max(coming.visit.lateness_minutes, -early_max);
      coming.visit.wished_at = slots[at].start + seconds_ms(minutes * 60);
      return true;
    }
    at = random_() % slots.size();
  }
  return false;
}

void CityLife::plan_clerks(const config::Hall& hall, Date date,
                           std::span<const config::Period> periods) {
  auto& clerks = clerks_[static_cast<std::uint32_t>(hall.code)];
  clerks.clear();
  for (const auto& counter : hall.counters) {
    const CounterNumber number{static_cast<std::uint16_t>(counter.number)};
    clerks.push_back({.counter = number});
    for (const auto& period : periods) {
      const double late = uniform(random_) * habits_.opening_seconds_max;
      plan({.at = config::instant_at(date, period.from) + seconds_ms(late),
            .kind = Kind::open,
            .hall = hall.code,
            .counter = number});
      plan({.at = config::instant_at(date, period.to),
            .kind = Kind::end_of_period,
            .hall = hall.code,
            .counter = number,
            .last = &period == &periods.back()});
    }
  }
}

CityLife::Clerk& CityLife::clerk_at(const Plan& plan) {
  auto& clerks = clerks_[static_cast<std::uint32_t>(plan.hall)];
  return *std::ranges::find(clerks, plan.counter, &Clerk::counter);
}

void CityLife::act(const Plan& plan) {
  switch (plan.kind) {
    case Kind::open: {
      Clerk& clerk = clerk_at(plan);
      run(OpenCounter{.hall = plan.hall, .counter = plan.counter}, plan.at);
      clerk.works = true;
      if (!clerk.busy) call_for(plan, clerk);
      return;
    }
    case Kind::end_of_period:
      return end_period(plan, clerk_at(plan));
    case Kind::arrive:
      return arrive(plan);
    case Kind::check_in:
      return check_in(plan);
    case Kind::serve:
      return serve(plan);
    case Kind::recall:
      return recall(plan, clerk_at(plan));
    case Kind::finish:
      return finish(plan, clerk_at(plan));
  }
}

void CityLife::arrive(const Plan& plan) {
  const Visit& visit = comings_[plan.visit].visit;
  run(TakeTicket{.ticket = fresh<TicketId>(),
                 .hall = plan.hall,
                 .services = visit.services,
                 .ground = visit.ground},
      plan.at);
  wake_clerks(plan);
}

void CityLife::check_in(const Plan& plan) {
  const Coming& coming = comings_[plan.visit];
  run(CheckIn{.hall = plan.hall,
              .code = coming.code,
              .ticket = fresh<TicketId>(),
              .ground = coming.visit.ground},
      plan.at);
  wake_clerks(plan);
}

/// Clerks without a visitor call as soon as there is one.
void CityLife::wake_clerks(const Plan& plan) {
  for (Clerk& clerk : clerks_[static_cast<std::uint32_t>(plan.hall)]) {
    if (!clerk.works || clerk.busy) continue;
    Plan call = plan;
    call.counter = clerk.counter;
    call_for(call, clerk);
  }
}

void CityLife::call_for(const Plan& plan, Clerk& clerk) {
  const Receipt receipt =
      run(CallNext{.hall = plan.hall, .counter = clerk.counter, .parked = {}}, plan.at);
  if (receipt.kind != ReceiptKind::ticket) return;
  clerk.busy = true;
  Plan next{.at = plan.at, .kind = Kind::serve, .hall = plan.hall, .counter = clerk.counter};
  if (uniform(random_) < habits_.misses_share) {
    next.kind = Kind::recall;
    next.at += seconds_ms(habits_.recall_seconds);
  } else {
    const double range = habits_.walk_seconds_max - habits_.walk_seconds_min;
    next.at += seconds_ms(habits_.walk_seconds_min + uniform(random_) * range);
  }
  this->plan(next);
}

void CityLife::end_period(const Plan& plan, Clerk& clerk) {
  clerk.works = false;
  clerk.closes = plan.last;
  rest(plan, clerk);
}

void CityLife::rest(const Plan& plan, Clerk& clerk) {
  if (clerk.closes) {
    run(CloseCounter{.hall = plan.hall, .counter = clerk.counter}, plan.at);
  } else {
    run(PauseCounter{.hall = plan.hall, .counter = clerk.counter}, plan.at);
  }
}

void CityLife::recall(const Plan& plan, Clerk& clerk) {
  const auto again = run(Recall{.hall = plan.hall, .counter = plan.counter}, plan.at);
  if (again.rejection == Rejection::none) {
    Plan next = plan;
    next.at += seconds_ms(habits_.recall_seconds);
    return this->plan(next);
  }
  run(Miss{.hall = plan.hall, .counter = plan.counter}, plan.at);
  clerk.busy = false;
  if (clerk.works) call_for(plan, clerk);
}

double CityLife::pace_of(HallCode hall, ServiceCode service) {
  Random own{seed_ ^ (static_cast<std::uint64_t>(hall) << 8 | static_cast<std::uint64_t>(service))};
  return 1 + habits_.hall_pace_spread * (2 * uniform(own) - 1);
}

double CityLife::service_seconds(HallCode hall, const Ticket& ticket) {
  double seconds = 0;
  for (std::uint8_t i = 0; i < ticket.size; ++i) {
    const auto* service = city_.find(ServiceCode{ticket.services[i]});
    seconds += 60.0 * service->mean_minutes * pace_of(hall, service->code) *
               lognormal(random_, service->variation);
  }
  return seconds;
}

void CityLife::serve(const Plan& plan) {
  const auto receipt = run(Serve{.hall = plan.hall, .counter = plan.counter}, plan.at);
  if (receipt.rejection != Rejection::none) throw std::logic_error{"nobody to serve"};
  const Place ticket = state_->floor().find(TicketId{receipt.subject.words});
  Plan next = plan;
  next.kind = Kind::finish;
  next.at += seconds_ms(service_seconds(plan.hall, state_->floor().ticket(ticket)));
  this->plan(next);
}

void CityLife::finish(const Plan& plan, Clerk& clerk) {
  run(Finish{.hall = plan.hall, .counter = plan.counter}, plan.at);
  clerk.busy = false;
  if (clerk.works) call_for(plan, clerk);
}

}  // namespace offpeak::waits

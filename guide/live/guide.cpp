#include "guide/live/guide.hpp"

#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>

#include "guide/day_forecast.hpp"
#include "guide/release_plan.hpp"

namespace offpeak::guide {
namespace {

namespace s = scheduler;

/// Of the thread: forecasts can wait, bookings cannot.
constexpr int niceness = 10;

int days_ahead(const config::City& city) {
  int most = 0;
  for (const auto& hall : city.halls) {
    most = std::max(most, hall.rules.horizon_days);
    for (const auto& season : hall.rules.horizon_seasons) most = std::max(most, season.days);
  }
  return std::min(most + 1, outlook_days_max);
}

LaneCounts counts_of(const engine::ArrivalCounts& seen) {
  return {.walk_ins = seen.walk_ins, .booked = seen.booked, .no_shows = seen.no_shows};
}

}  // namespace

Guide::Guide(const config::City& city, const demand::DemandModel& model, const engine::Clock& clock,
             engine::Engine& engine)
    : city_{city}, model_{model}, clock_{clock}, engine_{engine} {
  port_ = &engine.add_port([this] {
    const std::scoped_lock lock{mutex_};
    woken_ = true;
    changed_.notify_all();
  });
}

Guide::~Guide() { stop(); }

void Guide::remember(const s::State& state) {
  counts_ = {};
  for (const auto& hall : city_.halls) {
    const auto* kept = state.compliance(hall.code);
    if (kept == nullptr) continue;
    counts_.followed += kept->counts.followed;
    counts_.ignored += kept->counts.ignored;
  }
  // All halls together count with as many answers as one of them does, in the same proportion.
  const auto all = static_cast<double>(counts_.followed + counts_.ignored);
  constexpr double most = s::compliance_seen_max * static_cast<double>(s::compliance_unit);
  if (all <= most) return;
  counts_.followed = static_cast<std::uint64_t>(static_cast<double>(counts_.followed) / all * most);
  counts_.ignored = static_cast<std::uint64_t>(most) - counts_.followed;
}

void Guide::start() {
  thread_ = std::thread{[this] { run(); }};
}

void Guide::stop() {
  {
    const std::scoped_lock lock{mutex_};
    stopping_ = true;
    changed_.notify_all();
  }
  if (thread_.joinable()) thread_.join();
}

std::shared_ptr<const Ahead> Guide::ahead() const {
  const std::scoped_lock lock{mutex_};
  return ahead_;
}

void Guide::await_rest() {
  std::unique_lock lock{mutex_};
  woken_ = true;
  changed_.notify_all();
  changed_.wait(lock, [this] { return stopping_ || clock_.now() < looked_at_ + looks_every; });
}

void Guide::run() {
  setpriority(PRIO_PROCESS, static_cast<id_t>(gettid()), niceness);
  for (;;) {
    if (is_stopping()) return note_answers();
    const config::Instant now = clock_.now();
    look(now);
    {
      const std::scoped_lock lock{mutex_};
      ahead_ = last_;
      looked_at_ = now;
      looks_.fetch_add(1, std::memory_order_release);
      changed_.notify_all();
    }
    rest();
  }
}

bool Guide::is_stopping() const {
  const std::scoped_lock lock{mutex_};
  return stopping_;
}

void Guide::look(config::Instant now) {
  book_.expire(now);
  note_answers();
  const Known known = known_at(now);
  if (const config::Date today = config::date_of(now); learned_on_ != today) {
    learned_ = learn(known);
    learned_on_ = today;
  }
  auto next = std::make_shared<Ahead>();
  const Outlook empty;
  next->outlook = forecaster_.outlook(known, learned_, last_ ? last_->outlook : empty,
                                      days_ahead(city_), fresh_days_at(now));
  next->plan = planner_.plan(known, next->outlook, last_ ? last_->plan : SuggestionPlan{});
  next->compliance = s::compliance_of(counts_);
  last_ = std::move(next);
  note_forecasts(known, last_->outlook);
  set_reserves(known, last_->outlook);
}

int Guide::fresh_days_at(config::Instant now) const {
  using std::chrono::floor;
  using std::chrono::hours;
  if (!last_) return outlook_days_max;
  const bool is_new_hour = floor<hours>(last_->outlook.made_at()) != floor<hours>(now);
  return is_new_hour ? outlook_days_max : fresh_days;
}

Known Guide::known_at(config::Instant now) const {
  const auto& slots = engine_.availability();
  const auto& arrivals = engine_.arrivals();
  return {.city = city_,
          .model = model_,
          .now = now,
          .taken_minutes = [&slots](s::SlotKey slot) { return slots.taken_minutes(slot); },
          .reserve_percent = [&slots](s::SlotKey slot) { return slots.reserve_percent(slot); },
          .counts = [&arrivals](
                        config::HallCode hall, config::LaneCode lane,
                        config::Date date) { return counts_of(arrivals.counts(hall, lane, date)); },
          .suggested_minutes = [this](s::SlotKey slot) { return book_.open_minutes(slot); },
          .compliance = s::compliance_of(counts_).mean};
}

// ---- to the core --------------------------------------------------------------------------------

void Guide::note_answers() {
  for (const auto& answers : book_.take_answers()) {
    if (!send(answers)) {
      book_.put_back(answers);
      continue;
    }
    counts_ = s::with_seen(counts_, {answers.followed, answers.ignored});
  }
  await_replies();
}

/// What does not get through is decided anew at the next look.
void Guide::set_reserves(const Known& known, const Outlook& outlook) {
  for (const auto& command : release_plan(known, outlook)) {
    if (!send(command)) break;
  }
  await_replies();
}

/// The first ones of a day. What does not get through is sent again at the next look: the core
/// keeps what it has.
void Guide::note_forecasts(const Known& known, const Outlook& outlook) {
  const config::Date today = config::date_of(known.now);
  if (noted_on_ == today) return;
  bool all_sent = true;
  for (const auto& command : forecasts_to_note(known, outlook))
    all_sent = all_sent && send(command);
  await_replies();
  if (all_sent) noted_on_ = today;
}

bool Guide::send(const s::CommandBody& body) {
  s::Command command;
  command.body = body;
  if (refused_ || !port_->has_room()) return false;
  const bool is_claimed = engine_.submit(*port_, command, 0) == engine::Push::claimed;
  if (is_claimed) engine_.kick();
  return is_claimed;
}

void Guide::drain() {
  port_->drain([this](const engine::Completion& completion) {
    if (completion.failed) refused_ = true;
  });
}

/// So that the next look sees what this one has changed. A stop ends the wait: what is under way is
/// done all the same.
void Guide::await_replies() {
  drain();
  while (port_->in_flight() > 0) {
    {
      std::unique_lock lock{mutex_};
      changed_.wait(lock, [this] { return woken_ || stopping_; });
      woken_ = false;
      if (stopping_) return;
    }
    drain();
  }
}

void Guide::rest() {
  for (;;) {
    const config::Instant now = clock_.now();
    const bool was_set_back = now < looked_at_;
    if (was_set_back || now >= looked_at_ + looks_every) return;
    // Not longer than that in real time: the clock may be set back meanwhile.
    const std::chrono::nanoseconds most = looks_every;
    const auto left = std::min(clock_.until(looked_at_ + looks_every), most);
    std::unique_lock lock{mutex_};
    changed_.wait_for(lock, left, [this] { return woken_ || stopping_; });
    if (stopping_) return;
    woken_ = false;
    lock.unlock();
    drain();
  }
}

}  // namespace offpeak::guide

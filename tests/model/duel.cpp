#include "tests/model/duel.hpp"

#include <rapidcheck.h>

#include <algorithm>
#include <array>

#include "tests/scheduler/image_copy.hpp"

namespace offpeak::model {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

namespace {

constexpr int first_minute = 7 * 60;
constexpr days after_the_last{8};  // longer than any horizon here

}  // namespace

Duel::Duel(const CityPlan& plan, Coverage& coverage)
    : coverage_{coverage},
      city_{make_city(plan)},
      model_{city_},
      commands_{city_, model_},
      state_{std::make_unique<scheduler::State>()},
      timers_{std::make_unique<scheduler::Timers>(city_)},
      now_{instant(first_day, first_minute)} {}

void Duel::run(const Step& step) {
  ++coverage_.steps;
  pass_time(step);
  if (step.action == Action::restart) {
    restart();
  } else if (step.action == Action::set_level) {
    set_level(step);
  } else {
    execute(commands_.make(step, now_));
  }
  check_state();
  if (!given_.empty()) check_remembered(given_[next_given_++ % given_.size()]);
}

void Duel::finish() {
  run_timers_until(now_ + after_the_last);
  check_state();
  restart();
  for (const auto& booking : model_.bookings()) {
    ++coverage_.appointments[booking.status];
    if (booking.slots > 1) ++coverage_.over_several_slots;
  }
  for (const auto& closure : model_.closures()) {
    ++coverage_.closures;
    coverage_.displaced += closure.displaced;
    if (closure.ended) ++coverage_.reopened;
  }
  for (const auto& waiter : model_.waiters()) ++coverage_.waits[waiter.status];
  for (int i = 0; i < citizens_max; ++i) {
    if (model_.suspended_until(citizen(i))) ++coverage_.suspensions;
  }
}

Instant Duel::time_after(const Step& step) const {
  const int amount = step.amount;
  switch (step.wait) {
    case Wait::none:
      return now_;
    case Wait::ms:
      return now_ + milliseconds{amount};
    case Wait::seconds:
      return now_ + seconds{amount};
    case Wait::minutes:
      return now_ + minutes{amount};
    case Wait::hours:
      return now_ + hours{amount};
    case Wait::days:
      return now_ + days{amount};
    case Wait::moment: {
      const auto moments = model_.moments(now_);
      const Instant chosen = moments[static_cast<std::size_t>(amount) % moments.size()];
      return std::max<Instant>(now_, chosen + milliseconds{step.nudge_ms});
    }
  }
  return now_;
}

void Duel::pass_time(const Step& step) {
  const Instant target = time_after(step);
  if (step.timers == TimersRun::when_due) run_timers_until(target);
  now_ = target;
  if (step.timers == TimersRun::at_once) run_timers();
}

void Duel::run_timers_until(Instant target) {
  while (true) {
    const auto in_core = timers_->next();
    const auto in_model = model_.next_timer();
    const Instant due =
        std::min(in_core.value_or(Instant::max()), in_model.value_or(Instant::max()));
    if (due > target) break;
    now_ = std::max(now_, due);
    run_timers();
  }
  now_ = target;
}

/// The model has no timers for levels. What becomes of one comes after all that was due before it.
void Duel::run_timers() {
  while (timers_->next().value_or(Instant::max()) <= now_) {
    const Instant due = *timers_->next();
    const auto command = timers_->pop_due(now_);
    const std::size_t first = journal_.size();
    scheduler::execute(*state_, city_, *command, now_, journal_);
    observe(first);
    for (std::size_t i = first; i < journal_.size(); ++i) {
      const auto* level = std::get_if<scheduler::LaneLevelAssessed>(&journal_[i].fact);
      if (level == nullptr) continue;
      model_.advance_to_level(now_, due);
      model_.set_level(level->hall, level->lane, level->level, now_);
    }
  }
  model_.advance(now_);
}

/// As the day in the hall would give it. At the end of each day all lanes are grey.
void Duel::set_level(const Step& step) {
  using scheduler::Level;
  constexpr std::array levels{Level::red,    Level::green, Level::red,  Level::green,
                              Level::yellow, Level::red,   Level::grey, Level::green};
  const HallCode hall = city_.halls[step.hall % city_.halls.size()].code;
  const LaneCode lane = city_.lanes[step.lane % city_.lanes.size()].code;
  const auto become = [&](Level level) {
    const std::size_t first = journal_.size();
    journal_.push_back({now_, scheduler::LaneLevelAssessed{
                                  .hall = hall, .lane = lane, .level = level, .leaning = level}});
    state_->apply(journal_.back());
    observe(first);
    model_.set_level(hall, lane, level, now_);
  };
  const auto* kept = state_->floor().level(hall, lane);
  const bool is_old = kept != nullptr && day_at(config::instant_of(kept->since_ms)) != day_at(now_);
  if (is_old && kept->level != Level::grey) become(Level::grey);
  become(levels.at(step.random % levels.size()));
}

/// I5 (docs/architecture.md): the same journal makes the same state, and the future goes on from it
/// as it would have. When a stop made several timers late, any order of them is as good as another:
/// then they run before it.
void Duel::restart() {
  if (model_.overdue(now_) > 1) run_timers();
  ++coverage_.restarts;
  auto replayed = std::make_unique<scheduler::State>();
  for (const auto& event : journal_) replayed->apply(event);
  RC_ASSERT(replayed->hash() == state_->hash());
  RC_ASSERT(replayed->compute_hash() == state_->hash());
  RC_ASSERT(replayed->sequence() == state_->sequence());
  RC_ASSERT(replayed->last_at() == state_->last_at());
  // Every second start is from an image of the state.
  if (coverage_.restarts % 2 == 0) replayed = scheduler::tests::through_image(*state_);
  RC_ASSERT(replayed->compute_hash() == state_->hash());
  state_ = std::move(replayed);
  timers_ = std::make_unique<scheduler::Timers>(city_);
  timers_->rebuild(*state_);
  model_.start_again(state_->last_at());
  run_timers();  // the first thing after a start: what was missed
  check_all_remembered();
}

void Duel::execute(const Command& command) {
  const std::size_t first = journal_.size();
  const Outcome expected = model_.execute(command, now_);
  const Receipt receipt = scheduler::execute(*state_, city_, command, now_, journal_);
  observe(first);
  for (std::size_t i = first; i < journal_.size(); ++i) tell_model(journal_[i]);
  check_move(first);
  check_reply(command, expected, receipt);
}

void Duel::observe(std::size_t first_event) {
  for (std::size_t i = first_event; i < journal_.size(); ++i) {
    timers_->observe(*state_, journal_[i]);
    check_claim(journal_[i]);
    count(journal_[i]);
  }
}

void Duel::count(const scheduler::Event& event) {
  if (const auto* offer = std::get_if<scheduler::PlaceOffered>(&event.fact)) {
    offered_[offer->id] = offer->kind;
    ++coverage_.place_offers[offer->kind];
  } else if (const auto* taken = std::get_if<scheduler::PlaceTaken>(&event.fact)) {
    ++coverage_.places_taken[offered_.at(taken->id)];
  } else if (const auto* ended = std::get_if<scheduler::WatchEnded>(&event.fact)) {
    ended_watches_.emplace(ended->id, ended->reason);
    ++coverage_.watches[ended->reason];
  }
}

/// What the core drew: return moments and kiosk codes.
void Duel::tell_model(const scheduler::Event& event) {
  const auto returns = [&](AppointmentId id, Instant at) {
    RC_ASSERT(model_.find(id) != nullptr);
    RC_ASSERT(model_.set_return(id, at, now_));
  };
  const auto code = [&](AppointmentId id, KioskCode drawn) {
    RC_ASSERT(model_.find(id) != nullptr);
    RC_ASSERT(model_.set_code(id, drawn));
  };
  if (const auto* booked = std::get_if<scheduler::Booked>(&event.fact)) {
    code(booked->id, booked->code);
  } else if (const auto* confirmed = std::get_if<scheduler::Confirmed>(&event.fact)) {
    code(confirmed->id, confirmed->code);
  } else if (const auto* cancelled = std::get_if<scheduler::Cancelled>(&event.fact)) {
    returns(cancelled->id, cancelled->capacity_returns_at);
  } else if (const auto* moved = std::get_if<scheduler::Rescheduled>(&event.fact)) {
    returns(moved->old_id, moved->capacity_returns_at);
    code(moved->new_id, moved->code);
  } else if (const auto* taken = std::get_if<scheduler::PlaceTaken>(&event.fact)) {
    returns(taken->id, taken->capacity_returns_at);
    code(model_.find(taken->id)->later, taken->code);
  }
}

}  // namespace offpeak::model

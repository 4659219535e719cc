#include "scheduler/guidance/transient_queue.hpp"

#include <algorithm>
#include <cmath>

namespace offpeak::scheduler {
namespace {

/// A step is solved in parts when counters change in it or within this time after it: a wait then
/// depends on when in the step one comes. In a break it depends on nothing else, and parts cost
/// next to nothing.
constexpr double lookahead_minutes = 60;
constexpr double part_minutes = 15;
constexpr double break_part_minutes = 5;
/// Arrivals and services that hardly vary would make states of nearly nobody.
constexpr double unit_min = 0.1;
static_assert(queue_step_minutes_max <= break_part_minutes * wait_moments_max);

bool is_between(double value, double min, double max) {
  return std::isfinite(value) && value >= min && value <= max;
}

bool is_in_domain(const QueueStep& step) {
  return step.minutes > 0 && is_between(step.minutes, 0, queue_step_minutes_max) &&
         is_between(step.arrivals_per_minute, 0, queue_arrivals_per_minute_max) &&
         is_between(step.counters, 0, lane_counters_max) && is_between(step.turning_share, 0, 1) &&
         is_between(step.service_minutes, queue_service_minutes_min, queue_service_minutes_max);
}

bool is_in_domain(const QueueDay& day) {
  return day.steps.size() <= queue_steps_max &&
         is_between(day.service_cv, 0, queue_service_cv_max) &&
         is_between(day.arrival_dispersion, 0, queue_arrival_dispersion_max) &&
         is_between(day.inside_at_start, 0, queue_inside_max) &&
         is_between(day.turning_minutes, 0, queue_turning_minutes_max) &&
         is_between(day.counters_after, 0, lane_counters_max) &&
         std::ranges::all_of(day.steps, [](const QueueStep& each) { return is_in_domain(each); });
}

int parts_of(const QueueStep& step, double start_minute, const CallClock& clock) {
  const double change = clock.end_minute(clock.stretch_at(start_minute));
  if (change > start_minute + step.minutes + lookahead_minutes) return 1;
  const double minutes = step.counters > 0 ? part_minutes : break_part_minutes;
  return static_cast<int>(std::ceil(step.minutes / minutes));
}

/// θ: who waits is counted in units of so many visitors.
double unit_of(const QueueDay& day) {
  return std::max((day.arrival_dispersion + day.service_cv * day.service_cv) / 2, unit_min);
}

}  // namespace

base::Result<double, QueueDayFault> TransientQueue::solve(const QueueDay& day,
                                                          std::span<StepWait> results) {
  if (results.size() != day.steps.size()) return QueueDayFault::wrong_room;
  if (!is_in_domain(day)) return QueueDayFault::out_of_domain;
  if (day.steps.empty()) return 0;
  const double unit_visitors = unit_of(day);
  unit_visitors_ = unit_visitors;
  turning_minutes_ = day.turning_minutes;
  clock_.set(day, unit_visitors);
  states_.start(day.inside_at_start, day.steps.front().counters, unit_visitors);
  double start_minute = 0;
  for (std::size_t i = 0; i < results.size(); ++i) {
    const QueueStep& step = day.steps[i];
    const auto fresh = fresh_start(step, states_.counters(), day.service_cv);
    states_.change_counters(step.counters);
    solve_step(step, fresh, start_minute, results[i]);
    start_minute += step.minutes;
  }
  return states_.left_out_visitors();
}

/// Those who are called from this minute on within the wait that is too long for some.
double TransientQueue::called_visitors(double minute) const {
  const auto now = clock_.at(minute);
  const auto then = clock_.at(minute + turning_minutes_);
  return (then.units - now.units + then.opened - now.opened) * unit_visitors_;
}

void TransientQueue::solve_step(const QueueStep& step, FreshStart fresh, double start_minute,
                                StepWait& result) {
  result = {};
  wait_.start(clock_);
  const int parts = parts_of(step, start_minute, clock_);
  const double minutes = step.minutes / parts;
  for (int part = 0; part < parts; ++part) {
    const Turning turning{step.turning_share,
                          called_visitors(start_minute + (part + 0.5) * minutes)};
    states_.run(minutes, step.arrivals_per_minute, step.service_minutes, fresh, turning);
    fresh.minutes = std::max(fresh.minutes - minutes, 0.0);
    wait_.add(start_minute + (part + 0.5) * minutes, states_.queue());
    result.waiting_mean += states_.waiting_visitors_mean() / parts;
    result.serving_mean += states_.serving_mean() / parts;
  }
  result.waiting_at_end = states_.waiting_visitors();
  const auto shares = wait_.shares();
  result.waiting_share = wait_.waiting_share();
  result.too_long_share = step.turning_share > 0 ? wait_.exceeding_share(turning_minutes_) : 0;
  result.wait_mean_minutes = shares.mean_minutes;
  result.wait_p50_minutes = wait_.exceeded_by(0.5, shares);
  // Each is right to a second; where half of all are called at one moment, so may be nine in ten.
  result.wait_p90_minutes = std::max(wait_.exceeded_by(0.1, shares), result.wait_p50_minutes);
  result.called_late_share = shares.late;
  result.never_called_share = shares.never;
}

}  // namespace offpeak::scheduler

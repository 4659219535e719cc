#include "scheduler/guidance/call_clock.hpp"

#include <algorithm>

namespace offpeak::scheduler {

FreshStart fresh_start(const QueueStep& step, int counters_before, double service_cv) {
  if (step.counters <= counters_before || service_cv >= 1) return {};
  const double fewer_services = (1 - service_cv * service_cv) / 2;
  return {step.counters - counters_before,
          std::min(fewer_services * step.service_minutes, step.minutes)};
}

void CallClock::set(const QueueDay& day, double unit_visitors) {
  stretches_.clear();
  double minute = 0;
  double opened = 0;
  int counters = day.steps.front().counters;
  for (const QueueStep& step : day.steps) {
    const auto fresh = fresh_start(step, counters, day.service_cv);
    const double unit_minutes = step.service_minutes * unit_visitors;
    opened += std::max(step.counters - counters, 0) / unit_visitors;
    counters = step.counters;
    if (fresh.minutes > 0) begin(minute, (counters - fresh.counters) / unit_minutes, opened);
    begin(minute + fresh.minutes, counters / unit_minutes, opened);
    minute += step.minutes;
  }
  opened += std::max(day.counters_after - counters, 0) / unit_visitors;
  const double unit_minutes = day.steps.back().service_minutes * unit_visitors;
  begin(minute, day.counters_after / unit_minutes, opened, true);
}

/// A stretch that goes on as the one before is the same stretch, but for the last.
void CallClock::begin(double minute, double units_per_minute, double opened, bool is_last) {
  Stretch next{minute, units_per_minute, 0, opened};
  if (!stretches_.empty()) {
    const Stretch& before = stretches_.back();
    next.units = before.units + before.units_per_minute * (minute - before.start_minute);
    const bool is_same = before.units_per_minute == units_per_minute && before.opened == opened;
    if (is_same && !is_last) return;
  }
  stretches_.push_back(next);
}

std::size_t CallClock::stretch_at(double minute) const {
  const auto after = std::upper_bound(
      stretches_.begin(), stretches_.end(), minute,
      [](double wanted, const Stretch& each) { return wanted < each.start_minute; });
  return static_cast<std::size_t>(std::max<std::ptrdiff_t>(after - stretches_.begin() - 1, 0));
}

CallClock::Reading CallClock::at(double minute) const {
  const Stretch& stretch = stretches_[stretch_at(minute)];
  return {stretch.units + stretch.units_per_minute * (minute - stretch.start_minute),
          stretch.opened, stretch.units_per_minute};
}

}  // namespace offpeak::scheduler

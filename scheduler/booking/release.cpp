#include "scheduler/booking/release.hpp"

#include <algorithm>

#include "base/mutant.hpp"

namespace offpeak::scheduler {
namespace {

Instant moment_of(const config::ReleaseWave& wave, const config::Rules& rules, Date visit) {
  const int days = wave.days_before.value_or(horizon_days(rules, visit));
  return config::instant_at(visit - std::chrono::days{days}, wave.at);
}

}  // namespace

int horizon_days(const config::Rules& rules, Date visit) {
  if (rules.horizon_seasons.empty()) return rules.horizon_days;
  const auto at = month_day_of(visit);
  for (const auto& season : rules.horizon_seasons) {
    if (in_season(season.first, season.last, at)) return season.days;
  }
  return rules.horizon_days;
}

int released_minutes(const SlotPlan& plan, Instant now) {
  int percent = 0;
  for (const auto& wave : plan.rules().release) {
    if (moment_of(wave, plan.rules(), plan.key.date()) <= now) percent += wave.share_percent;
  }
  if (percent == 0) return 0;
  const int one_visit = std::min(plan.capacity_minutes, plan.longest_minutes);
  return std::max(plan.capacity_minutes * percent / 100, one_visit);
}

Room room_of(const SlotPlan& plan, std::uint32_t taken_minutes, Instant now) {
  Room room{.released_minutes = in_horizon(plan, now) ? released_minutes(plan, now) : 0,
            .taken_minutes = static_cast<int>(taken_minutes)};
  if (base::mutated(base::Mutant::forget_excess)) {
    room.taken_minutes = std::min(room.taken_minutes, room.released_minutes);
  }
  return room;
}

std::optional<Instant> next_release(const SlotPlan& plan, Instant now) {
  std::optional<Instant> next;
  for (const auto& wave : plan.rules().release) {
    const Instant moment = moment_of(wave, plan.rules(), plan.key.date());
    if (moment > now && (!next || moment < *next)) next = moment;
  }
  return next;
}

bool in_horizon(const SlotPlan& plan, Instant now) {
  const auto days = plan.key.date() - config::date_of(now);
  return now < plan.start && days.count() <= horizon_days(plan.rules(), plan.key.date());
}

}  // namespace offpeak::scheduler

#include "api/security/pace.hpp"

#include <algorithm>

#include "base/assert.hpp"

namespace offpeak::security {

Decision Pace::take(scheduler::ActorId actor, int count, config::Instant now, PaceRule rule) {
  OFFPEAK_ASSERT(count >= 1);
  OFFPEAK_ASSERT(count <= rule.burst);
  const std::lock_guard lock{mutex_};
  if (!has_room_for(actor, now)) return {false, rule.interval};
  const config::Instant latest = now + rule.burst * rule.interval;
  config::Instant& idle_at = idle_at_[actor];
  // A clock that was set back must not shut anybody out for longer than a burst lasts.
  const auto after = std::clamp(idle_at, now, latest) + count * rule.interval;
  if (after > latest) return {false, after - latest};
  idle_at = after;
  return {true, {}};
}

void Pace::give_back(scheduler::ActorId actor, int count, PaceRule rule) {
  const std::lock_guard lock{mutex_};
  const auto at = idle_at_.find(actor);
  if (at != idle_at_.end()) at->second -= count * rule.interval;
}

bool Pace::has_room_for(scheduler::ActorId actor, config::Instant now) {
  if (idle_at_.size() < actors_max || idle_at_.contains(actor)) return true;
  std::erase_if(idle_at_, [now](const auto& entry) { return entry.second <= now; });
  return idle_at_.size() < actors_max;
}

}  // namespace offpeak::security

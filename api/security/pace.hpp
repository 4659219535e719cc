// How often somebody may do what is rare and counts: so many at once, then one in each interval.
//
// By the generic cell rate algorithm, as in rate_limit.hpp, but exact for everybody, in steps of
// any length, and with a way back. For requests by the thousand use the other.
#pragma once

#include <cstddef>
#include <mutex>
#include <unordered_map>

#include "api/security/rate_limit.hpp"
#include "config/civil_time.hpp"
#include "scheduler/messages/ids.hpp"

namespace offpeak::security {

struct PaceRule {
  int burst = 1;
  std::chrono::seconds interval{1};
};

/// Any thread.
class Pace {
 public:
  /// Tokens in use at a time whose holders are not idle. Beyond, newcomers are refused.
  static constexpr std::size_t actors_max = 4096;

  /// Counts `count` things, or none of them when they are too many for now. `count` is at most the
  /// burst.
  Decision take(scheduler::ActorId actor, int count, config::Instant now, PaceRule rule);
  /// Uncounts what was taken and did not come about.
  void give_back(scheduler::ActorId actor, int count, PaceRule rule);

 private:
  bool has_room_for(scheduler::ActorId actor, config::Instant now);

  std::mutex mutex_;
  /// When each will have nothing on its account any more.
  std::unordered_map<scheduler::ActorId, config::Instant> idle_at_;
};

}  // namespace offpeak::security

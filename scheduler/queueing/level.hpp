// A hall's level: which predicted wait is green, yellow or red, and when the level changes.
#pragma once

#include <optional>

#include "scheduler/queueing/wait.hpp"

namespace offpeak::scheduler {

/// The fact that follows from the hall's wait at `now`; nothing when neither the level nor what it
/// leans to changes. A level changes only after `LevelRule::settle` on the new side; to and from
/// grey it changes at once.
std::optional<LevelAssessed> assess_level(const State& state, const config::City& city,
                                          const config::Hall& hall, Instant now);

/// The fact that closes a hall's day; nothing when the hall is closed already.
std::optional<LevelAssessed> level_at_end(const State& state, HallCode hall);

}  // namespace offpeak::scheduler

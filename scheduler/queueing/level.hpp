// Levels of halls and lanes: which predicted wait is green, yellow or red, and when one changes.
#pragma once

#include <optional>

#include "scheduler/queueing/wait.hpp"

namespace offpeak::scheduler {

/// A level at one moment, without hysteresis.
struct LevelNow {
  Level level{};
  LevelReason reason{};

  friend bool operator==(const LevelNow&, const LevelNow&) = default;
};

/// Of a lane, by the wait that `predict_arrival` says for it. While the hall is open it is grey
/// only when no counter of the lane calls.
LevelNow level_now(const State& state, const config::City& city, const config::Hall& hall,
                   LaneCode lane, const Wait& wait, Instant now);

/// What a kept level becomes: the fields of its fact.
struct LevelChange {
  Level level{};
  LevelReason reason{};
  Level leaning{};
};

/// What follows from the level of this moment for the one that is kept (null: none yet); nothing
/// when neither it nor what it leans to changes. A level changes only after `LevelRule::settle` on
/// the new side; to and from grey it changes at once.
std::optional<LevelChange> change_of_level(const config::LevelRule& rule, const KeptLevel* kept,
                                           const LevelNow& present, Instant now);

/// What everybody sees of it: the kept one, but that of this moment where either is grey, which
/// comes and goes at once.
LevelNow shown_level(const KeptLevel* kept, const LevelNow& present);

/// What closes a kept level at the end of the day; nothing when there is none, or it is closed.
std::optional<LevelChange> level_at_end(const KeptLevel* kept);

}  // namespace offpeak::scheduler

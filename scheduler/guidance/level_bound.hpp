// How level a day can be when some of its load may move to neighbouring steps: the lowest possible
// highest load, and the profile that reaches it.
#pragma once

#include <cstddef>
#include <span>

#include "base/result.hpp"

namespace offpeak::scheduler {

inline constexpr std::size_t level_steps_max = 288;
inline constexpr std::size_t level_movables_max = 4096;

/// Some of the day. Load and capacity have one unit, such as counter-minutes or visitors.
struct LevelStep {
  double capacity = 1;  // above 0
  double fixed = 0;     // load that stays here
};

/// Load that may be in any of the steps `first` to `last`, in parts.
struct MovableLoad {
  double amount = 0;
  std::size_t first = 0;
  std::size_t last = 0;
};

/// `level` is a load by its capacity: 1 is a step that is full.
struct LevelBound {
  double level = 0;
  std::size_t first = 0;  // the steps that make it so high; of several such stretches the longest
  std::size_t last = 0;
};

enum class LevelFault {
  out_of_domain,  // a number is not finite, negative, or a window is not of the day; too many steps
  wrong_room,     // not as many results as steps
};

/// The lowest level that the highest step can have: the maximum, over all stretches of steps, of
/// the fixed load and the movable load whose window lies inside, by the capacity of the stretch.
/// Less is impossible, as this load has no other place; so much is enough by Hall's theorem, which
/// needs no other sets of steps as windows are stretches (the most urgent load first then finds its
/// place: Yao, Demers & Shenker 1995). Exact but for rounding. A day without steps has level 0.
base::Result<LevelBound, LevelFault> level_bound(std::span<const LevelStep> steps,
                                                 std::span<const MovableLoad> movables);

/// The load of each step in the most level day: no profile has a lower highest level, of those none
/// has a lower second highest level, and so on. For every convex φ it has the least sum of
/// capacity · φ(load / capacity) (Frank & Murota 2018, "decreasing minimisation"; with unequal
/// capacities Fujishige 1980). Found by taking the highest stretch out of the day and closing the
/// gap, again and again (Yao, Demers & Shenker 1995); steps³ at worst.
base::Result<LevelBound, LevelFault> levelled_profile(std::span<const LevelStep> steps,
                                                      std::span<const MovableLoad> movables,
                                                      std::span<double> loads);

}  // namespace offpeak::scheduler

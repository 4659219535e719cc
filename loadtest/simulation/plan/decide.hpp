// Deciding a plan on fresh days, and raising it where it misses.
#pragma once

#include <functional>

#include "loadtest/simulation/plan/search.hpp"

namespace offpeak::loadtest {

/// Probability, at most, that a cell is called met which is above the target by more than the
/// tolerance.
inline constexpr double plan_error = 0.01;

struct DecideLimits {
  std::uint32_t round_days_max = 600;  // what is still undecided then gets a counter
  int rounds_max = 20;
};

/// Counters as they are staffed where so many are needed: the same, or those of a roster.
using StaffedFor = std::function<Staffing(const Staffing& needed)>;

struct Decided {
  Staffing needed;
  Staffing staffed;
  std::vector<Verdict> cells;
  std::uint32_t days = 0;        // fresh, of all rounds
  std::uint32_t round_days = 0;  // of the last round
};

/// Plays what is staffed on days that nothing was chosen by, until each cell is decided. Where one
/// misses, or stays undecided for long, it gets a counter and a round begins on further days, with
/// 6 / pi^2 k^2 of the error in round k, so that all rounds together keep it. `trial` is given
/// days from 0 on, each once; `begin_round` is called before each round. A cell that no counter
/// helps keeps its last verdict.
Decided decide_staffing(const StaffingShape& shape, Staffing needed, const DecideLimits& limits,
                        const StaffedFor& staffed_for, const Trial& trial,
                        const std::function<void()>& begin_round);

}  // namespace offpeak::loadtest

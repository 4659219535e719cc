// Deciding a plan on fresh days, and raising it where it misses.
#pragma once

#include <functional>

#include "loadtest/simulation/plan/search.hpp"

namespace offpeak::loadtest {

struct DecideLimits {
  std::uint32_t round_days_max = 600;  // what is still undecided then gets a counter
  int rounds_max = 20;
};

/// What is needed after a round: `raised` has a counter more where cells missed, and may have too
/// many. `excess`: by cell, of a day of the round, on average.
using Refine = std::function<Staffing(Staffing raised, const std::vector<double>& excess,
                                      const std::vector<bool>& missed)>;

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
/// misses, or would stay undecided for long, it gets a counter and a round begins on further days,
/// with 6 / pi^2 k^2 of the error in round k, so that all rounds together keep it. `trial` is given
/// days from 0 on, each once; `begin_round` is called before each round. `refine`, if given, is
/// asked after the first rounds; after later ones counters are only added, so that the rounds end.
/// A cell that no counter helps keeps its last verdict.
Decided decide_staffing(const StaffingShape& shape, Staffing needed, const DecideLimits& limits,
                        const StaffedFor& staffed_for, const Trial& trial,
                        const std::function<void()>& begin_round, const Refine& refine = {});

}  // namespace offpeak::loadtest

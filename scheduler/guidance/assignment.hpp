// The best places for all at once: the city-wide assignment.
//
// Minimises Σ amount · cost + Σ F(load) over the fractions of all groups, with the separable convex
// congestion of `congestion.hpp` and no plan above a cell's room. Its optimum is where nobody
// follows a suggestion that costs all together more than another one would: a system optimum in
// Wardrop's sense (1952), solved as a traffic assignment by path equilibration (Dafermos & Sparrow
// 1969): each group in turn moves from its dearest option to its cheapest until both cost the same.
// What it reaches is compared with a lower bound, so that how good a plan is is known, not hoped.
#pragma once

#include "base/result.hpp"
#include "scheduler/guidance/assignment_flows.hpp"
#include "scheduler/guidance/assignment_problem.hpp"
#include "scheduler/guidance/cell_prices.hpp"

namespace offpeak::scheduler {

/// Where rooms are far too few for all, sweeps end before the gap is reached; the next solution
/// goes on from the prices of the last.
struct AssignmentEffort {
  /// Good enough: of each counter-minute that follows, so many minutes above the bound on average.
  double gap_minutes = 0.02;
  int sweeps_max = 24;  // over all groups
};

/// Counter-minutes times minutes, but `unplaced_minutes`: counter-minutes without a place.
struct AssignmentResult {
  double cost = 0;   // of the plan
  double bound = 0;  // no plan costs less
  double unplaced_minutes = 0;
  int sweeps = 0;
};

/// Works in memory that it keeps between solutions. One thread at a time.
class Assignment {
 public:
  /// Puts the best plan that it finds in `plan`, and starts from what is in there when that is of
  /// as many options and cells; else from everybody's habit. The plan is the same for the same
  /// problem and start. It exceeds no room, but by rounding.
  base::Result<AssignmentResult, AssignmentFault> solve(const AssignmentProblem& problem,
                                                        AssignmentPlan& plan,
                                                        const AssignmentEffort& effort = {});

 private:
  void sweep(const AssignmentProblem& problem);
  void equilibrate(const AssignmentProblem& problem, std::size_t group, std::size_t first);
  /// True when the best plan so far is good enough.
  bool assess(const AssignmentProblem& problem, double gap, AssignmentResult& result);

  double same_cost_minutes_ = 0;
  CellPrices prices_;
  AssignmentFlows flows_;
  AssignmentFlows fitted_;
  AssignmentFlows best_;
};

/// Why a problem is none, or nothing.
base::Result<void, AssignmentFault> check(const AssignmentProblem& problem);

}  // namespace offpeak::scheduler

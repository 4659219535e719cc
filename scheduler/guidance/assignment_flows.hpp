// Where the counter-minutes of all groups go.
#pragma once

#include <cstddef>
#include <vector>

#include "scheduler/guidance/assignment_problem.hpp"
#include "scheduler/guidance/cell_prices.hpp"

namespace offpeak::scheduler {

/// Counter-minutes of those who follow: one number for each option, and for each group what has no
/// place. A group's sum is always its amount.
struct AssignmentFlows {
  std::vector<double> placed;
  std::vector<double> unplaced;
};

inline double movable_minutes(const AssignmentProblem& problem, const AssignmentGroup& group) {
  return problem.movable_share * group.amount_minutes;
}

/// As these fractions say, whatever the rooms, and the habit of all where there are none.
AssignmentFlows flows_of(const AssignmentProblem& problem, const std::vector<double>& fractions);

/// The fractions of these flows. Of a group of nobody, whoever comes all the same goes to the
/// cheapest open option.
std::vector<double> fractions_of(const AssignmentProblem& problem, const AssignmentFlows& flows,
                                 const CellPrices& prices);

/// Takes from each cell what is above its room, from all in proportion, and gives it to the
/// cheapest options of the same groups that have room, in the order of the groups. What is without
/// a place stays so.
void fit_to_rooms(const AssignmentProblem& problem, const CellPrices& prices,
                  AssignmentFlows& flows);

/// The objective: amount · cost of all groups, with those who stay, and the congestion of all
/// cells.
double cost_minutes(const AssignmentProblem& problem, const CellPrices& prices,
                    const AssignmentFlows& flows);

}  // namespace offpeak::scheduler

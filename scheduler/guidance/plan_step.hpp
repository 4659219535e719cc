// From the plan that is shown to the best one, in small steps.
#pragma once

#include <vector>

#include "scheduler/guidance/assignment_problem.hpp"

namespace offpeak::scheduler {

/// Moves the fractions of `plan`, the best one, back towards those of `last`, the one that people
/// see now, so that none differs from it by more than `change_max`, above 0. Everybody moves by the
/// same part of the way: where `last` keeps the rooms, so does the result, and it costs no more
/// than `last` does, as costs are convex. So steps, each towards the best plan that is found from
/// the last one, come nearer to it and never swing past it. Groups of nobody go by themselves.
///
/// Rooms may have shrunk since: what no longer fits moves on at once, at the plan's prices, by more
/// than `change_max` if need be. With `last` of another size nothing is moved back.
///
/// Returns the part of the way, from 0 to 1.
double step_towards(const AssignmentProblem& problem, const std::vector<double>& last,
                    double change_max, AssignmentPlan& plan);

}  // namespace offpeak::scheduler

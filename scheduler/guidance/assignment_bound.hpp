// What no assignment can beat.
#pragma once

#include "scheduler/guidance/assignment_problem.hpp"
#include "scheduler/guidance/cell_prices.hpp"

namespace offpeak::scheduler {

/// A lower bound of the objective, from these prices (Lagrange): each group pays the price of the
/// cheapest option for its amount, and each cell gives back at most the largest difference of price
/// times load and congestion, over the loads that its room allows. It holds for whatever prices,
/// and is the optimum itself for the prices of the optimum.
double assignment_bound_minutes(const AssignmentProblem& problem, const CellPrices& prices);

}  // namespace offpeak::scheduler

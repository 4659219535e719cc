#include "scheduler/guidance/assignment_bound.hpp"

#include <algorithm>

#include "scheduler/guidance/assignment_flows.hpp"

namespace offpeak::scheduler {
namespace {

constexpr int newton_steps = 3;
constexpr double negligible_minutes = 1e-9;

/// A bound from below of the least congestion less price times load. A convex function lies above
/// each of its tangents: so wherever Newton's steps end, the tangent there is a bound.
double least_of_cell(const CellPrices& prices, std::size_t cell) {
  const auto& congestion = prices.congestion(cell);
  const double fixed = prices.fixed_minutes(cell);
  if (!prices.is_open(cell)) return congestion.cost(fixed);
  const double room = prices.room_minutes(cell);
  const double price = prices.price(cell);
  double load = std::min(prices.planned_minutes(cell), room);
  auto marginal = congestion.marginal(fixed + load);
  for (int step = 0; step < newton_steps; ++step) {
    const double excess = marginal.minutes - price;
    if (excess <= 0 && load == room) break;
    if (std::abs(excess) < negligible_minutes || marginal.slope == 0) break;
    load = std::clamp(load - excess / marginal.slope, 0.0, room);
    marginal = congestion.marginal(fixed + load);
  }
  const double excess = marginal.minutes - price;
  const double lowest = excess > 0 ? 0 : room;  // of the tangent
  return congestion.cost(fixed + load) - price * load + excess * (lowest - load);
}

}  // namespace

double assignment_bound_minutes(const AssignmentProblem& problem, const CellPrices& prices) {
  double bound = 0;
  const AssignmentOption* options = problem.options.data();
  for (const auto& group : problem.groups) {
    double least = problem.unplaced_cost_minutes;
    for (std::uint32_t i = 0; i < group.options; ++i) {
      least = std::min(least, options[i].cost_minutes + prices.price(options[i].cell));
    }
    const double moves = movable_minutes(problem, group);
    bound += moves * least + (group.amount_minutes - moves) * options->cost_minutes;
    options += group.options;
  }
  for (std::size_t cell = 0; cell < problem.cells.size(); ++cell) {
    bound += least_of_cell(prices, cell);
  }
  return bound;
}

}  // namespace offpeak::scheduler

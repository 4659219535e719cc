#include "scheduler/guidance/assignment.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <utility>

#include "scheduler/guidance/assignment_bound.hpp"

namespace offpeak::scheduler {
namespace {

/// Sweeps between two looks at the gap, each of which costs about as much as one.
constexpr int assess_every = 4;
/// Moves of a group in one sweep: the next sweep finds what is left after others have moved.
constexpr int moves_max = 4;
/// Options whose costs differ by less are taken to cost the same: so much of the wanted gap, or
/// this.
constexpr double same_cost_of_gap = 0.25;
constexpr double same_cost_minutes_min = 1e-4;
/// A move may go too far by this part of the difference: it is better than none all the same.
constexpr double overshoot = 0.1;
constexpr int search_steps_max = 4;

constexpr double infinite = std::numeric_limits<double>::infinity();

bool is_number(double value) {
  return std::isfinite(value) && value >= 0 && value <= assignment_number_max;
}

bool is_in_domain(const AssignmentCell& cell) {
  return is_number(cell.counters) && is_number(cell.minutes) && is_number(cell.service_minutes) &&
         is_number(cell.fixed_minutes) && is_number(cell.room_minutes) &&
         (cell.counters == 0 || (cell.counters * cell.minutes > 0 && cell.service_minutes > 0));
}

/// One of a group's places: an option, or none of them.
struct Place {
  double* minutes;
  std::size_t cell;
  double cost;  // with the price
};

/// How much goes from the dear place to the cheap one until both cost the same, or all of it.
/// Newton's step, which is too long where prices rise ever faster, and then secants between it and
/// none.
double shift_minutes(const CellPrices& prices, const Place& dear, const Place& cheap) {
  const double all = *dear.minutes;
  const double slope = prices.slope(dear.cell) + prices.slope(cheap.cell);
  const double difference = dear.cost - cheap.cost;
  if (!(slope * all > difference)) return all;
  const auto difference_at = [&](double moved) {
    const double dear_planned = prices.planned_minutes(dear.cell) - moved;
    const double cheap_planned = prices.planned_minutes(cheap.cell) + moved;
    return difference - (prices.price(dear.cell) - prices.price_at(dear.cell, dear_planned)) -
           (prices.price_at(cheap.cell, cheap_planned) - prices.price(cheap.cell));
  };
  double moved = difference / slope;
  for (int step = 0; step < search_steps_max; ++step) {
    const double left = difference_at(moved);
    if (left >= -overshoot * difference) break;
    moved *= difference / (difference - left);
  }
  return moved;
}

}  // namespace

base::Result<void, AssignmentFault> check(const AssignmentProblem& problem) {
  if (problem.cells.size() > assignment_cells_max ||
      problem.options.size() > assignment_options_max) {
    return AssignmentFault::out_of_domain;
  }
  const auto& congestion = problem.congestion;
  const auto is_group = [](const AssignmentGroup& each) {
    return is_number(each.amount_minutes) && each.options >= 1;
  };
  const auto is_option = [&](const AssignmentOption& each) {
    return each.cell < problem.cells.size() && is_number(each.cost_minutes);
  };
  const bool is_fine =
      is_number(problem.movable_share) && problem.movable_share <= 1 &&
      is_number(problem.unplaced_cost_minutes) && is_number(congestion.variability) &&
      congestion.linear_from > 0 && congestion.linear_from < 1 &&
      std::ranges::all_of(problem.cells,
                          [](const AssignmentCell& each) { return is_in_domain(each); }) &&
      std::ranges::all_of(problem.groups, is_group) &&
      std::ranges::all_of(problem.options, is_option);
  if (!is_fine) return AssignmentFault::out_of_domain;
  std::size_t options = 0;
  for (const auto& group : problem.groups) options += group.options;
  if (options != problem.options.size()) return AssignmentFault::wrong_sizes;
  return {};
}

base::Result<AssignmentResult, AssignmentFault> Assignment::solve(const AssignmentProblem& problem,
                                                                  AssignmentPlan& plan,
                                                                  const AssignmentEffort& effort) {
  if (const auto checked = check(problem); !checked) return checked.error();
  same_cost_minutes_ = std::max(same_cost_of_gap * effort.gap_minutes, same_cost_minutes_min);
  prices_.start(problem, plan.room_prices);
  flows_ = flows_of(problem, plan.fractions);
  for (std::size_t i = 0; i < problem.options.size(); ++i) {
    if (flows_.placed[i] > 0) prices_.add(problem.options[i].cell, flows_.placed[i]);
  }
  double moves = 0;
  for (const auto& group : problem.groups) moves += movable_minutes(problem, group);
  AssignmentResult result{.cost = infinite, .bound = -infinite};
  while (!assess(problem, effort.gap_minutes * moves, result) &&
         result.sweeps < effort.sweeps_max) {
    if (result.sweeps > 0) prices_.learn_room_prices();
    for (int i = 0; i < assess_every; ++i) sweep(problem);
    result.sweeps += assess_every;
  }
  result.unplaced_minutes = std::accumulate(best_.unplaced.begin(), best_.unplaced.end(), 0.0);
  plan.fractions = fractions_of(problem, best_, prices_);
  plan.room_prices = prices_.room_prices();
  plan.prices.clear();
  for (std::size_t cell = 0; cell < problem.cells.size(); ++cell) {
    plan.prices.push_back(prices_.price(cell));
  }
  return result;
}

bool Assignment::assess(const AssignmentProblem& problem, double gap, AssignmentResult& result) {
  result.bound = std::max(result.bound, assignment_bound_minutes(problem, prices_));
  fitted_ = flows_;
  fit_to_rooms(problem, prices_, fitted_);
  const double cost = cost_minutes(problem, prices_, fitted_);
  if (cost < result.cost) {
    result.cost = cost;
    std::swap(best_, fitted_);
  }
  return result.cost - result.bound <= gap;
}

void Assignment::sweep(const AssignmentProblem& problem) {
  std::size_t first = 0;
  for (std::size_t group = 0; group < problem.groups.size(); ++group) {
    if (problem.groups[group].amount_minutes > 0) equilibrate(problem, group, first);
    first += problem.groups[group].options;
  }
}

void Assignment::equilibrate(const AssignmentProblem& problem, std::size_t group,
                             std::size_t first) {
  const auto options = problem.options.subspan(first, problem.groups[group].options);
  double* const placed = flows_.placed.data() + first;
  const Place without{&flows_.unplaced[group], prices_.nowhere(), problem.unplaced_cost_minutes};
  for (int move = 0; move < moves_max; ++move) {
    Place cheap = without;
    Place dear = without;
    if (*without.minutes == 0) dear.cost = -infinite;
    for (std::size_t i = 0; i < options.size(); ++i) {
      const double cost = options[i].cost_minutes + prices_.price(options[i].cell);
      if (cost < cheap.cost) cheap = {placed + i, options[i].cell, cost};
      if (cost > dear.cost && placed[i] > 0) dear = {placed + i, options[i].cell, cost};
    }
    if (dear.cost - cheap.cost <= same_cost_minutes_) return;
    const double minutes = shift_minutes(prices_, dear, cheap);
    *dear.minutes -= minutes;
    *cheap.minutes += minutes;
    prices_.add(dear.cell, -minutes);
    prices_.add(cheap.cell, minutes);
  }
}

}  // namespace offpeak::scheduler

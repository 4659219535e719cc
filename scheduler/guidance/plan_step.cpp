#include "scheduler/guidance/plan_step.hpp"

#include <algorithm>
#include <cmath>
#include <span>

#include "base/assert.hpp"
#include "scheduler/guidance/assignment_flows.hpp"
#include "scheduler/guidance/cell_prices.hpp"

namespace offpeak::scheduler {
namespace {

double largest_change(std::span<const double> from, std::span<const double> to) {
  double largest = 0;
  for (std::size_t i = 0; i < from.size(); ++i) {
    largest = std::max(largest, std::abs(to[i] - from[i]));
  }
  return largest;
}

double part_of_way(double largest, double change_max) {
  return largest > change_max ? change_max / largest : 1;
}

/// Calls `visit(group, its fractions of last, those of the plan)`.
template <class Visit>
void for_fractions(const AssignmentProblem& problem, const std::vector<double>& last,
                   AssignmentPlan& plan, Visit&& visit) {
  std::size_t first = 0;
  for (const auto& group : problem.groups) {
    visit(group, std::span{last}.subspan(first, group.options),
          std::span{plan.fractions}.subspan(first, group.options));
    first += group.options;
  }
}

void keep_rooms(const AssignmentProblem& problem, AssignmentPlan& plan) {
  CellPrices prices;
  prices.start(problem, plan.room_prices);
  auto flows = flows_of(problem, plan.fractions);
  for (std::size_t i = 0; i < problem.options.size(); ++i) {
    if (flows.placed[i] > 0) prices.add(problem.options[i].cell, flows.placed[i]);
  }
  fit_to_rooms(problem, prices, flows);
  const auto fitted = fractions_of(problem, flows, prices);
  for_fractions(
      problem, fitted, plan,
      [&](const AssignmentGroup& group, std::span<const double> from, std::span<double> to) {
        if (movable_minutes(problem, group) > 0) std::ranges::copy(from, to.begin());
      });
}

}  // namespace

double step_towards(const AssignmentProblem& problem, const std::vector<double>& last,
                    double change_max, AssignmentPlan& plan) {
  OFFPEAK_ASSERT(change_max > 0);
  OFFPEAK_ASSERT(plan.fractions.size() == problem.options.size());
  if (last.size() != plan.fractions.size()) return 1;
  double largest = 0;
  for_fractions(
      problem, last, plan,
      [&](const AssignmentGroup& group, std::span<const double> from, std::span<double> to) {
        if (movable_minutes(problem, group) == 0) return;
        largest = std::max(largest, largest_change(from, to));
      });
  const double part = part_of_way(largest, change_max);
  for_fractions(
      problem, last, plan,
      [&](const AssignmentGroup& group, std::span<const double> from, std::span<double> to) {
        const double way = movable_minutes(problem, group) > 0
                               ? part
                               : part_of_way(largest_change(from, to), change_max);
        for (std::size_t i = 0; i < to.size(); ++i) to[i] = from[i] + way * (to[i] - from[i]);
      });
  if (part < 1) keep_rooms(problem, plan);
  return part;
}

}  // namespace offpeak::scheduler

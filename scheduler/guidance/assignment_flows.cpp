#include "scheduler/guidance/assignment_flows.hpp"

#include <algorithm>
#include <limits>
#include <optional>
#include <span>

namespace offpeak::scheduler {
namespace {

using Options = std::span<const AssignmentOption>;

/// Calls `visit(group's number, first option, options)` for each group.
template <class Visit>
void for_groups(const AssignmentProblem& problem, Visit&& visit) {
  std::size_t first = 0;
  for (std::size_t i = 0; i < problem.groups.size(); ++i) {
    const std::size_t count = problem.groups[i].options;
    visit(i, first, problem.options.subspan(first, count));
    first += count;
  }
}

/// The cheapest option that `is_free`; the first of equals.
template <class IsFree>
std::optional<std::size_t> cheapest(Options options, const CellPrices& prices, IsFree&& is_free) {
  std::optional<std::size_t> best;
  double least = std::numeric_limits<double>::infinity();
  for (std::size_t i = 0; i < options.size(); ++i) {
    const double cost = options[i].cost_minutes + prices.price(options[i].cell);
    if (cost >= least || !is_free(options[i])) continue;
    least = cost;
    best = i;
  }
  return best;
}

std::vector<double> sums_by_cell(const AssignmentProblem& problem, const AssignmentFlows& flows) {
  std::vector<double> sums(problem.cells.size());
  for (std::size_t i = 0; i < flows.placed.size(); ++i) {
    sums[problem.options[i].cell] += flows.placed[i];
  }
  return sums;
}

}  // namespace

AssignmentFlows flows_of(const AssignmentProblem& problem, const std::vector<double>& fractions) {
  AssignmentFlows flows{std::vector<double>(problem.options.size()),
                        std::vector<double>(problem.groups.size())};
  const bool is_known = fractions.size() == problem.options.size();
  for_groups(problem, [&](std::size_t group, std::size_t first, Options options) {
    const double amount = movable_minutes(problem, problem.groups[group]);
    double left = amount;
    for (std::size_t i = 0; i < options.size(); ++i) {
      const double wanted = is_known ? fractions[first + i] * amount : i == 0 ? amount : 0;
      flows.placed[first + i] = std::clamp(wanted, 0.0, left);
      left -= flows.placed[first + i];
    }
    flows.unplaced[group] = left;
  });
  return flows;
}

std::vector<double> fractions_of(const AssignmentProblem& problem, const AssignmentFlows& flows,
                                 const CellPrices& prices) {
  std::vector<double> fractions(problem.options.size());
  for_groups(problem, [&](std::size_t group, std::size_t first, Options options) {
    const double amount = movable_minutes(problem, problem.groups[group]);
    if (amount > 0) {
      for (std::size_t i = 0; i < options.size(); ++i) {
        fractions[first + i] = std::min(flows.placed[first + i] / amount, 1.0);
      }
      return;
    }
    const auto is_open = [&](const AssignmentOption& each) { return prices.is_open(each.cell); };
    if (const auto best = cheapest(options, prices, is_open)) fractions[first + *best] = 1;
  });
  return fractions;
}

void fit_to_rooms(const AssignmentProblem& problem, const CellPrices& prices,
                  AssignmentFlows& flows) {
  auto left = sums_by_cell(problem, flows);  // the sums, then the room that is left
  std::vector<double> kept(left.size(), 1);
  for (std::size_t cell = 0; cell < left.size(); ++cell) {
    const double room = prices.room_minutes(cell);
    if (left[cell] > room) kept[cell] = room / left[cell];
    left[cell] = std::max(room - left[cell], 0.0);
  }
  // Free: has room, and crowds less than it is worth to have a place at all.
  const auto is_free = [&](const AssignmentOption& each) {
    if (!prices.is_open(each.cell) || left[each.cell] <= 0) return false;
    const double load =
        prices.fixed_minutes(each.cell) + prices.room_minutes(each.cell) - left[each.cell];
    return each.cost_minutes + prices.congestion(each.cell).marginal(load).minutes <
           problem.unplaced_cost_minutes;
  };
  for_groups(problem, [&](std::size_t group, std::size_t first, Options options) {
    double homeless = 0;
    for (std::size_t i = 0; i < options.size(); ++i) {
      double& placed = flows.placed[first + i];
      homeless += placed * (1 - kept[options[i].cell]);
      placed *= kept[options[i].cell];
    }
    while (homeless > 0) {
      const auto best = cheapest(options, prices, is_free);
      if (!best) break;
      double& room = left[options[*best].cell];
      const double moved = std::min(homeless, room);
      flows.placed[first + *best] += moved;
      homeless -= moved;
      room -= moved;
    }
    flows.unplaced[group] += homeless;
  });
}

double cost_minutes(const AssignmentProblem& problem, const CellPrices& prices,
                    const AssignmentFlows& flows) {
  double cost = 0;
  for_groups(problem, [&](std::size_t group, std::size_t first, Options options) {
    const double stays =
        problem.groups[group].amount_minutes - movable_minutes(problem, problem.groups[group]);
    cost += stays * options.front().cost_minutes +
            flows.unplaced[group] * problem.unplaced_cost_minutes;
    for (std::size_t i = 0; i < options.size(); ++i) {
      cost += flows.placed[first + i] * options[i].cost_minutes;
    }
  });
  const auto sums = sums_by_cell(problem, flows);
  for (std::size_t cell = 0; cell < sums.size(); ++cell) {
    cost += prices.congestion(cell).cost(prices.fixed_minutes(cell) + sums[cell]);
  }
  return cost;
}

}  // namespace offpeak::scheduler

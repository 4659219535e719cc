// Small steps towards the best plan.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "scheduler/guidance/plan_step.hpp"
#include "tests/scheduler/guidance/assignment_town.hpp"

namespace offpeak::scheduler::tests {
namespace {

using doctest::Approx;

/// Everybody where they would go anyway.
std::vector<double> habits(const Town& town) {
  std::vector<double> fractions;
  for (const auto& group : town.groups) {
    fractions.push_back(1);
    fractions.insert(fractions.end(), group.options - 1, 0.0);
  }
  return fractions;
}

double largest_change(const std::vector<double>& one, const std::vector<double>& other) {
  double largest = 0;
  for (std::size_t i = 0; i < one.size(); ++i) {
    largest = std::max(largest, std::abs(one[i] - other[i]));
  }
  return largest;
}

TEST_CASE("steps change no fraction by more than the limit, cost less each time, and arrive") {
  Town town = drawn_town(3, 4, 0);
  for (auto& cell : town.cells)
    cell = {.counters = 4, .fixed_minutes = cell.fixed_minutes / 2, .room_minutes = 200};
  Assignment assignment;
  AssignmentPlan best;
  const auto optimum = assignment.solve(town.problem(), best);
  REQUIRE(optimum.has_value());
  AssignmentPlan plan{.fractions = habits(town), .prices = {}, .room_prices = {}};
  double cost = cost_of(town, plan.fractions);
  double part = 0;
  int steps = 0;
  while (part < 1) {
    const auto last = plan.fractions;
    REQUIRE(assignment.solve(town.problem(), plan).has_value());
    part = step_towards(town.problem(), last, 0.2, plan);
    CHECK(largest_change(last, plan.fractions) <= 0.2 + 1e-9);
    check_plan(town, plan.fractions);
    const double now = cost_of(town, plan.fractions);
    CHECK(now <= cost * (1 + 1e-9));
    cost = now;
    REQUIRE(++steps <= 8);
  }
  CHECK(steps >= 3);
  CHECK(cost == Approx(optimum->cost).epsilon(0.01));
}

TEST_CASE("rooms that have shrunk are kept at once") {
  Town town;
  town.cells.assign(3, {.counters = 5, .room_minutes = 100});
  town.add_group(80, {{0, 0}, {1, 3}, {2, 6}});
  const auto last = habits(town);
  town.cells[0].room_minutes = 20;
  Assignment assignment;
  AssignmentPlan plan;
  REQUIRE(assignment.solve(town.problem(), plan).has_value());
  CHECK(step_towards(town.problem(), last, 0.2, plan) < 1);
  check_plan(town, plan.fractions);
  CHECK(plan.fractions[0] == Approx(0.25));
  CHECK(plan.fractions[0] + plan.fractions[1] + plan.fractions[2] == Approx(1));
}

TEST_CASE("a last plan of other options is no plan to start from") {
  Town town;
  town.cells.assign(2, {.counters = 5, .room_minutes = 100});
  town.add_group(80, {{0, 0}, {1, 3}});
  Assignment assignment;
  AssignmentPlan plan;
  REQUIRE(assignment.solve(town.problem(), plan).has_value());
  const auto best = plan.fractions;
  CHECK(step_towards(town.problem(), {1}, 0.2, plan) == 1);
  CHECK(plan.fractions == best);
}

}  // namespace
}  // namespace offpeak::scheduler::tests

// The city-wide plan: beside brute force and the exact level bound, its bound beside other plans,
// and what always holds.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "scheduler/guidance/assignment.hpp"
#include "scheduler/guidance/level_bound.hpp"
#include "tests/scheduler/guidance/assignment_town.hpp"

namespace offpeak::scheduler::tests {
namespace {

using doctest::Approx;

constexpr AssignmentEffort precise{.gap_minutes = 1e-3, .sweeps_max = 2000};

struct Solved {
  AssignmentResult result;
  AssignmentPlan plan;
};

constexpr AssignmentEffort usual{.gap_minutes = 0.02, .sweeps_max = 1000};

Solved solved(const Town& town, AssignmentPlan plan = {}, const AssignmentEffort& effort = usual) {
  Assignment assignment;
  const auto result = assignment.solve(town.problem(), plan, effort);
  REQUIRE(result.has_value());
  return {*result, std::move(plan)};
}

double moved_minutes(const Town& town) {
  double sum = 0;
  for (const auto& group : town.groups) sum += town.movable_share * group.amount_minutes;
  return sum;
}

TEST_CASE("a day whose visitors may move an hour becomes as level as it can be") {
  const std::vector<double> per_hour{30, 55, 70, 60, 45, 40, 50, 65, 35};
  for (const double share : {0.2, 0.5}) {
    CAPTURE(share);
    Town town;
    std::vector<LevelStep> steps;
    std::vector<MovableLoad> movables;
    const auto hours = static_cast<std::uint32_t>(per_hour.size());
    for (std::uint32_t i = 0; i < hours; ++i) {
      // Six counters for an hour, six minutes a visitor: loads in counter-minutes.
      const double load = 6 * per_hour[i];
      town.cells.push_back({.counters = 6,
                            .minutes = 60,
                            .service_minutes = 6,
                            .fixed_minutes = (1 - share) * load,
                            .room_minutes = 1000});
      std::vector<AssignmentOption> options{{i, 0}};
      if (i > 0) options.push_back({i - 1, 0});
      if (i + 1 < hours) options.push_back({i + 1, 0});
      town.add_group(share * load, options);
      steps.push_back({1, (1 - share) * load});
      movables.push_back({share * load, i - std::min(1U, i), std::min(i + 1, hours - 1)});
    }
    std::vector<double> level(steps.size());
    REQUIRE(levelled_profile(steps, movables, level).has_value());
    const auto [result, plan] = solved(town, {}, {.gap_minutes = 0, .sweeps_max = 200});
    const auto sums = planned(town, plan.fractions);
    for (std::size_t i = 0; i < sums.size(); ++i) {
      CHECK(town.cells[i].fixed_minutes + sums[i] == Approx(level[i]).epsilon(1e-3));
    }
  }
}

/// The least cost over all fractions in steps of a hundredth, of two groups of two options.
double least_cost(const Town& town) {
  double least = std::numeric_limits<double>::infinity();
  const auto rooms_kept = [&](const std::vector<double>& fractions) {
    const auto sums = planned(town, fractions);
    for (std::size_t i = 0; i < sums.size(); ++i) {
      if (sums[i] > town.cells[i].room_minutes + 1e-9) return false;
    }
    return true;
  };
  for (int a = 0; a <= 100; ++a) {
    for (int b = 0; a + b <= 100; b += a + b < 90 ? 10 : 1) {
      for (int c = 0; c <= 100; ++c) {
        const std::vector<double> fractions{a / 100.0, b / 100.0, c / 100.0, (100 - c) / 100.0};
        if (rooms_kept(fractions)) least = std::min(least, cost_of(town, fractions));
      }
    }
  }
  return least;
}

TEST_CASE("no plan of a small town in hundredths is better, and the best one is about as good") {
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    CAPTURE(seed);
    Draws draws{seed};
    Town town;
    for (int i = 0; i < 3; ++i) {
      town.cells.push_back({.counters = 1.0 + draws.below(3),
                            .fixed_minutes = 1.0 * draws.below(40),
                            .room_minutes = 40.0 + draws.below(50)});
    }
    town.add_group(20 + draws.below(30), {{0, 0}, {1, 1.0 * draws.below(20)}});
    town.add_group(20 + draws.below(30), {{0, 0}, {2, 1.0 * draws.below(20)}});
    const auto [result, plan] = solved(town, {}, precise);
    check_plan(town, plan.fractions);
    const double least = least_cost(town);
    CHECK(result.cost <= least + 1e-3 * moved_minutes(town));
    CHECK(result.bound <= least);
    CHECK(result.cost >= least - 0.02 * least - 1);
  }
}

TEST_CASE("a room that two groups want goes to the one that has no other near") {
  // Each alone would stay: only a price of the room makes the first one go.
  Town town;
  town.cells.assign(3, {.counters = 20, .room_minutes = 1000});
  town.cells[0].room_minutes = 30;
  town.add_group(30, {{0, 0}, {1, 5}});
  town.add_group(30, {{0, 0}, {2, 90}});
  const auto [result, plan] = solved(town, {}, precise);
  CHECK(plan.fractions[1] == Approx(1).epsilon(1e-3));
  CHECK(plan.fractions[2] == Approx(1).epsilon(1e-3));
  CHECK(plan.room_prices[0] > 5 - 1);
  CHECK(plan.room_prices[0] < 90);
  CHECK(plan.room_prices[1] == 0);
}

TEST_CASE("plans of drawn towns keep rooms, are conserved, and are as near the bound as asked") {
  for (std::uint64_t seed = 0; seed < 40; ++seed) {
    CAPTURE(seed);
    Town town = drawn_town(seed, 2 + seed % 4, seed % 3 == 0 ? 100 : 60);
    town.movable_share = seed % 2 == 0 ? 1 : 0.3;
    const auto [result, plan] = solved(town);
    check_plan(town, plan.fractions);
    CHECK(result.cost == Approx(cost_of(town, plan.fractions)));
    CHECK(result.bound <= result.cost * (1 + 1e-12));
    CHECK(result.cost - result.bound <= 0.02 * moved_minutes(town));
    double left = 0;
    std::size_t option = 0;
    for (const auto& group : town.groups) {
      double sum = 0;
      for (std::uint32_t i = 0; i < group.options; ++i, ++option) sum += plan.fractions[option];
      left += town.movable_share * group.amount_minutes * (1 - sum);
    }
    CHECK(left == Approx(result.unplaced_minutes).epsilon(1e-6));
  }
}

TEST_CASE("the bound is true: no plan that is drawn, and none after more work, costs less") {
  for (std::uint64_t seed = 0; seed < 10; ++seed) {
    CAPTURE(seed);
    const Town town = drawn_town(seed, 3, 100);
    const auto few = solved(town, {}, {.gap_minutes = 0, .sweeps_max = 4});
    const auto many = solved(town, {}, {.gap_minutes = 0, .sweeps_max = 400});
    CHECK(few.result.bound <= many.result.cost * (1 + 1e-12));
    CHECK(many.result.bound >= few.result.bound);
    CHECK(many.result.cost <= few.result.cost);
    Draws draws{seed};
    for (int run = 0; run < 50; ++run) {
      auto fractions = many.plan.fractions;
      std::size_t first = 0;
      for (const auto& group : town.groups) {  // a part of one option goes to nowhere
        fractions[first + draws.below(group.options)] *= draws.below(100) / 100.0;
        first += group.options;
      }
      CHECK(cost_of(town, fractions) >= many.result.bound);
    }
  }
}

TEST_CASE("the same problem and start give the same plan, bit by bit") {
  const Town town = drawn_town(5, 4, 80);
  Assignment used;
  AssignmentPlan other;
  REQUIRE(used.solve(drawn_town(6, 2, 50).problem(), other).has_value());
  AssignmentPlan plan;
  REQUIRE(used.solve(town.problem(), plan).has_value());
  const auto fresh = solved(town);
  CHECK(plan.fractions == fresh.plan.fractions);
  CHECK(plan.prices == fresh.plan.prices);
}

TEST_CASE("a solved problem needs little work again, and its plan hardly changes") {
  const Town town = drawn_town(7, 4, 80);
  const auto cold = solved(town, {}, precise);
  const auto warm = solved(town, cold.plan, precise);
  CHECK(warm.result.sweeps < cold.result.sweeps / 2);
  CHECK(warm.result.cost == Approx(cold.result.cost).epsilon(1e-4));
  std::size_t option = 0;
  for (const auto& group : town.groups) {
    for (std::uint32_t i = 0; i < group.options; ++i, ++option) {
      if (group.amount_minutes == 0) continue;
      CHECK(std::abs(warm.plan.fractions[option] - cold.plan.fractions[option]) < 0.01);
    }
  }
}

TEST_CASE("more load, less room or dearer ways never make the optimum cheaper") {
  const Town town = drawn_town(8, 3, 80);
  const double before = solved(town, {}, precise).result.bound;
  const auto after = [&](auto&& change) {
    Town other = town;
    change(other);
    return solved(other, {}, precise).result.cost;
  };
  CHECK(after([](Town& other) {
          for (auto& cell : other.cells) cell.fixed_minutes += 10;
        }) >= before);
  CHECK(after([](Town& other) {
          for (auto& cell : other.cells) cell.room_minutes *= 0.8;
        }) >= before);
  CHECK(after([](Town& other) {
          for (auto& option : other.options) option.cost_minutes *= 1.1;
        }) >= before);
  CHECK(after([](Town& other) { other.movable_share = 0.5; }) >= before);
}

TEST_CASE("who is fuller loses: more fixed load in a cell takes none of the plan in") {
  Town town;
  town.cells.assign(3, {.counters = 5, .fixed_minutes = 80, .room_minutes = 100});
  town.add_group(90, {{0, 0}, {1, 3}, {2, 6}});
  auto before = solved(town, {}, precise).plan.fractions;
  for (int more = 0; more < 5; ++more) {
    town.cells[1].fixed_minutes += 10;
    const auto after = solved(town, {}, precise).plan.fractions;
    CHECK(after[1] <= before[1] + 1e-3);
    CHECK(after[0] >= before[0] - 1e-3);
    before = after;
  }
}

TEST_CASE("who does not follow is fixed load with the habit, and takes room before the plan") {
  Town town;
  town.cells.assign(2, {.counters = 3, .room_minutes = 50});
  town.add_group(100, {{0, 0}, {1, 10}});
  town.movable_share = 0.4;
  const auto [result, plan] = solved(town);
  CHECK(plan.fractions[0] == 0);  // the 60 minutes that stay leave no room
  CHECK(plan.fractions[1] == Approx(1));
  CHECK(result.cost == Approx(cost_of(town, plan.fractions)));
  CHECK(std::isinf(plan.prices[0]));
}

TEST_CASE("a group of nobody has a plan too, for whoever comes all the same") {
  Town town;
  town.cells.assign(3, {.counters = 3, .room_minutes = 50});
  town.cells[0].fixed_minutes = 100;
  town.add_group(0, {{0, 0}, {1, 10}, {2, 20}});
  CHECK(solved(town).plan.fractions == std::vector<double>{0, 1, 0});
}

TEST_CASE("without room anywhere nobody is placed, and the rest are told so") {
  Town town;
  town.cells.assign(2, {.counters = 3, .room_minutes = 20});
  town.cells.push_back({.counters = 0, .room_minutes = 500});
  town.add_group(100, {{0, 0}, {1, 10}, {2, 0}});
  const auto [result, plan] = solved(town);
  CHECK(result.unplaced_minutes == Approx(60));
  CHECK(plan.fractions[2] == 0);
  check_plan(town, plan.fractions);
}

TEST_CASE("what is no problem is refused") {
  Town right;
  right.cells.assign(2, {.counters = 3, .room_minutes = 20});
  right.add_group(100, {{0, 0}, {1, 10}});
  const auto fault = [&](auto&& change) {
    Town town = right;
    change(town);
    return check(town.problem()).has_error();
  };
  CHECK_FALSE(fault([](Town&) {}));
  CHECK(fault([](Town& town) { town.options[0].cell = 2; }));
  CHECK(fault([](Town& town) { town.options[0].cost_minutes = -1; }));
  CHECK(fault([](Town& town) { town.options[0].cost_minutes = std::nan(""); }));
  CHECK(fault([](Town& town) { town.options.pop_back(); }));
  CHECK(fault([](Town& town) { town.groups[0].options = 0; }));
  CHECK(fault([](Town& town) { town.groups[0].amount_minutes = -1; }));
  CHECK(fault([](Town& town) { town.cells[0].counters = -1; }));
  CHECK(fault([](Town& town) { town.cells[0].service_minutes = 0; }));
  CHECK(fault([](Town& town) { town.cells[0].minutes = 0; }));
  CHECK(fault([](Town& town) { town.cells[0].fixed_minutes = 1e9; }));
  CHECK(fault([](Town& town) { town.cells[0].room_minutes = -1; }));
  CHECK(fault([](Town& town) { town.movable_share = 1.5; }));
}

}  // namespace
}  // namespace offpeak::scheduler::tests

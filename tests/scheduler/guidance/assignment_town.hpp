// Problems of an assignment for tests, and what any plan must keep.
#pragma once

#include <doctest/doctest.h>

#include <cstdint>
#include <vector>

#include "scheduler/guidance/assignment.hpp"

namespace offpeak::scheduler::tests {

/// A problem that owns its parts.
struct Town {
  std::vector<AssignmentCell> cells{};
  std::vector<AssignmentGroup> groups{};
  std::vector<AssignmentOption> options{};
  double movable_share = 1;

  void add_group(double amount_minutes, const std::vector<AssignmentOption>& of_group) {
    groups.push_back({amount_minutes, static_cast<std::uint32_t>(of_group.size())});
    options.insert(options.end(), of_group.begin(), of_group.end());
  }
  AssignmentProblem problem() const {
    return {.cells = cells, .groups = groups, .options = options, .movable_share = movable_share};
  }
};

class Draws {
 public:
  explicit Draws(std::uint64_t seed) : drawn_{seed} {}
  std::uint32_t below(std::uint32_t limit) {
    drawn_ = drawn_ * 6364136223846793005ULL + 1442695040888963407ULL;
    return static_cast<std::uint32_t>((drawn_ >> 33) % limit);
  }

 private:
  std::uint64_t drawn_;
};

/// Halls in a row, each with a day of half-hours; a group's options are half-hours near the wished
/// one, at its hall and at the next. `room_percent`: of the capacity.
inline Town drawn_town(std::uint64_t seed, std::uint32_t halls, std::uint32_t room_percent) {
  constexpr std::uint32_t half_hours = 10;
  Draws draws{seed};
  Town town;
  for (std::uint32_t i = 0; i < halls * half_hours; ++i) {
    const double counters = draws.below(12) == 0 ? 0 : 1 + draws.below(8);
    town.cells.push_back({.counters = counters,
                          .fixed_minutes = counters * draws.below(25),
                          .room_minutes = counters * 30 * draws.below(room_percent + 1) / 100});
  }
  for (std::uint32_t hall = 0; hall < halls; ++hall) {
    for (std::uint32_t wished = 0; wished < half_hours; ++wished) {
      std::vector<AssignmentOption> options{{hall * half_hours + wished, 0}};
      for (std::uint32_t other = 0; other < 2 && hall + other < halls; ++other) {
        for (std::uint32_t at = 0; at < half_hours; ++at) {
          const std::uint32_t shift = at > wished ? at - wished : wished - at;
          if (shift > 3 || (other == 0 && shift == 0)) continue;
          options.push_back({(hall + other) * half_hours + at, 20.0 * other + 6.0 * shift});
        }
      }
      town.add_group(draws.below(6) == 0 ? 0 : draws.below(80), options);
    }
  }
  return town;
}

/// Counter-minutes that a plan sends to each cell.
inline std::vector<double> planned(const Town& town, const std::vector<double>& fractions) {
  std::vector<double> sums(town.cells.size());
  std::size_t option = 0;
  for (const auto& group : town.groups) {
    for (std::uint32_t i = 0; i < group.options; ++i, ++option) {
      sums[town.options[option].cell] +=
          town.movable_share * group.amount_minutes * fractions[option];
    }
  }
  return sums;
}

/// The objective, worked out from the plan's fractions alone.
inline double cost_of(const Town& town, const std::vector<double>& fractions) {
  const auto problem = town.problem();
  auto loads = planned(town, fractions);
  double cost = 0;
  std::size_t option = 0;
  for (const auto& group : town.groups) {
    const double moves = town.movable_share * group.amount_minutes;
    const double stays = group.amount_minutes - moves;
    loads[town.options[option].cell] += stays;
    cost += stays * town.options[option].cost_minutes;
    double left = 1;
    for (std::uint32_t i = 0; i < group.options; ++i, ++option) {
      cost += moves * fractions[option] * town.options[option].cost_minutes;
      left -= fractions[option];
    }
    cost += moves * left * problem.unplaced_cost_minutes;
  }
  for (std::size_t i = 0; i < loads.size(); ++i) {
    const auto& cell = town.cells[i];
    if (cell.counters == 0) continue;
    cost += Congestion{cell.counters, cell.minutes, cell.service_minutes, problem.congestion}.cost(
        cell.fixed_minutes + loads[i]);
  }
  return cost;
}

/// Fractions are fractions, and no cell has more than its room.
inline void check_plan(const Town& town, const std::vector<double>& fractions) {
  REQUIRE(fractions.size() == town.options.size());
  std::size_t option = 0;
  for (const auto& group : town.groups) {
    double sum = 0;
    for (std::uint32_t i = 0; i < group.options; ++i, ++option) {
      CHECK(fractions[option] >= 0);
      sum += fractions[option];
    }
    CHECK(sum <= 1 + 1e-9);
  }
  const auto sums = planned(town, fractions);
  for (std::size_t i = 0; i < sums.size(); ++i) {
    CHECK(sums[i] <= (town.cells[i].counters > 0 ? town.cells[i].room_minutes : 0) + 1e-9);
  }
}

}  // namespace offpeak::scheduler::tests

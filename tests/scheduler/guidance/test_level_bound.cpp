// Level days: the numbers of `level_*` in tests/loadtest/simulation/model/cases.json, what a hand
// knows, and that no profile is better.
#include <doctest/doctest.h>

#include <algorithm>
#include <limits>
#include <vector>

#include "scheduler/guidance/level_bound.hpp"
#include "scheduler/guidance/transient_queue.hpp"

namespace offpeak::scheduler {
namespace {

using doctest::Approx;

const std::vector<double> day_per_hour{30, 55, 70, 60, 45, 40, 50, 65, 35};

struct Day {
  std::vector<LevelStep> steps{};
  std::vector<MovableLoad> movables{};
};

/// A share of each hour may move by so many hours.
Day movable_day(double share, std::size_t hours) {
  Day day;
  for (std::size_t i = 0; i < day_per_hour.size(); ++i) {
    day.steps.push_back({1, (1 - share) * day_per_hour[i]});
    day.movables.push_back({share * day_per_hour[i], i - std::min(hours, i),
                            std::min(i + hours, day_per_hour.size() - 1)});
  }
  return day;
}

std::vector<double> profile_of(const Day& day) {
  std::vector<double> loads(day.steps.size());
  REQUIRE(levelled_profile(day.steps, day.movables, loads).has_value());
  return loads;
}

/// Of who comes in those hours, with six counters and services of six minutes.
double mean_wait_minutes(const std::vector<double>& per_hour) {
  std::vector<QueueStep> steps;
  for (const double each : per_hour) steps.push_back({60, each / 60, 6, 6});
  std::vector<StepWait> waits(steps.size());
  TransientQueue queue;
  REQUIRE(queue.solve({.steps = steps, .counters_after = 6}, waits).has_value());
  double waited = 0;
  double visitors = 0;
  for (std::size_t i = 0; i < steps.size(); ++i) {
    waited += per_hour[i] * waits[i].wait_mean_minutes;
    visitors += per_hour[i];
  }
  return waited / visitors;
}

TEST_CASE("the levelled days of outside have their level, their hours and their mean wait") {
  struct Row {
    double share;
    std::size_t hours;
    double level;
    std::size_t first;
    std::size_t last;
    double mean_wait;
    std::vector<double> profile;
  };
  const std::vector<Row> rows{
      {0.2, 1, 56, 2, 2, 3.812458742113086, {41, 53, 56, 53, 49, 49, 49, 52, 48}},  // level_0.2_1
      {0.3, 2, 50, 0, 8, 3.1794765319493257, std::vector<double>(9, 50)}};          // level_0.3_2
  for (const auto& row : rows) {
    CAPTURE(row.share);
    const Day day = movable_day(row.share, row.hours);
    const auto bound = level_bound(day.steps, day.movables);
    REQUIRE(bound.has_value());
    CHECK(bound->level == Approx(row.level).epsilon(1e-9));
    CHECK(bound->first == row.first);
    CHECK(bound->last == row.last);
    const auto loads = profile_of(day);
    for (std::size_t i = 0; i < loads.size(); ++i) {
      CAPTURE(i);
      CHECK(loads[i] == Approx(row.profile[i]).epsilon(1e-9));
    }
    CHECK(mean_wait_minutes(loads) == Approx(row.mean_wait).epsilon(1e-5));
  }
}

TEST_CASE("the day as it is and the flat one wait as long as is known") {  // level_base_flat
  CHECK(mean_wait_minutes(day_per_hour) == Approx(7.8863262855505205).epsilon(1e-5));
  CHECK(mean_wait_minutes(std::vector<double>(9, 50)) == Approx(3.1794765319494696).epsilon(1e-5));
}

TEST_CASE("where nothing may move, each step has what it had, and the highest is the bound") {
  const Day day = movable_day(0.5, 0);
  const auto loads = profile_of(day);
  for (std::size_t i = 0; i < loads.size(); ++i) CHECK(loads[i] == Approx(day_per_hour[i]));
  CHECK(level_bound(day.steps, day.movables)->level == 70);
}

TEST_CASE("steps of unequal capacity become equally full") {
  const Day day{.steps = {{1, 1}, {3, 0}, {2, 1}}, .movables = {{4, 0, 2}}};
  const auto loads = profile_of(day);
  CHECK(loads[0] == Approx(1));
  CHECK(loads[1] == Approx(3));
  CHECK(loads[2] == Approx(2));
}

TEST_CASE("what may go to both sides of a high stretch levels them across it") {
  // The middle is full by itself; the load of all three steps makes the two others level.
  const Day day{.steps = {{1, 2}, {1, 9}, {1, 0}}, .movables = {{4, 0, 2}}};
  CHECK(profile_of(day) == std::vector<double>{3, 9, 3});
}

/// Σ capacity · φ(load / capacity) with φ(x) = x².
double squares(const Day& day, const std::vector<double>& loads) {
  double sum = 0;
  for (std::size_t i = 0; i < loads.size(); ++i) sum += loads[i] * loads[i] / day.steps[i].capacity;
  return sum;
}

/// The least sum of squares over all ways to place the loads from `from` on in quarters.
double least_squares(const Day& day, std::vector<double>& loads, std::size_t from) {
  if (from == day.movables.size()) return squares(day, loads);
  const auto& movable = day.movables[from];
  double least = std::numeric_limits<double>::infinity();
  const auto place = [&](auto&& self, std::size_t step, int quarters) -> void {
    if (step == movable.last) {
      loads[step] += movable.amount * quarters / 4;
      least = std::min(least, least_squares(day, loads, from + 1));
      loads[step] -= movable.amount * quarters / 4;
      return;
    }
    for (int here = 0; here <= quarters; ++here) {
      loads[step] += movable.amount * here / 4;
      self(self, step + 1, quarters - here);
      loads[step] -= movable.amount * here / 4;
    }
  };
  place(place, movable.first, 4);
  return least;
}

TEST_CASE("no way of placing loads in quarters is more level, and the total stays") {
  std::uint64_t drawn = 16;
  const auto draw = [&](std::uint64_t below) {
    drawn = drawn * 6364136223846793005ULL + 1442695040888963407ULL;
    return (drawn >> 33) % below;
  };
  for (int run = 0; run < 200; ++run) {
    Day day;
    double total = 0;
    for (int i = 0; i < 4; ++i) {
      day.steps.push_back({1.0 + static_cast<double>(draw(3)), static_cast<double>(draw(9))});
      total += day.steps.back().fixed;
    }
    for (int i = 0; i < 3; ++i) {
      const auto first = static_cast<std::size_t>(draw(4));
      const auto last = first + static_cast<std::size_t>(draw(4 - first));
      day.movables.push_back({4.0 * static_cast<double>(draw(4)), first, last});
      total += day.movables.back().amount;
    }
    CAPTURE(run);
    const auto loads = profile_of(day);
    double sum = 0;
    double highest = 0;
    for (std::size_t i = 0; i < loads.size(); ++i) {
      sum += loads[i];
      highest = std::max(highest, loads[i] / day.steps[i].capacity);
      CHECK(loads[i] >= day.steps[i].fixed - 1e-9);
    }
    CHECK(sum == Approx(total));
    CHECK(highest == Approx(level_bound(day.steps, day.movables)->level));
    std::vector<double> placed;
    for (const auto& step : day.steps) placed.push_back(step.fixed);
    CHECK(squares(day, loads) <= least_squares(day, placed, 0) + 1e-9);
  }
}

TEST_CASE("what is not a day is refused") {
  const Day day = movable_day(0.2, 1);
  std::vector<double> loads(3);
  CHECK(levelled_profile(day.steps, day.movables, loads).error() == LevelFault::wrong_room);
  const auto fault = [](const Day& wrong) { return level_bound(wrong.steps, wrong.movables); };
  CHECK(fault({{{0, 1}}, {}}).error() == LevelFault::out_of_domain);
  CHECK(fault({{{1, -1}}, {}}).error() == LevelFault::out_of_domain);
  CHECK(fault({{{1, 1}}, {{1, 0, 1}}}).error() == LevelFault::out_of_domain);
  CHECK(fault({{{1, 1}, {1, 1}}, {{1, 1, 0}}}).error() == LevelFault::out_of_domain);
  CHECK(fault({std::vector<LevelStep>(level_steps_max + 1), {}}).error() ==
        LevelFault::out_of_domain);
  CHECK(fault({})->level == 0);
}

}  // namespace
}  // namespace offpeak::scheduler

// Predicted waits of days to come: one lane's day, and every lane of the city on thirty days; and
// what is done about them: the city-wide plan of two weeks, reserves, lists. One thread, no I/O.
// `lane_days` are per second.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <iostream>
#include <vector>

#include "config/load.hpp"
#include "demand/day_demand.hpp"
#include "demand/expected_arrivals.hpp"
#include "demand/read_demand.hpp"
#include "guide/release_plan.hpp"
#include "guide/suggest.hpp"
#include "guide/suggestion_plan.hpp"
#include "scheduler/guidance/assignment.hpp"
#include "scheduler/guidance/hall_forecast.hpp"
#include "scheduler/guidance/levelled_release.hpp"
#include "scheduler/guidance/suggestion_ledger.hpp"
#include "scheduler/guidance/suggestion_list.hpp"
#include "scheduler/guidance/transient_queue.hpp"
#include "tests/support/source_path.hpp"

namespace offpeak::bench {
namespace {

using scheduler::QueueStep;
using scheduler::StepWait;

constexpr int days = 30;
constexpr double service_minutes = 9;
constexpr double service_cv = 0.5;
// Arrivals by half-hour, relative to what the counters can serve; from 8:30 to 17:00 with a lunch
// break of the length of one half-hour at half of the counters.
constexpr std::array shape{1.0, 1.2, 1.2, 1.1, 1.0, 0.8, 0.6, 0.6, 0.9, 1.1, 1.0, 0.9, 0.7, 0.4};

std::vector<QueueStep> lane_day(int counters, double load) {
  std::vector<QueueStep> steps;
  for (std::size_t i = 0; i < shape.size(); ++i) {
    const bool is_lunch = i == 6 || i == 7;
    steps.push_back({.minutes = 30,
                     .arrivals_per_minute = shape[i] * load * counters / service_minutes,
                     .counters = is_lunch ? (counters + 1) / 2 : counters,
                     .service_minutes = service_minutes});
  }
  return steps;
}

/// By counters and load in percent.
void lane(benchmark::State& run) {
  const int counters = static_cast<int>(run.range(0));
  const auto steps = lane_day(counters, static_cast<double>(run.range(1)) / 100);
  std::vector<StepWait> results(steps.size());
  scheduler::TransientQueue queue;
  for (auto _ : run) {
    auto left_out = queue.solve(
        {.steps = steps, .service_cv = service_cv, .counters_after = counters}, results);
    benchmark::DoNotOptimize(left_out);
    benchmark::DoNotOptimize(results.data());
  }
}
BENCHMARK(lane)->ArgsProduct({{1, 2, 4, 8, 13}, {50, 70, 90}})->Unit(benchmark::kMicrosecond);

const config::City& hangzhou() {
  static const auto loaded = config::load_city(testing::source_path("config/hangzhou.yaml"));
  if (!loaded.city) {
    std::cerr << "config/hangzhou.yaml has mistakes\n";
    std::exit(2);
  }
  return *loaded.city;
}

/// Counters of each lane of each hall, as many as their shares come to.
std::vector<int> lanes_of_city() {
  std::vector<int> lanes;
  for (const auto& hall : hangzhou().halls) {
    for (const auto& lane : hangzhou().lanes) {
      double percent = 0;
      for (const auto& counter : hall.counters) {
        for (const auto& [code, share] : counter.share_percent) {
          if (code == lane.code) percent += share;
        }
      }
      if (percent > 0) lanes.push_back(static_cast<int>(std::ceil(percent / 100)));
    }
  }
  return lanes;
}

/// Loads from 60 to 90 % by day, those of small lanes half of that, as counters come whole.
void city(benchmark::State& run) {
  std::vector<std::vector<QueueStep>> all;
  for (const int counters : lanes_of_city()) {
    for (int day = 0; day < days; ++day) {
      const double load = 0.6 + 0.3 * day / (days - 1);
      all.push_back(lane_day(counters, counters <= 2 ? load / 2 : load));
    }
  }
  std::vector<StepWait> results(shape.size());
  scheduler::TransientQueue queue;
  for (auto _ : run) {
    for (const auto& steps : all) {
      auto left_out = queue.solve(
          {.steps = steps, .service_cv = service_cv, .counters_after = steps.back().counters},
          results);
      benchmark::DoNotOptimize(left_out);
    }
  }
  run.counters["lane_days"] = benchmark::Counter(static_cast<double>(all.size()),
                                                 benchmark::Counter::kIsIterationInvariantRate);
  run.counters["lanes"] = static_cast<double>(all.size()) / days;
}
BENCHMARK(city)->Unit(benchmark::kMillisecond);

constexpr std::uint32_t plan_halls = 15;
constexpr std::uint32_t plan_days = 14;
constexpr std::uint32_t half_hours = static_cast<std::uint32_t>(shape.size());

/// Two weeks of the city's documents lane: Saturdays beyond what the counters can do at noon, and
/// other days far below. A group's options are half-hours of its day and the next three, at its
/// hall and at two others.
struct PlanProblem {
  std::vector<scheduler::AssignmentCell> cells;
  std::vector<scheduler::AssignmentGroup> groups;
  std::vector<scheduler::AssignmentOption> options;

  scheduler::AssignmentProblem problem(double movable_share) const {
    return {.cells = cells, .groups = groups, .options = options, .movable_share = movable_share};
  }
};

constexpr std::uint32_t cell_at(std::uint32_t hall, std::uint32_t day, std::uint32_t half_hour) {
  return (hall * plan_days + day) * half_hours + half_hour;
}

double load_of(std::uint32_t day) { return day % 7 == 5 ? 1.0 : day % 7 == 6 ? 0.85 : 0.6; }

/// `room_percent`: of the bookable capacity, what is not booked yet.
PlanProblem plan_problem(std::uint32_t room_percent) {
  PlanProblem plan;
  for (std::uint32_t hall = 0; hall < plan_halls; ++hall) {
    const double counters = 2 + hall * 5 % 11;
    for (std::uint32_t day = 0; day < plan_days; ++day) {
      for (std::uint32_t at = 0; at < half_hours; ++at) {
        const double capacity = counters * 30;
        const double load = load_of(day) * shape[at] * capacity;
        plan.cells.push_back({.counters = counters,
                              .service_minutes = service_minutes,
                              .fixed_minutes = load / 2,
                              .room_minutes = capacity * 0.7 * room_percent / 100});
        std::vector<scheduler::AssignmentOption> options{{cell_at(hall, day, at), 0}};
        for (std::uint32_t other = 0; other < 3; ++other) {
          for (std::uint32_t later = 0; later < 4 && day + later < plan_days; ++later) {
            for (int shift = -2; shift <= 2; ++shift) {
              const int moved = static_cast<int>(at) + shift * (other == 2 ? 2 : 1);
              if (moved < 0 || moved >= static_cast<int>(half_hours)) continue;
              if (other == 0 && later == 0 && shift == 0) continue;
              if (other > 0 && later > 1) continue;
              options.push_back({cell_at((hall + other) % plan_halls, day + later,
                                         static_cast<std::uint32_t>(moved)),
                                 15.0 * other + 10.0 * later + 4.0 * std::abs(shift)});
            }
          }
        }
        plan.groups.push_back({load / 2, static_cast<std::uint32_t>(options.size())});
        plan.options.insert(plan.options.end(), options.begin(), options.end());
      }
    }
  }
  return plan;
}

void report(benchmark::State& run, const PlanProblem& plan, double movable_share,
            const scheduler::AssignmentResult& result) {
  double moves = 0;
  for (const auto& group : plan.groups) moves += movable_share * group.amount_minutes;
  run.counters["gap_minutes"] = (result.cost - result.bound) / moves;
  run.counters["sweeps"] = result.sweeps;
  run.counters["unplaced_percent"] = 100 * result.unplaced_minutes / moves;
  run.counters["options"] =
      static_cast<double>(plan.options.size()) / static_cast<double>(plan.groups.size());
}

/// The plan from everybody's habit; by movable percent, and percent of room that is left.
void plan_cold(benchmark::State& run) {
  const auto plan = plan_problem(static_cast<std::uint32_t>(run.range(1)));
  const double movable_share = static_cast<double>(run.range(0)) / 100;
  scheduler::Assignment assignment;
  scheduler::AssignmentResult result;
  for (auto _ : run) {
    scheduler::AssignmentPlan fractions;
    result = *assignment.solve(plan.problem(movable_share), fractions);
    benchmark::DoNotOptimize(fractions);
  }
  report(run, plan, movable_share, result);
}
BENCHMARK(plan_cold)->ArgsProduct({{3, 30, 100}, {100, 40}})->Unit(benchmark::kMillisecond);

/// The same from the last plan, when a third of the cells have had bookings since.
void plan_warm(benchmark::State& run) {
  auto plan = plan_problem(static_cast<std::uint32_t>(run.range(1)));
  const double movable_share = static_cast<double>(run.range(0)) / 100;
  scheduler::Assignment assignment;
  scheduler::AssignmentResult result;
  scheduler::AssignmentPlan last;
  result = *assignment.solve(plan.problem(movable_share), last);
  for (std::size_t i = 0; i < plan.cells.size(); i += 3) {
    plan.cells[i].room_minutes *= 0.97;
    plan.cells[i].fixed_minutes *= 1.02;
  }
  for (auto _ : run) {
    auto fractions = last;
    result = *assignment.solve(plan.problem(movable_share), fractions);
    benchmark::DoNotOptimize(fractions);
  }
  report(run, plan, movable_share, result);
}
BENCHMARK(plan_warm)->ArgsProduct({{3, 30, 100}, {100, 40}})->Unit(benchmark::kMillisecond);

void reserves(benchmark::State& run) {
  std::vector<scheduler::ReleaseSlot> slots;
  for (const double each : shape) {
    slots.push_back({.capacity_hundredths = 18'000,
                     .walk_in_minutes = 70 * each,
                     .taken_minutes = 40,
                     .reserve_percent = 30});
  }
  std::vector<int> percents(slots.size());
  for (auto _ : run) {
    auto done = scheduler::levelled_release(slots, {.step_percent_max = 5}, percents);
    benchmark::DoNotOptimize(done);
    benchmark::DoNotOptimize(percents.data());
  }
}
BENCHMARK(reserves)->Unit(benchmark::kMicrosecond);

void list_of_30(benchmark::State& run) {
  std::vector<scheduler::Suggestible> options;
  for (std::uint64_t i = 0; i < 30; ++i) {
    options.push_back({.id = i * 77, .fraction = i < 4 ? 0.25 : 0, .cost_minutes = 1.0 * (i % 7)});
  }
  std::array<std::uint32_t, scheduler::suggestions_max> shown{};
  std::uint64_t seed = 0;
  for (auto _ : run) benchmark::DoNotOptimize(scheduler::draw_suggestions(options, ++seed, shown));
}
BENCHMARK(list_of_30);

/// A list noted in a full ledger, which drops another one: the oldest of all or, with a share, the
/// subject's own.
void ledger_note(benchmark::State& run) {
  const auto share = static_cast<std::uint32_t>(run.range(0));
  scheduler::SuggestionLedger ledger{
      {.entries_max = 100'000, .share_max = share, .lifetime_seconds = 600}};
  const std::array<scheduler::SlotBits, 8> slots{1, 2, 3, 4, 5, 6, 7, 8};
  std::uint64_t number = 0;
  const auto note = [&] {
    const scheduler::SuggestionSubject subject = ++number % 1000;
    ledger.note({.id = {{number * 0x9E3779B97F4A7C15ULL, number}},
                 .subject = subject,
                 .slots = slots,
                 .habit = 3,
                 .party_minutes = 8},
                0);
  };
  while (number < 200'000) note();
  for (auto _ : run) note();
}
BENCHMARK(ledger_note)->Arg(100)->Arg(1000);

struct HallOnDay {
  config::Date date{};
  demand::HallArrivals arrivals;
  std::vector<scheduler::ExpectedLane> lanes;
};

constexpr config::Date first_day = config::make_date(2026, 6, 1);

/// Thirty days of all halls, as the city's demand model has them.
std::vector<HallOnDay> expected_days(const config::City& city, const demand::DemandModel& model) {
  std::vector<HallOnDay> all;
  for (int day = 0; day < days; ++day) {
    const auto date = first_day + std::chrono::days{day};
    const double received = demand::expected_people(model, city, date);
    const double meant = demand::meant_for(model, city, date, received);
    for (auto& hall : demand::expected_arrivals(model, city, date, meant, nullptr)) {
      all.push_back({.date = date, .arrivals = std::move(hall), .lanes = {}});
    }
  }
  for (HallOnDay& each : all) {
    for (const auto& lane : each.arrivals.lanes) {
      each.lanes.push_back({.lane = lane.meant.lane,
                            .walk_ins = lane.walk_ins,
                            .booked = lane.booked,
                            .people = lane.meant.people,
                            .counter_minutes = lane.meant.counter_minutes,
                            .deviation_minutes = lane.meant.deviation_minutes});
    }
  }
  return all;
}

const demand::DemandModel& demand_of(const config::City& city) {
  static const auto read =
      demand::read_demand(testing::source_path("config/demand/hangzhou.yaml"), city);
  if (!read.model) {
    std::cerr << "config/demand/hangzhou.yaml has mistakes\n";
    std::exit(2);
  }
  return *read.model;
}

/// Arrivals of thirty days from the model: how many mean to come, and how slots fill.
void arrivals(benchmark::State& run) {
  const config::City& city = hangzhou();
  const auto& model = demand_of(city);
  for (auto _ : run) benchmark::DoNotOptimize(expected_days(city, model));
}
BENCHMARK(arrivals)->Unit(benchmark::kMillisecond);

/// All halls on thirty days, when their arrivals are known.
void halls(benchmark::State& run) {
  const config::City& city = hangzhou();
  const auto all = expected_days(city, demand_of(city));
  std::vector<scheduler::LaneForecast> results(config::lanes_max);
  scheduler::HallForecaster forecaster;
  for (auto _ : run) {
    for (const HallOnDay& each : all) {
      auto done = forecaster.forecast(city, *each.arrivals.hall, each.date, each.lanes,
                                      {.show_rate = 0.88, .turning_share = 0.3},
                                      std::span{results}.first(each.lanes.size()));
      benchmark::DoNotOptimize(done);
    }
  }
}
BENCHMARK(halls)->Unit(benchmark::kMillisecond);

guide::Known known_at_noon() {
  const config::City& city = hangzhou();
  return {.city = city,
          .model = demand_of(city),
          .now = config::instant_at(first_day, config::MinuteOfDay{12 * 60}),
          .taken_minutes = [](scheduler::SlotKey) { return 40U; },
          .compliance = 0.03};
}

guide::Outlook outlook_of(int outlook_days) {
  return guide::Forecaster{}.outlook(known_at_noon(), {}, {}, outlook_days, outlook_days);
}

/// So many of thirty days made anew.
void outlook(benchmark::State& run) {
  const auto known = known_at_noon();
  const auto last = outlook_of(days);
  const int fresh_days = static_cast<int>(run.range(0));
  guide::Forecaster forecaster;
  for (auto _ : run) {
    benchmark::DoNotOptimize(forecaster.outlook(known, {}, last, days, fresh_days));
  }
}
BENCHMARK(outlook)->Arg(1)->Arg(days)->Unit(benchmark::kMillisecond);

/// All bookable lanes of all halls, two weeks; from everybody's habit or the last plan.
void city_plan(benchmark::State& run) {
  const auto known = known_at_noon();
  const auto made = outlook_of(static_cast<int>(plan_days));
  guide::SuggestionPlanner planner;
  const auto last = run.range(0) != 0 ? planner.plan(known, made, {}) : guide::SuggestionPlan{};
  std::size_t groups = 0;
  for (auto _ : run) {
    const auto plan = planner.plan(known, made, last);
    groups = 0;
    for (const auto& lane : plan.lanes) groups += lane.groups.size();
    benchmark::DoNotOptimize(groups);
  }
  run.counters["groups"] = static_cast<double>(groups);
}
BENCHMARK(city_plan)->Arg(0)->Arg(1)->Unit(benchmark::kMillisecond);

/// One person's list.
void suggest(benchmark::State& run) {
  const auto known = known_at_noon();
  const auto made = outlook_of(static_cast<int>(plan_days));
  const auto plan = guide::SuggestionPlanner{}.plan(known, made, {});
  const auto has_room = [](scheduler::SlotKey) { return true; };
  guide::Wish wish{.lane = config::LaneCode{1},
                   .hall = config::HallCode{330100},
                   .from = first_day,
                   .to = first_day + std::chrono::days{13}};
  for (auto _ : run) {
    ++wish.seed;
    benchmark::DoNotOptimize(guide::suggest(known.city, made, plan, wish, has_room));
  }
}
BENCHMARK(suggest)->Unit(benchmark::kMicrosecond);

}  // namespace
}  // namespace offpeak::bench

BENCHMARK_MAIN();

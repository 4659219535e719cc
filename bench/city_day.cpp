// A whole day of the city in simulated time, booking included: 8,000 people on a Saturday in June.
// One iteration is one replication; `visitors` are people per second who mean to come, `parties`
// parties per second, those at machines included.
#include <benchmark/benchmark.h>

#include <cstdlib>
#include <iostream>

#include "config/load.hpp"
#include "demand/read_demand.hpp"
#include "loadtest/simulation/days/simulator.hpp"
#include "tests/support/source_path.hpp"

namespace offpeak::bench {
namespace {

using loadtest::Scenario;

constexpr double people = 8000;  // who mean to come

[[noreturn]] void give_up(const char* file) {
  std::cerr << file << " has mistakes\n";
  std::exit(2);
}

const Scenario& saturday() {
  static const Scenario instance = [] {
    Scenario scenario;
    auto city = config::load_city(testing::source_path("config/hangzhou.yaml"));
    if (!city.city) give_up("config/hangzhou.yaml");
    scenario.city = std::move(*city.city);
    auto demand =
        demand::read_demand(testing::source_path("config/demand/hangzhou.yaml"), scenario.city);
    if (!demand.model) give_up("config/demand/hangzhou.yaml");
    scenario.demand = std::move(*demand.model);
    scenario.date = config::make_date(2026, 6, 13);
    scenario.change.people = people;
    return scenario;
  }();
  return instance;
}

loadtest::Draws draws_of(const benchmark::State& run, std::uint32_t replication) {
  const auto thread = static_cast<std::uint32_t>(run.thread_index());
  return {.seed = 1, .replication = replication << 8 | thread};
}

void report(benchmark::State& run, std::uint64_t parties) {
  using benchmark::Counter;
  const auto days = static_cast<double>(run.iterations());
  run.counters["visitors"] = Counter{days * people, Counter::kIsRate};
  run.counters["parties"] = Counter{static_cast<double>(parties), Counter::kIsRate};
}

void city_day(benchmark::State& run) {
  loadtest::Simulator simulator;
  std::uint32_t replication = 0;
  std::uint64_t parties = 0;
  for (auto _ : run) {
    const auto result = simulator.run(saturday(), draws_of(run, replication++));
    parties += result.balance().meant.parties;
  }
  report(run, parties);
}
BENCHMARK(city_day)->Unit(benchmark::kMillisecond)->UseRealTime()->ThreadRange(1, 2);

/// Of that, drawing the visitors.
void visitors_of_the_day(benchmark::State& run) {
  const auto& scenario = saturday();
  std::uint32_t replication = 0;
  std::uint64_t parties = 0;
  for (auto _ : run) {
    const auto visitors = visitors_on(scenario.demand, scenario.city, scenario.date,
                                      scenario.change, draws_of(run, replication++));
    parties += visitors.size();
  }
  report(run, parties);
}
BENCHMARK(visitors_of_the_day)->Unit(benchmark::kMillisecond)->UseRealTime();

/// With every event kept and replayed into a second, hashed state, as the check of I5 does
/// (docs/architecture.md).
void city_day_and_replay(benchmark::State& run) {
  loadtest::Simulator simulator;
  simulator.check_replays();
  std::uint32_t replication = 0;
  std::uint64_t parties = 0;
  for (auto _ : run) {
    const auto result = simulator.run(saturday(), draws_of(run, replication++));
    parties += result.balance().meant.parties;
  }
  report(run, parties);
}
BENCHMARK(city_day_and_replay)->Unit(benchmark::kMillisecond)->UseRealTime();

}  // namespace
}  // namespace offpeak::bench

BENCHMARK_MAIN();

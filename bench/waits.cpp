// Predicted waits: what one costs, and how far it is from the wait that followed, beside two
// simpler rules. One thread, no I/O.
#include <benchmark/benchmark.h>

#include <chrono>
#include <cstdlib>
#include <iostream>

#include "config/load.hpp"
#include "scheduler/queueing/wait.hpp"
#include "tests/support/source_path.hpp"
#include "tests/waits/city_life.hpp"
#include "tests/waits/wait_book.hpp"

namespace offpeak::bench {
namespace {

using scheduler::HallCode;
using scheduler::Instant;

constexpr HallCode main_hall{330'100};
constexpr Instant nine =
    config::instant_at(config::make_date(2026, 6, 9), config::MinuteOfDay{9 * 60});

const config::City& city() {
  static const config::City instance = [] {
    auto loaded = config::load_city(testing::source_path("config/hangzhou.yaml"));
    if (!loaded.city) {
      std::cerr << "config/hangzhou.yaml has mistakes\n";
      std::exit(2);
    }
    return std::move(*loaded.city);
  }();
  return instance;
}

/// The main hall at nine, all counters serving, and so many more who wait for documents.
void fill(scheduler::State& state, std::int64_t waiting) {
  using namespace scheduler;  // NOLINT
  Events events;
  const auto run = [&](const CommandBody& body) {
    events.clear();
    execute(state, city(), {.caller = {.role = Role::admin}, .idempotency = {}, .body = body}, nine,
            events);
  };
  std::uint64_t names = 0;
  const auto take = [&] {
    TakeTicket ticket{.ticket = {{++names, 1}}, .hall = main_hall, .services = {}, .ground = {}};
    ticket.services.size = 1;
    ticket.services.codes[0] = city().find_service("passport_renewal")->code;
    run(ticket);
  };
  for (const auto& counter : city().find(main_hall)->counters) {
    const CounterNumber number{static_cast<std::uint16_t>(counter.number)};
    run(OpenCounter{.hall = main_hall, .counter = number});
    take();
    run(CallNext{.hall = main_hall, .counter = number, .parked = {}});
    run(Serve{.hall = main_hall, .counter = number});
  }
  for (std::int64_t i = 0; i < waiting; ++i) take();
}

void predict_arrival(benchmark::State& run) {
  scheduler::State state;
  fill(state, run.range(0));
  const auto lane = city().find_lane("documents")->code;
  for (auto _ : run) {
    auto prediction = scheduler::predict_arrival(state, city(), main_hall, lane, nine);
    benchmark::DoNotOptimize(prediction);
  }
}
BENCHMARK(predict_arrival)->Arg(0)->Arg(50)->Arg(500)->Arg(5000);

/// Twelve days to warm up, thirty that count, seven halls; seeds differ from the tests'. The
/// counters are square minutes, and percents of visitors within what they were told.
void days_in_the_halls(benchmark::State& run) {
  constexpr int warm_up_days = 12;
  constexpr int days = 42;
  for (auto _ : run) {
    waits::WaitBook book{city()};
    waits::CityLife life{city(),
                         {main_hall, HallCode{330'106}, HallCode{330'108}, HallCode{330'109},
                          HallCode{330'113}, HallCode{330'122}, HallCode{330'190}},
                         {},
                         1,
                         [&](const auto& state, const auto& event) { book.watch(state, event); }};
    for (int day = 0; day < days; ++day) {
      if (day == warm_up_days) book.begin();
      life.play(config::make_date(2026, 5, 20) + std::chrono::days{day});
    }
    waits::Errors errors;
    waits::Coverage coverage;
    for (const auto& told : book.told()) {
      const bool wanted = run.range(0) == 0 || static_cast<int>(told.lane) == run.range(0);
      if (!wanted) continue;
      errors.add(told);
      coverage.add(told);
    }
    run.counters["visitors"] = static_cast<double>(errors.visitors);
    run.counters["mse_ours"] = errors.ours;
    run.counters["mse_queue_length"] = errors.queue_length;
    run.counters["mse_last_ten"] = errors.last_ten;
    run.counters["within_p50"] = coverage.p50_percent();
    run.counters["within_p90"] = coverage.p90_percent();
  }
}
// All lanes, then each by its code.
BENCHMARK(days_in_the_halls)->DenseRange(0, 5)->Iterations(1)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace offpeak::bench

BENCHMARK_MAIN();

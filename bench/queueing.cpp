// The day in the hall, in the core: what a call costs with many waiting, and queue commands by the
// second. One thread, no I/O.
#include <benchmark/benchmark.h>

#include <chrono>

#include "bench/city.hpp"
#include "scheduler/decide.hpp"

namespace offpeak::bench {
namespace {

namespace s = scheduler;

constexpr config::HallCode hall{330100};
constexpr int counters = 15;

/// Hangzhou, its main hall with 15 counters for documents.
const config::City& city() {
  static const config::City instance = [] {
    config::City made = big_city();
    for (auto& one : made.halls) {
      if (one.code != hall) continue;
      const auto documents = made.find_lane("documents")->code;
      one.counters.clear();
      for (int number = 1; number <= counters; ++number) {
        one.counters.push_back(
            {.number = number, .share_percent = {{documents, 100}}, .hours = {}});
      }
    }
    return made;
  }();
  return instance;
}

/// Clerks and a kiosk on one state, a new day whenever the numbers run out.
class Floor {
 public:
  explicit Floor(int waiting) : waiting_{waiting} { begin_day(); }

  void take_ticket() {
    s::TakeTicket command{.ticket = {{++names_ * 0x9E3779B97F4A7C15ULL, names_}}, .hall = hall};
    command.services = {.codes = {service_}, .size = 1};
    if (names_ % 16 == 0) command.ground = s::PriorityGround::senior;
    run(command);
  }
  template <class Command>
  void at(int counter) {
    Command command{};
    command.hall = hall;
    command.counter = s::CounterNumber{static_cast<std::uint16_t>(counter)};
    run(command);
  }
  bool has_numbers_for(int tickets) const { return given_ + tickets < s::ticket_numbers_max; }
  void begin_day() {
    state_ = std::make_unique<s::State>();
    state_->reserve(16'384);
    given_ = 0;
    for (int counter = 1; counter <= counters; ++counter) at<s::OpenCounter>(counter);
    for (int i = 0; i < waiting_; ++i) take_ticket();
  }
  bool failed() const { return failed_; }

 private:
  void run(const s::CommandBody& body) {
    events_.clear();
    now_ += std::chrono::milliseconds{1};
    const s::Command command{
        .caller = {.role = s::Role::staff, .hall = hall, .actor = s::ActorId{7}}, .body = body};
    const auto receipt = s::execute(*state_, city(), command, now_, events_);
    failed_ = failed_ || receipt.rejection != s::Rejection::none || events_.empty();
    if (std::holds_alternative<s::TakeTicket>(body)) ++given_;
  }

  const int waiting_;
  const config::ServiceCode service_ = city().find_service("passport_renewal")->code;
  std::unique_ptr<s::State> state_;
  s::Events events_;
  config::Instant now_ = morning + std::chrono::hours{1};
  std::uint64_t names_ = 0;
  int given_ = 0;
  bool failed_ = false;
};

/// call-next alone, each counter once: the rest of the visit is not timed.
void call_next(benchmark::State& run) {
  Floor floor{static_cast<int>(run.range(0))};
  for (auto _ : run) {
    const auto began = std::chrono::steady_clock::now();
    for (int counter = 1; counter <= counters; ++counter) floor.at<s::CallNext>(counter);
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - began;
    run.SetIterationTime(took.count() / counters);
    for (int counter = 1; counter <= counters; ++counter) {
      floor.at<s::Serve>(counter);
      floor.at<s::Finish>(counter);
    }
    if (!floor.has_numbers_for(2 * counters)) {
      floor.begin_day();
    } else {
      for (int i = 0; i < counters; ++i) floor.take_ticket();
    }
  }
  if (floor.failed()) run.SkipWithError("a command failed");
}
BENCHMARK(call_next)->Arg(200)->Arg(1000)->Arg(5000)->Iterations(1000)->UseManualTime()->Unit(
    benchmark::kNanosecond);

/// A visitor from the number to the end: four commands, so many others waiting.
void visit(benchmark::State& run) {
  Floor floor{static_cast<int>(run.range(0))};
  int counter = 0;
  for (auto _ : run) {
    if (!floor.has_numbers_for(1)) {
      run.PauseTiming();
      floor.begin_day();
      run.ResumeTiming();
    }
    counter = counter % counters + 1;
    floor.take_ticket();
    floor.at<s::CallNext>(counter);
    floor.at<s::Serve>(counter);
    floor.at<s::Finish>(counter);
  }
  if (floor.failed()) run.SkipWithError("a command failed");
  run.SetItemsProcessed(4 * run.iterations());
}
BENCHMARK(visit)->Arg(0)->Arg(50)->Arg(500)->Iterations(200'000)->Unit(benchmark::kNanosecond);

}  // namespace
}  // namespace offpeak::bench

BENCHMARK_MAIN();

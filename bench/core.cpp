// decide + apply, replay, and the memory an appointment takes. One thread, no I/O.
#include <benchmark/benchmark.h>

#include "bench/city.hpp"
#include "scheduler/decide.hpp"
#include "store/event_codec.hpp"

namespace offpeak::bench {
namespace {

using scheduler::Events;
using scheduler::State;

constexpr std::size_t records = 1'000'000;

const config::City& city() {
  static const config::City instance = big_city();
  return instance;
}

/// As the writer does it: memory for the next commands loads while one is decided.
void book(benchmark::State& run) {
  BookingSource source{city()};
  auto state = std::make_unique<State>();
  state->reserve(records);
  std::array<scheduler::Command, 16> ahead;
  for (auto& command : ahead) command = source.next();
  Events events;
  std::size_t at = 0;
  for (auto _ : run) {
    events.clear();
    auto& command = ahead[at++ % ahead.size()];
    const auto receipt = execute(*state, city(), command, morning, events);
    if (receipt.rejection != scheduler::Rejection::none) run.SkipWithError("a booking failed");
    command = source.next();
    state->prefetch(command.body);
  }
  run.SetItemsProcessed(run.iterations());
}
BENCHMARK(book)->Iterations(1'000'000)->Unit(benchmark::kNanosecond);

void hold_then_confirm(benchmark::State& run) {
  BookingSource source{city()};
  auto state = std::make_unique<State>();
  state->reserve(records);
  Events events;
  for (auto _ : run) {
    events.clear();
    auto command = source.next();
    const auto& wish = std::get<scheduler::BookSlot>(command.body);
    const auto id = wish.id;
    command.body = scheduler::HoldSlot{wish.id, wish.slot, wish.party};
    execute(*state, city(), command, morning, events);
    command.body = scheduler::ConfirmHold{id};
    const auto receipt = execute(*state, city(), command, morning, events);
    if (receipt.rejection != scheduler::Rejection::none) run.SkipWithError("a booking failed");
  }
  run.SetItemsProcessed(2 * run.iterations());
}
BENCHMARK(hold_then_confirm)->Iterations(500'000)->Unit(benchmark::kNanosecond);

void reject_full_slot(benchmark::State& run) {
  BookingSource source{city()};
  auto state = std::make_unique<State>();
  state->reserve(records);
  Events events;
  const auto first = source.next();
  const auto slot = std::get<scheduler::BookSlot>(first.body).slot;
  auto receipt = execute(*state, city(), first, morning, events);
  const auto same_slot = [&] {
    auto command = source.next();
    std::get<scheduler::BookSlot>(command.body).slot = slot;
    return command;
  };
  while (receipt.rejection == scheduler::Rejection::none) {
    receipt = execute(*state, city(), same_slot(), morning, events);
  }
  for (auto _ : run) {
    events.clear();
    receipt = execute(*state, city(), same_slot(), morning, events);
    if (receipt.rejection != scheduler::Rejection::slot_full) run.SkipWithError("not full");
  }
  run.SetItemsProcessed(run.iterations());
}
BENCHMARK(reject_full_slot)->Unit(benchmark::kNanosecond);

/// A million bookings as journal bytes.
const std::vector<std::byte>& million_bookings() {
  static const std::vector<std::byte> bytes = [] {
    std::vector<std::byte> out;
    BookingSource source{city()};
    State state;
    Events events;
    for (int i = 0; i < 1'000'000; ++i) {
      events.clear();
      execute(state, city(), source.next(), morning, events);
      for (const auto& event : events) store::encode_event(event, out);
    }
    return out;
  }();
  return bytes;
}

void replay_million(benchmark::State& run) {
  const auto& bytes = million_bookings();
  for (auto _ : run) {
    State state;
    state.reserve(records);
    std::span<const std::byte> in{bytes};
    while (!in.empty()) state.apply(*store::decode_event(in));
    run.counters["bytes_per_appointment"] =
        static_cast<double>(state.bytes()) / state.appointment_count();
    run.counters["journal_bytes_per_event"] =
        static_cast<double>(bytes.size()) / static_cast<double>(state.sequence());
  }
}
BENCHMARK(replay_million)->Iterations(3)->Unit(benchmark::kMillisecond);

void encode_booking(benchmark::State& run) {
  BookingSource source{city()};
  State state;
  Events events;
  execute(state, city(), source.next(), morning, events);
  std::vector<std::byte> out;
  for (auto _ : run) {
    out.clear();
    store::encode_event(events.front(), out);
    benchmark::DoNotOptimize(out.data());
  }
}
BENCHMARK(encode_booking);

}  // namespace
}  // namespace offpeak::bench

BENCHMARK_MAIN();

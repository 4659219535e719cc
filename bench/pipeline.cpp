// Ring → writer → journal thread → completion, in one process: with a journal that keeps nothing
// (the pipeline's own speed) and with SQLite (what the disk leaves of it).
#include <benchmark/benchmark.h>

#include <filesystem>
#include <thread>

#include "bench/city.hpp"
#include "scheduler/engine/engine.hpp"
#include "store/sqlite/journal.hpp"

namespace offpeak::bench {
namespace {

constexpr int commands_per_run = 1'000'000;

/// One producer that keeps as many commands under way as its port allows.
void drive(engine::Engine& engine, engine::Port& port, engine::Parker& parker,
           const std::vector<scheduler::Command>& commands, benchmark::State& run) {
  std::size_t sent = 0;
  std::size_t done = 0;
  std::size_t rejected = 0;
  const auto drain = [&] {
    const std::size_t before = done;
    port.drain([&](engine::Completion& completion) {
      ++done;
      if (completion.reply.receipt.rejection != scheduler::Rejection::none) ++rejected;
    });
    return done != before;
  };
  while (done < commands.size()) {
    bool busy = false;
    for (int burst = 0; burst < 256 && sent < commands.size(); ++burst) {
      if (engine.submit(port, commands[sent], sent) != engine::Push::claimed) break;
      ++sent;
      busy = true;
    }
    if (busy) engine.kick();
    if (drain() || busy) continue;
    parker.announce();
    if (drain()) {
      parker.withdraw();
    } else {
      parker.sleep(std::nullopt);
    }
  }
  if (rejected != 0) run.SkipWithError("a booking failed");
}

void run_pipeline(benchmark::State& run,
                  const std::function<std::unique_ptr<store::Journal>()>& open) {
  const auto city = big_city();
  BookingSource source{city};
  std::vector<scheduler::Command> commands;
  for (int i = 0; i < commands_per_run; ++i) commands.push_back(source.next());
  const engine::Clock clock{morning, 0};
  for (auto _ : run) {
    run.PauseTiming();
    auto journal = open();
    engine::Parker parker;
    engine::Engine engine{city, clock, {}, {[](const std::string&) {}}};
    engine::Port& port = engine.add_port([&] { parker.wake(); });
    if (const auto recovery = engine.recover(*journal); !recovery) {
      return run.SkipWithError(recovery.error().message.c_str());
    }
    engine.lead(*journal);
    run.ResumeTiming();
    drive(engine, port, parker, commands, run);
    if (run.error_occurred()) return;
    run.PauseTiming();
    engine.stop();
    run.ResumeTiming();
  }
  run.SetItemsProcessed(run.iterations() * commands_per_run);
}

/// A journal that is durable at once.
class NoJournal final : public store::Journal {
 public:
  store::Result<void> append(const store::Batch&) override { return {}; }
  store::Result<store::ReplaySummary> replay(const store::ChainPosition&,
                                             const store::BatchSink&) override {
    return store::ReplaySummary{};
  }
  store::ChainPosition position() const override { return {}; }
  store::Result<bool> trim(std::uint64_t) override { return false; }
  std::string description() const override { return "none"; }
};

void pipeline_without_disk(benchmark::State& run) {
  run_pipeline(run, [] { return std::make_unique<NoJournal>(); });
}
BENCHMARK(pipeline_without_disk)->Iterations(3)->UseRealTime()->Unit(benchmark::kMillisecond);

void pipeline_sqlite(benchmark::State& run) {
  const auto file = std::filesystem::temp_directory_path() / "offpeak-bench-pipeline.db";
  run_pipeline(run, [&]() -> std::unique_ptr<store::Journal> {
    for (const char* suffix : {"", "-wal", "-shm"}) std::filesystem::remove(file.string() + suffix);
    auto journal = store::SqliteJournal::open(file);
    if (!journal) {
      std::cerr << journal.error().message << '\n';
      std::exit(3);
    }
    return std::move(*journal);
  });
}
BENCHMARK(pipeline_sqlite)->Iterations(3)->UseRealTime()->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace offpeak::bench

BENCHMARK_MAIN();

// Kills the real server while clients book, starts it again, and holds it against the clients' own
// ledger: nothing acknowledged is lost, nothing doubled, no slot over capacity.
#include <CLI/CLI.hpp>
#include <iomanip>
#include <iostream>

#include "tests/crash/crash_run.hpp"
#include "tests/store/temporary_directory.hpp"

namespace offpeak::crash {
namespace {

constexpr auto morning = "2026-06-13T08:00:00+08:00";

void print_head() {
  std::cout << "| round | acknowledged at kill | held | unanswered | of them on disk | slot full | "
               "lost | "
               "doubled | over capacity | miscounted | surprises | events replayed | replay ms |\n"
               "|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|\n";
}

void print(const std::string& name, const Round& round) {
  const auto& found = round.findings;
  std::cout << "| " << name;
  for (const auto value :
       {round.acknowledged, round.held, round.unanswered, round.on_disk, round.full, found.lost,
        found.doubled, found.over_capacity, found.miscounted, found.surprises,
        round.recovered.events, round.recovered.milliseconds}) {
    std::cout << " | " << value;
  }
  std::cout << " |" << std::endl;
}

int run(const RunOptions& options) {
  std::cout << options.rounds << " rounds of " << options.bookings << " bookings, "
            << options.clients << " clients, seed " << options.seed << "\n\n";
  CrashRun crash_run{options};
  print_head();
  bool good = true;
  for (std::uint64_t i = 1; i <= options.rounds; ++i) {
    const Round round = crash_run.run_round();
    print(std::to_string(i), round);
    good = good && !round.findings.any();
  }
  const Round whole = crash_run.finish();
  print("all", whole);
  good = good && !whole.findings.any();
  std::cout << (good ? "\nnothing lost, nothing doubled, no slot over capacity\n"
                     : "\nFAILED: see the table\n");
  return good ? 0 : 1;
}

}  // namespace
}  // namespace offpeak::crash

int main(int argc, char** argv) {
  using namespace offpeak;
  crash::RunOptions options;
  options.server.options = {"--clock", crash::morning, "--forecasts", "on"};
  options.seed = std::random_device{}();
  CLI::App app{"kill -9 under load, with a ledger on the clients' side"};
  app.add_option("--config", options.server.config, "a city from script/big-city.mjs")->required();
  app.add_option("--offpeak", options.server.program, "the server");
  app.add_option("--rounds", options.rounds, "kills")->check(CLI::Range(1, 1000));
  app.add_option("--bookings", options.bookings, "bookings in each round")
      ->check(CLI::Range(100, 1'000'000));
  app.add_option("--clients", options.clients, "connections")->check(CLI::Range(1, 256));
  app.add_option("--seed", options.seed, "of the wishes and the moments");
  CLI11_PARSE(app, argc, argv);
  try {
    const store::tests::TemporaryDirectory directory;
    options.server.directory = directory.path();
    return crash::run(options);
  } catch (const std::exception& error) {
    std::cerr << "crash_run: " << error.what() << '\n';
    return 1;
  }
}

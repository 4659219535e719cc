// Takes the leader away from a pair of real servers on a real Redis while clients book, and holds
// the standby against the clients' own ledger.
#include <CLI/CLI.hpp>
#include <iostream>

#include "tests/crash/failover_run.hpp"
#include "tests/store/temporary_directory.hpp"

namespace offpeak::crash {
namespace {

constexpr auto morning = "2026-06-13T08:00:00+08:00";

void print(const std::string& name, const std::string& ending, const Failover& round) {
  const auto& found = round.findings;
  std::cout << "| " << name << " | " << ending << " | " << round.acknowledged << " | "
            << round.unanswered << " | " << round.gap.count() << " | " << found.lost << " | "
            << found.doubled << " | " << found.over_capacity << " | " << found.miscounted << " | "
            << found.surprises << " |" << std::endl;
}

std::string name_of(Ending ending) {
  switch (ending) {
    case Ending::killed:
      return "killed";
    case Ending::stepped_down:
      return "stepped down";
    case Ending::paused:
      return "paused, resumed";
  }
  return {};
}

int run(const FailoverOptions& options) {
  std::cout << options.rounds << " fail-overs, " << options.bookings << " bookings each, "
            << options.clients << " clients, seed " << options.seed
            << "\n\n| round | the leader | acknowledged by it | unanswered | gap ms | lost | "
               "doubled | over capacity | miscounted | surprises |\n"
               "|--:|---|--:|--:|--:|--:|--:|--:|--:|--:|\n";
  FailoverRun failovers{options};
  bool good = true;
  for (std::uint64_t i = 1; i <= options.rounds; ++i) {
    const Failover round = failovers.run_round();
    print(std::to_string(i), name_of(round.ending), round);
    good = good && !round.findings.any();
  }
  Failover whole;
  whole.acknowledged = options.rounds * options.bookings;
  whole.findings = failovers.finish();
  print("all", "", whole);
  good = good && !whole.findings.any();
  std::cout << (good ? "\nnothing lost, nothing doubled, no slot over capacity\n"
                     : "\nFAILED: see the table\n");
  return good ? 0 : 1;
}

}  // namespace
}  // namespace offpeak::crash

int main(int argc, char** argv) {
  using namespace offpeak;
  crash::FailoverOptions options;
  options.server.options = {"--clock", crash::morning, "--forecasts", "on"};
  options.seed = std::random_device{}();
  CLI::App app{"fail-over under load, with a ledger on the clients' side"};
  app.add_option("--config", options.server.config, "a city from script/big-city.mjs")->required();
  app.add_option("--rounds", options.rounds, "fail-overs")->check(CLI::Range(1, 1000));
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
    std::cerr << "failover_run: " << error.what() << '\n';
    return 1;
  }
}

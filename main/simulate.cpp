#include <CLI/CLI.hpp>
#include <iostream>
#include <limits>
#include <memory>

#include "main/commands.hpp"
#include "main/number_check.hpp"
#include "main/simulate_options.hpp"

namespace offpeak {
namespace {

void add_inputs(CLI::App& parser, SimulateOptions& into) {
  parser.add_option("--model", into.model, "one hall given directly (YAML)");
  parser.add_option("--config", into.config, "the city's YAML file");
  parser.add_option("--demand", into.demand, "who comes; else demand/ beside the city's file");
  parser.add_option("--scenarios", into.scenarios, "what to change, and to compare");
  parser
      .add_option("--guidance", into.guidance,
                  "off; levelled: reserves for walk-ins follow the forecast; recommend: who looks "
                  "for an appointment is shown better places; all: both")
      ->capture_default_str();
  parser.add_option("--compliance", into.compliance,
                    "the part of those who are shown a place who take it, from 0 to 1; else 0.03, "
                    "an assumption (docs/guidance.md)");
  parser.add_option("--date", into.date, "the day, or the first one: 2026-06-13");
  parser.add_option("--days", into.days, "how many days")->capture_default_str();
  parser.add_option("--visitors", into.visitors, "people received on that day, on average");
  parser.add_option("--from-store", into.from_store, "replay a real day from this store");
  parser.add_option("--day", into.day, "the day to replay");
  parser.add_option("--merge", into.merge, "join the parts that shards have written");
}

void add_run(CLI::App& parser, SimulateOptions& into) {
  parser.add_option("--replications", into.replications, "of each scenario")
      ->check(whole_number(1U, std::numeric_limits<std::uint32_t>::max()));
  parser.add_option("--precision", into.precision,
                    "until the mean wait is known to this share, such as 1%");
  parser.add_flag("--antithetic", into.antithetic, "replications in antithetic pairs");
  parser.add_option("--seed", into.seed, "of all random draws")
      ->check(any_seed())
      ->capture_default_str();
  parser.add_option("--threads", into.threads, "0: one for each core")
      ->check(whole_number(0, 256))
      ->capture_default_str();
  parser.add_option("--shard", into.shard, "run one part of several: 2/3");
}

void add_outputs(CLI::App& parser, SimulateOptions& into) {
  // Without a file: standard output.
  const auto to_stdout = [&into](const std::vector<std::string>& given) {
    into.json = given.empty() || given.front().empty() ? "-" : given.front();
    return true;
  };
  parser.add_option("--json", to_stdout, "results, to a file or to standard output")
      ->expected(0, 1)
      ->type_name("FILE");
  parser.add_option("--csv", into.csv, "results as a table, to a file; -: standard output");
  parser.add_option("--html", into.html, "a page, to a file; -: standard output");
  parser.add_flag("--progress", into.progress, "lines of JSON on standard error");
  parser.add_option("--assets", into.assets, "folder with what the page is made of");
}

int run(const SimulateOptions& options) {
  if (!options.model.empty()) return simulate_model(options);
  if (options.config.empty() && options.merge.empty()) {
    std::cerr << "offpeak simulate: say --model FILE for one hall, --config FILE --date DAY for a "
                 "city, or --merge PARTS\n";
    return exit_usage;
  }
  return simulate_study(options);
}

}  // namespace

Command add_simulate(CLI::App& app) {
  auto* parser = app.add_subcommand("simulate", "What a day would be like, for planners");
  auto options = std::make_shared<SimulateOptions>();
  add_inputs(*parser, *options);
  add_run(*parser, *options);
  add_outputs(*parser, *options);
  return {parser, [options] { return run(*options); }};
}

}  // namespace offpeak

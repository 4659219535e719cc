#include <algorithm>
#include <iostream>
#include <string_view>
#include <thread>

#include "base/number.hpp"
#include "base/result.hpp"
#include "loadtest/simulation/model/model_results.hpp"
#include "loadtest/simulation/model/model_study.hpp"
#include "loadtest/simulation/model/read_hall_model.hpp"
#include "main/commands.hpp"
#include "main/output.hpp"
#include "main/simulate_options.hpp"

namespace offpeak {
namespace {

constexpr int threads_max = 256;

int refuse(const std::string& what, int code) {
  std::cerr << "offpeak simulate: " << what << '\n';
  return code;
}

/// Refuses what means something for a city only.
base::Result<void> check(const SimulateOptions& options) {
  if (!options.shard.empty() || !options.merge.empty()) {
    return base::Fault{
        "--shard and --merge join studies of a city; a hall given with --model is one run"};
  }
  if (options.antithetic) {
    return base::Fault{"--antithetic is for studies of a city, not for --model"};
  }
  if (!options.csv.empty() || !options.html.empty()) {
    return base::Fault{"--csv and --html show studies of a city; --model has --json"};
  }
  const bool city = !options.config.empty() || !options.demand.empty() ||
                    !options.scenarios.empty() || !options.date.empty() ||
                    !options.from_store.empty() || !options.day.empty() || options.visitors;
  if (city) {
    return base::Fault{"--model is one hall by itself: leave out the options of a city"};
  }
  if (!options.precision.empty() && !base::parse_percent(options.precision)) {
    return base::Fault{
        "--precision must be like 1%: the half-width of the interval of the mean wait"};
  }
  const auto replications = options.replications.value_or(1);
  if (replications < 1 || replications > loadtest::model_replications_max) {
    return base::Fault{"--replications must be from 1 to " +
                       std::to_string(loadtest::model_replications_max)};
  }
  return {};
}

loadtest::ModelPlan plan_of(const SimulateOptions& options) {
  loadtest::ModelPlan plan;
  plan.seed = options.seed;
  plan.replications_max = options.replications.value_or(plan.replications_max);
  if (options.replications) plan.precision.reset();
  if (!options.precision.empty()) plan.precision = base::parse_percent(options.precision);
  const int cores = static_cast<int>(std::max(1u, std::thread::hardware_concurrency()));
  plan.threads = std::clamp(options.threads > 0 ? options.threads : cores, 1, threads_max);
  return plan;
}

}  // namespace

int simulate_model(const SimulateOptions& options) {
  if (const auto checked = check(options); !checked) {
    return refuse(checked.error().message, exit_usage);
  }
  const auto read = loadtest::read_hall_model(options.model);
  for (const auto& each : read.diagnostics) std::cerr << config::format(each) << '\n';
  if (!read.model) return exit_usage;
  const loadtest::ModelPlan plan = plan_of(options);
  const loadtest::ModelResult result = loadtest::run_model(*read.model, plan);
  if (options.json.empty()) {
    std::cout << loadtest::model_table(result, plan.threads);
    return exit_done;
  }
  const std::string json = loadtest::model_json(*read.model, result, plan.threads);
  if (write_output(options.json, json)) return exit_done;
  return options.json == "-" ? exit_failed : refuse("cannot write " + options.json, exit_failed);
}

}  // namespace offpeak

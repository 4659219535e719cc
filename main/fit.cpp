#include <CLI/CLI.hpp>
#include <algorithm>
#include <iostream>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "config/load.hpp"
#include "demand/read_demand.hpp"
#include "loadtest/simulation/days/simulate_day.hpp"
#include "loadtest/simulation/fit/fit.hpp"
#include "loadtest/simulation/fit/validation.hpp"
#include "loadtest/simulation/replay/replay.hpp"
#include "loadtest/simulation/report/report.hpp"
#include "main/assets.hpp"
#include "main/commands.hpp"
#include "main/number_check.hpp"
#include "main/output.hpp"
#include "main/store_address.hpp"
#include "main/study_setup.hpp"
#include "scheduler/messages/keys.hpp"

namespace offpeak {
namespace {

using base::Fault;
using base::Result;
using loadtest::RecordedDay;

struct FitOptions {
  std::string from_store, config, days, demand, out, json, validate, html, assets;
  std::uint32_t replications = loadtest::validation_replications_min;
  std::uint64_t seed = 1;
  int threads = 0;  // 0: one for each core
};

int refuse(const std::string& why, int code = exit_usage) {
  std::cerr << "offpeak fit: " << why << '\n';
  return code;
}

/// Prints mistakes only; `check-config` prints warnings too.
template <class Read>
void say_mistakes(const Read& read) {
  for (const auto& each : read.diagnostics) {
    if (each.severity == config::Severity::error) std::cerr << config::format(each) << '\n';
  }
}

struct Days {
  config::Date first{};
  config::Date last{};
};

/// "2026-06-01..2026-06-28", or one day.
Result<Days> parse_days(const std::string& text) {
  constexpr std::string_view dots = "..";
  const auto at = text.find(dots);
  const auto first = config::parse_date(text.substr(0, at));
  const auto last =
      at == std::string::npos ? first : config::parse_date(text.substr(at + dots.size()));
  const bool is_sound = first && last && scheduler::has_keys(*first) && scheduler::has_keys(*last);
  if (!is_sound) return Fault{"--days must be days such as 2026-06-01..2026-06-28"};
  if (*last < *first) return Fault{"--days ends before it begins"};
  if ((*last - *first).count() >= loadtest::fit_days_max) {
    return Fault{"--days: at most " + std::to_string(loadtest::fit_days_max) + " days"};
  }
  return Days{*first, *last};
}

/// A day must be over, because those who may still come would count as absent.
Result<void> check_day(const RecordedDay& day, const config::City& city) {
  if (day.expected_parties > 0) {
    return Fault{config::format_date(day.date) + " is not over: " +
                 std::to_string(day.expected_parties) + " appointments may still be kept"};
  }
  return loadtest::check_replay(day, city);
}

/// Without the days on which nobody came: the halls were closed, or their visits are forgotten.
Result<std::vector<RecordedDay>> days_with_visits(std::vector<RecordedDay> days,
                                                  const config::City& city) {
  const RecordedDay any = days.front();
  std::size_t empty = 0;
  std::vector<RecordedDay> kept;
  for (RecordedDay& day : days) {
    if (day.visits.empty()) {
      ++empty;
      continue;
    }
    if (const auto checked = check_day(day, city); !checked) return checked.error();
    kept.push_back(std::move(day));
  }
  if (kept.empty()) return loadtest::check_replay(any, city).error();
  if (empty > 0) {
    std::cerr << "offpeak fit: " << empty
              << " of the days have no visits, closed or forgotten, and do not count\n";
  }
  return kept;
}

base::Result<RecordedDay> read_day(const FitOptions& options, const config::City& city,
                                   config::Date date) {
  const auto address = store_address(options.from_store);
  if (!address) return Fault{"--from-store: " + address.error().message};
  auto read = loadtest::read_recorded_day(*address, city.key, date);
  if (!read) return Fault{read.error().message};
  if (const auto checked = check_day(*read, city); !checked) return checked.error();
  return std::move(*read);
}

/// An exit code.
int write_validation(const FitOptions& options, const loadtest::Validation& validation,
                     const loadtest::ValidationSpec& spec) {
  std::cout << '\n' << loadtest::validation_table(validation, spec);
  if (options.html.empty()) return exit_done;
  const auto parts =
      loadtest::read_report_parts(assets_or_default(options.assets), loadtest::validation_page);
  if (!parts) return refuse(parts.error().message, exit_failed);
  const auto page = loadtest::html_report(loadtest::validation_json(validation, spec), *parts);
  return write_output(options.html, page)
             ? static_cast<int>(exit_done)
             : refuse("--html: cannot write " + options.html, exit_failed);
}

/// The day of --validate beside its simulation.
int validate(const FitOptions& options, const config::City& city, const loadtest::DemandFit& fit) {
  const auto date = *config::parse_date(options.validate);
  const auto day = read_day(options, city, date);
  if (!day) return refuse("--validate: " + day.error().message);
  loadtest::ValidationSpec spec;
  spec.scenario.name = "fitted";
  spec.scenario.city = city;
  spec.scenario.demand = fit.model;
  spec.scenario.date = date;
  spec.replications = options.replications;
  spec.seed = options.seed;
  const auto cores = static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
  spec.threads = options.threads > 0 ? options.threads : cores;
  spec.is_held_out = std::ranges::find(fit.days, date) == fit.days.end();
  try {
    return write_validation(options, loadtest::validate(*day, spec), spec);
  } catch (const loadtest::BrokenInvariant& broken) {
    return refuse(broken.what, exit_failed);
  }
}

Result<void> check_options(const FitOptions& options) {
  if (options.out == "-" && options.json == "-") {
    return Fault{"--out and --json: only one of them can be standard output"};
  }
  const auto day = config::parse_date(options.validate);
  if (!options.validate.empty() && !(day && scheduler::has_keys(*day))) {
    return Fault{"--validate must be a day such as 2026-06-13"};
  }
  if (!options.validate.empty() && (options.out == "-" || options.json == "-")) {
    return Fault{"--validate needs standard output: give --out and --json files"};
  }
  if (options.validate.empty() && !options.html.empty()) {
    return Fault{"--html shows what --validate finds: say which day"};
  }
  return {};
}

int write_results(const FitOptions& options, const config::City& city,
                  const loadtest::DemandFit& fit) {
  if (!options.out.empty() && !write_output(options.out, loadtest::fit_yaml(fit, city))) {
    return refuse("--out: cannot write " + options.out, exit_failed);
  }
  if (!options.json.empty() && !write_output(options.json, loadtest::fit_json(fit, city))) {
    return refuse("--json: cannot write " + options.json, exit_failed);
  }
  const bool has_room = options.out != "-" && options.json != "-";
  if (has_room) std::cout << loadtest::fit_table(fit, city);
  return exit_done;
}

int fit(const FitOptions& options) {
  const auto span = parse_days(options.days);
  if (!span) return refuse(span.error().message);
  if (const auto checked = check_options(options); !checked) {
    return refuse(checked.error().message);
  }
  const auto loaded = config::load_city(options.config);
  say_mistakes(loaded);
  if (!loaded.city) return refuse("--config has mistakes");
  const auto& city = *loaded.city;
  const auto base = demand::read_demand(demand_file(options.demand, options.config, city), city);
  say_mistakes(base);
  if (!base.model) return refuse("--demand has mistakes");
  const auto address = store_address(options.from_store);
  if (!address) return refuse("--from-store: " + address.error().message, exit_store);
  auto read = loadtest::read_recorded_days(*address, city.key, span->first, span->last);
  if (!read) return refuse("--from-store: " + read.error().message, exit_store);
  const auto days = days_with_visits(std::move(*read), city);
  if (!days) return refuse("--days: " + days.error().message);
  const auto fitted = loadtest::fit_demand(*days, city, *base.model);
  const int written = write_results(options, city, fitted);
  if (written != exit_done || options.validate.empty()) return written;
  return validate(options, city, fitted);
}

}  // namespace

Command add_fit(CLI::App& app) {
  auto* parser = app.add_subcommand("fit", "A demand model from what a store knows");
  auto options = std::make_shared<FitOptions>();
  parser
      ->add_option("--from-store", options->from_store,
                   "sqlite:FILE or redis://…, beside its server too")
      ->required();
  parser->add_option("--config", options->config, "the city's YAML file")->required();
  parser->add_option("--days", options->days, "days that are over: 2026-06-01..2026-06-28")
      ->required();
  parser->add_option(
      "--demand", options->demand,
      "the base model, for what the store does not tell; else demand/ beside the city's file");
  parser->add_option("--out", options->out,
                     "write the demand's YAML to this file; -: to standard output");
  parser->add_option("--json", options->json,
                     "write the estimates to this file; -: to standard output");
  parser->add_option("--validate", options->validate,
                     "lay this day beside its simulation under the fitted model");
  parser->add_option("--html", options->html, "that comparison as a page, to a file");
  parser->add_option("--replications", options->replications, "simulated days beside it")
      ->check(whole_number(loadtest::validation_replications_min,
                           loadtest::validation_replications_max))
      ->capture_default_str();
  parser->add_option("--seed", options->seed, "of all random draws")
      ->check(any_seed())
      ->capture_default_str();
  parser->add_option("--threads", options->threads, "0: one for each core")
      ->check(whole_number(0, 256));
  parser->add_option("--assets", options->assets, "folder with what the page is made of");
  return {parser, [options] { return fit(*options); }};
}

}  // namespace offpeak

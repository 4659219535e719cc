#include <CLI/CLI.hpp>
#include <algorithm>
#include <filesystem>
#include <iostream>
#include <memory>
#include <optional>
#include <string>
#include <thread>

#include "config/load.hpp"
#include "config/scalars.hpp"
#include "demand/read_demand.hpp"
#include "loadtest/simulation/days/received.hpp"
#include "loadtest/simulation/days/simulate_day.hpp"
#include "loadtest/simulation/plan/plan.hpp"
#include "loadtest/simulation/study/played_days.hpp"
#include "main/commands.hpp"
#include "main/number_check.hpp"
#include "main/output.hpp"
#include "main/plan_release.hpp"
#include "main/study_setup.hpp"
#include "scheduler/messages/keys.hpp"

namespace offpeak {
namespace {

struct PlanOptions {
  std::string config, demand, date, target, shifts, pause, json, scenarios;
  bool release = false;
  std::optional<double> visitors;
  std::optional<int> hall;
  std::uint64_t seed = 1;
  std::uint32_t search_days = loadtest::PlanSpec{}.search_days;
  std::uint32_t check_days = loadtest::PlanSpec{}.check_days;
  int threads = 0;  // 0: one for each core
};

int refuse(const std::string& why) {
  std::cerr << "offpeak plan: " << why << '\n';
  return exit_usage;
}

template <class Result>
void say(const Result& result) {
  for (const auto& diagnostic : result.diagnostics) {
    std::cerr << config::format(diagnostic) << '\n';
  }
}

/// Says on standard error what is unusual about the day: a plan says nothing of it.
void say_calendar(const loadtest::Scenario& scenario) {
  for (const auto& day : loadtest::played_days(scenario)) {
    const std::string words = loadtest::words_of(day, scenario.city.halls.size());
    if (!words.empty()) std::cerr << "offpeak plan: " << words << '\n';
  }
}

std::string codes(const config::City& city) {
  std::string list;
  for (const auto& hall : city.halls) {
    list += (list.empty() ? "" : ", ") + std::to_string(static_cast<int>(hall.code));
  }
  return list;
}

/// To standard output for "-", and nowhere without a name.
int write(const std::string& file, const std::string& text) {
  if (file.empty()) return exit_done;
  if (write_output(file, text)) return exit_done;
  std::cerr << "offpeak plan: " << file << " cannot be written\n";
  return exit_failed;
}

int run(const PlanOptions& options, loadtest::PlanSpec spec) {
  try {
    const auto halls = loadtest::plan_city(spec);
    if (!halls) return refuse(halls.error().message);
    if (halls->empty()) {
      std::cerr << "offpeak plan: no hall is open on " << options.date << '\n';
      return exit_failed;
    }
    const bool shows_table = options.json != "-" && options.scenarios != "-";
    if (shows_table) std::cout << loadtest::plan_table(spec, *halls);
    const int wrote = write(options.scenarios, loadtest::plan_scenarios(spec, *halls));
    return wrote == exit_done ? write(options.json, loadtest::plan_json(spec, *halls)) : wrote;
  } catch (const loadtest::BrokenInvariant& broken) {
    std::cerr << "offpeak plan: " << broken.what << '\n';
    return exit_failed;
  }
}

/// The rules for shifts, when there are any.
base::Result<std::optional<loadtest::ShiftRules>> shift_rules(const PlanOptions& options) {
  if (options.shifts.empty()) {
    if (options.pause.empty()) return std::optional<loadtest::ShiftRules>{};
    return base::Fault{"--break is of shifts: say --shifts too"};
  }
  auto rules = loadtest::parse_shifts(options.shifts);
  if (!rules) return base::Fault{"--shifts " + rules.error().message};
  if (!options.pause.empty()) {
    const auto pause = loadtest::parse_break(options.pause);
    if (!pause) return base::Fault{"--break " + pause.error().message};
    rules->pause = *pause;
  }
  return std::optional{*rules};
}

int plan_slots(const PlanOptions& options, const config::City& city,
               const demand::DemandModel& demand, config::Date date,
               std::optional<config::HallCode> hall) {
  const auto day = plan_release(city, demand, date, options.visitors, hall);
  if (day.lanes.empty()) {
    std::cerr << "offpeak plan: no hall with slots is open on " << options.date << '\n';
    return exit_failed;
  }
  if (options.json != "-") std::cout << release_text(city, day);
  return write(options.json, release_json(city, day));
}

int plan_counters(const PlanOptions& options, config::City city, demand::DemandModel demand,
                  config::Date date, std::optional<config::HallCode> hall) {
  const auto target = loadtest::parse_target(options.target);
  if (!target) return refuse("--target " + target.error().message);
  const auto shifts = shift_rules(options);
  if (!shifts) return refuse(shifts.error().message);
  loadtest::PlanSpec spec;
  spec.target = *target;
  spec.hall = hall;
  spec.scenario.city = std::move(city);
  spec.scenario.demand = std::move(demand);
  spec.scenario.date = date;
  spec.scenario.change.people = options.visitors.value_or(0);
  say_calendar(spec.scenario);
  spec.seed = options.seed;
  spec.search_days = options.search_days;
  spec.check_days = options.check_days;
  spec.shifts = *shifts;
  const auto cores = static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
  spec.threads = options.threads > 0 ? options.threads : cores;
  spec.scenario.change.meant_per_received =
      loadtest::meant_per_received(spec.scenario, loadtest::measured_seed, spec.threads);
  return run(options, std::move(spec));
}

int plan(const PlanOptions& options) {
  if (options.release != options.target.empty()) {
    return refuse("say either --target, to plan counters, or --release, to see what is released");
  }
  const auto date = config::parse_date(options.date);
  if (!date || !scheduler::has_keys(*date)) {
    return refuse("--date \"" + options.date + "\" is not a day; write it as 2026-06-13");
  }
  auto city = config::load_city(options.config);
  say(city);
  if (!city.city) return exit_usage;
  auto demand =
      demand::read_demand(demand_file(options.demand, options.config, *city.city), *city.city);
  say(demand);
  if (!demand.model) return exit_usage;
  std::optional<config::HallCode> hall;
  if (options.hall) {
    hall = static_cast<config::HallCode>(*options.hall);
    if (city.city->find(*hall) == nullptr) {
      return refuse("no hall has the code " + std::to_string(*options.hall) + "; there are " +
                    codes(*city.city));
    }
  }
  if (options.release) return plan_slots(options, *city.city, *demand.model, *date, hall);
  return plan_counters(options, std::move(*city.city), std::move(*demand.model), *date, hall);
}

}  // namespace

Command add_plan(CLI::App& app) {
  auto* parser = app.add_subcommand(
      "plan", "The fewest counters that meet a target on waits; or what is released of each slot");
  auto options = std::make_shared<PlanOptions>();
  parser->add_option("--config", options->config, "the city's YAML file")->required();
  parser->add_option("--demand", options->demand,
                     "the demand's YAML file; default: of the same name, in demand/ beside it");
  parser->add_option("--date", options->date, "the day, such as 2026-06-13")->required();
  parser->add_option("--target", options->target, "p90<15, mean<5 or over15<10%");
  parser->add_flag("--release", options->release,
                   "instead: each slot's walk-in reserve before and after levelling");
  parser->add_option("--visitors", options->visitors, "people received in the city on that day")
      ->check(real_number(1, 1e6));
  parser->add_option("--hall", options->hall, "only this hall, by its code")
      ->check(whole_number(100'000, 999'999));
  parser->add_option("--shifts", options->shifts, "people's shifts, shortest..longest: 4h..8h");
  parser->add_option("--break", options->pause, "of a shift; default: 30m");
  parser->add_option("--seed", options->seed, "of all draws")->check(any_seed());
  parser->add_option("--search-days", options->search_days, "days that schedules are compared on")
      ->check(whole_number(1U, loadtest::plan_days_max));
  parser
      ->add_option("--check-days", options->check_days,
                   "fresh days that a schedule is decided on at most")
      ->check(whole_number(1U, loadtest::plan_days_max));
  parser->add_option("--threads", options->threads, "0: one for each core")
      ->check(whole_number(0, 256));
  parser->add_option("--json", options->json, "write JSON to this file; -: to standard output");
  parser->add_option("--scenario-out", options->scenarios,
                     "write scenarios for offpeak simulate to this file; -: to standard output");
  return {parser, [options] { return plan(*options); }};
}

}  // namespace offpeak

#include "main/study_setup.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <iostream>
#include <map>
#include <memory>
#include <string_view>
#include <thread>

#include "base/number.hpp"
#include "config/load.hpp"
#include "config/text_file.hpp"
#include "demand/read_demand.hpp"
#include "loadtest/simulation/days/received.hpp"
#include "loadtest/simulation/replay/replay.hpp"
#include "loadtest/simulation/study/bounds.hpp"
#include "loadtest/simulation/study/input_digest.hpp"
#include "loadtest/simulation/study/override_demand.hpp"
#include "loadtest/simulation/study/override_guidance.hpp"
#include "loadtest/simulation/study/scenario_file.hpp"
#include "main/city_files.hpp"
#include "main/store_address.hpp"
#include "scheduler/messages/keys.hpp"

namespace offpeak {
namespace {

namespace fs = std::filesystem;
using base::Fault;
using base::parse_number;
using base::Result;
using loadtest::Scenario;
using loadtest::StudySpec;

constexpr std::uint32_t replications_usual = 100;
constexpr int threads_max = 256;

/// Prints mistakes only; `check-config` prints warnings too.
void show(const std::vector<config::Diagnostic>& diagnostics) {
  for (const auto& each : diagnostics) {
    if (each.severity == config::Severity::error) std::cerr << config::format(each) << '\n';
  }
}

/// "2/3".
Result<void> set_shard(const std::string& text, StudySpec& spec) {
  if (text.empty()) return {};
  const auto slash = text.find('/');
  const auto shard = parse_number<std::uint32_t>(std::string_view{text}.substr(0, slash));
  const auto shards = slash == std::string::npos
                          ? std::nullopt
                          : parse_number<std::uint32_t>(std::string_view{text}.substr(slash + 1));
  const bool sound =
      shard && shards && *shards <= loadtest::shards_max && *shard >= 1 && *shard <= *shards;
  if (!sound) {
    return Fault{"--shard must be like 2/3: which part, of how many, " +
                 std::to_string(loadtest::shards_max) + " at most"};
  }
  spec.shard = *shard;
  spec.shards = *shards;
  return {};
}

Result<void> set_precision(const std::string& text, StudySpec& spec) {
  if (text.empty()) return {};
  spec.precision = base::parse_percent(text);
  if (spec.precision) return {};
  return Fault{"--precision must be like 1%: the half-width of the interval of the mean wait"};
}

Result<void> set_replications(const SimulateOptions& options, StudySpec& spec) {
  spec.replications = options.replications.value_or(
      spec.precision ? loadtest::replications_for_precision_max : replications_usual);
  if (spec.replications < 1 || spec.replications > loadtest::replications_max) {
    return Fault{"--replications must be from 1 to " + std::to_string(loadtest::replications_max)};
  }
  if (spec.antithetic && spec.replications % 2 != 0) {
    return Fault{"--antithetic makes pairs: --replications must be even"};
  }
  return {};
}

Result<void> set_run(const SimulateOptions& options, StudySpec& spec) {
  spec.seed = options.seed;
  spec.antithetic = options.antithetic;
  const int cores = static_cast<int>(std::max(1u, std::thread::hardware_concurrency()));
  spec.threads = std::clamp(options.threads > 0 ? options.threads : cores, 1, threads_max);
  if (const auto set = set_shard(options.shard, spec); !set) return set;
  if (const auto set = set_precision(options.precision, spec); !set) return set;
  if (spec.precision && !options.shard.empty()) {
    return Fault{"--precision is decided on all replications: a shard cannot know them"};
  }
  return set_replications(options, spec);
}

Result<void> set_city(const SimulateOptions& options, Scenario& base) {
  auto loaded = config::load_city(options.config);
  show(loaded.diagnostics);
  if (!loaded.city) return Fault{"the configuration has mistakes"};
  base.city = std::move(*loaded.city);
  return {};
}

Result<void> set_demand(const SimulateOptions& options, Scenario& base) {
  auto read =
      demand::read_demand(demand_file(options.demand, options.config, base.city), base.city);
  show(read.diagnostics);
  if (!read.model) return Fault{"the demand model has mistakes"};
  base.demand = std::move(*read.model);
  return {};
}

/// A replay takes everything from the store except the city and the draws, so it allows no other
/// options of the day.
Result<void> check_replay_options(const SimulateOptions& options) {
  if (options.from_store.empty() != options.day.empty()) {
    return Fault{"a replay needs both --from-store, the store, and --day, the day"};
  }
  if (options.from_store.empty()) return {};
  if (!options.date.empty()) return Fault{"--date and --day: a replay is of --day alone"};
  if (options.visitors) return Fault{"--visitors: a replay has the visitors of --day"};
  if (options.days != 1) return Fault{"--days: a replay is of one day"};
  return {};
}

Result<void> set_day(const SimulateOptions& options, Scenario& base) {
  if (!options.from_store.empty()) {
    const auto day = config::parse_date(options.day);
    if (!day || !scheduler::has_keys(*day)) return Fault{"--day must be a day such as 2026-06-13"};
    base.date = *day;
    return {};
  }
  const auto date = config::parse_date(options.date);
  if (!date || !scheduler::has_keys(*date)) return Fault{"--date must be a day such as 2026-06-13"};
  if (options.days < 1 || options.days > loadtest::days_max) {
    return Fault{"--days must be from 1 to " + std::to_string(loadtest::days_max)};
  }
  const double people = options.visitors.value_or(0);
  if (options.visitors && !(people >= 1 && people <= loadtest::people_max)) {
    return Fault{"--visitors must be from 1 to " + std::to_string(loadtest::people_max)};
  }
  base.date = *date;
  base.days = options.days;
  base.change.people = people;
  if (options.visitors) base.changes.push_back("visitors " + std::to_string(std::lround(people)));
  return {};
}

Result<void> set_guidance(const SimulateOptions& options, Scenario& base) {
  const auto guidance = loadtest::parse_guidance(options.guidance);
  if (!guidance) return Fault{"--guidance must be off, levelled, recommend or all"};
  if (options.compliance) {
    if (!(*options.compliance >= 0 && *options.compliance <= 1)) {
      return Fault{"--compliance must be from 0 to 1, such as 0.03"};
    }
    base.following.compliance = *options.compliance;
  }
  if (*guidance == loadtest::Guidance::off) return {};
  loadtest::set_guidance(*guidance, base);
  base.changes.push_back("guidance " + options.guidance);
  if (options.compliance) {
    char percent[32];
    std::snprintf(percent, sizeof percent, "compliance %.4g%%", *options.compliance * 100);
    base.changes.emplace_back(percent);
  }
  return {};
}

/// Reads the recorded day, and makes every scenario play it.
Result<void> set_replay(const SimulateOptions& options, Scenario& base, StudySetup& setup) {
  if (options.from_store.empty()) return {};
  const auto address = store_address(options.from_store);
  if (!address) return Fault{"--from-store: " + address.error().message};
  const auto read = loadtest::read_recorded_day(*address, base.city.key, base.date);
  if (!read) return Fault{"--from-store: " + read.error().message};
  const auto day = std::make_shared<const loadtest::RecordedDay>(*read);
  if (const auto trimmed = loadtest::what_was_trimmed(*day)) {
    std::cerr << "offpeak simulate: " << *trimmed << "; they count as made the evening before\n";
  }
  if (const auto checked = loadtest::check_replay(*day, base.city); !checked) {
    return Fault{"--day: " + checked.error().message};
  }
  base.change.people = static_cast<double>(day->people());
  base.changes.push_back("replay of " + config::format_date(day->date));
  setup.replayed = day;
  setup.play = loadtest::replay_of(day);
  return {};
}

/// In a replay the visitors are given, so a scenario may change the halls but not the demand.
Result<void> check_demand_untouched(const Scenario& base, const StudySetup& setup) {
  if (!setup.replayed) return {};
  for (const auto& scenario : setup.spec.scenarios) {
    if (scenario.demand == base.demand && scenario.change == base.change) continue;
    return Fault{"scenario \"" + scenario.name +
                 "\" changes the demand: in a replay the visitors are those who came"};
  }
  return {};
}

Result<void> set_scenarios(const SimulateOptions& options, const Scenario& base, StudySpec& spec) {
  if (options.scenarios.empty()) {
    spec.scenarios.push_back(base);
    return {};
  }
  auto read = loadtest::read_scenarios(options.scenarios, base);
  show(read.diagnostics);
  if (read.scenarios.empty()) return Fault{"the scenarios have mistakes"};
  spec.scenarios = std::move(read.scenarios);
  return {};
}

/// Has every scenario draw so many who mean to come that the base receives as many as are asked
/// for, without guidance. What a scenario changes then shows in how many it receives.
void set_meant(const Scenario& base, StudySetup& setup) {
  if (setup.replayed) return;
  std::map<double, std::map<config::Date, double>> by_people;
  for (Scenario& scenario : setup.spec.scenarios) {
    const auto [found, is_new] = by_people.try_emplace(scenario.change.people);
    if (is_new) {
      Scenario asked = base;
      asked.guidance = loadtest::Guidance::off;
      asked.change.people = scenario.change.people;
      found->second = loadtest::meant_per_received(asked, setup.spec.seed, setup.spec.threads);
    }
    scenario.change.meant_per_received = found->second;
  }
}

std::string bytes_of(const fs::path& file) {
  config::Diagnostics ignored;
  return config::read_text_file(file, file.string(), ignored).value_or("");
}

void add_replay(const StudySetup& setup, loadtest::InputDigest& digest) {
  if (!setup.replayed) return;
  const auto add = [&digest](const std::optional<std::int64_t>& time) {
    digest.add(std::uint64_t{time.has_value()});
    digest.add(static_cast<std::uint64_t>(time.value_or(0)));
  };
  for (const auto& visit : setup.replayed->visits) {
    // All of its fields, or this does not compile.
    const auto& [hall, service, size, ground, slot_ms, booked_ms, arrived_ms, since_ms, called_ms,
                 served_ms, patience_ms, one_service, went_by_itself] = visit;
    digest.add(std::uint64_t{static_cast<std::uint32_t>(hall)});
    digest.add(std::uint64_t{static_cast<std::uint8_t>(service)});
    digest.add(std::uint64_t{size});
    digest.add(static_cast<std::uint64_t>(ground));
    digest.add(std::uint64_t{one_service});
    digest.add(std::uint64_t{went_by_itself});
    add(since_ms);
    add(called_ms);
    for (const auto& time : {slot_ms, booked_ms, arrived_ms, served_ms, patience_ms}) add(time);
  }
}

std::string digest_of(const SimulateOptions& options, const Scenario& base,
                      const StudySetup& setup) {
  const StudySpec& spec = setup.spec;
  loadtest::InputDigest digest;
  digest.add(OFFPEAK_VERSION);
  digest.add(bytes_of(options.config));
  digest.add(base.city.calendar);
  digest.add(bytes_of(demand_file(options.demand, options.config, base.city)));
  digest.add(options.scenarios.empty() ? std::string{} : bytes_of(options.scenarios));
  digest.add(config::format_date(base.date));
  digest.add(static_cast<std::uint64_t>(base.days));
  digest.add(std::bit_cast<std::uint64_t>(base.change.people));
  digest.add(spec.seed);
  digest.add(std::uint64_t{spec.replications});
  digest.add(std::uint64_t{spec.antithetic});
  if (base.guidance != loadtest::Guidance::off) digest.add(options.guidance);
  if (options.compliance) digest.add(std::bit_cast<std::uint64_t>(*options.compliance));
  add_replay(setup, digest);
  return digest.hex();
}

}  // namespace

fs::path demand_file(const std::string& given, const fs::path& city_file,
                     const config::City& city) {
  return given.empty() ? demand_beside(city_file, city) : fs::path{given};
}

Result<StudySetup> set_up_study(const SimulateOptions& options) {
  StudySetup setup;
  Scenario base;
  base.name = "base";
  Result<void> done = check_replay_options(options);
  if (done) done = set_run(options, setup.spec);
  if (done) done = set_day(options, base);
  if (done) done = set_city(options, base);
  if (done) done = set_demand(options, base);
  if (done) done = set_guidance(options, base);
  if (done) done = set_replay(options, base, setup);
  if (done) done = set_scenarios(options, base, setup.spec);
  if (done) done = check_demand_untouched(base, setup);
  if (!done) return done.error();
  set_meant(base, setup);
  setup.digest = digest_of(options, base, setup);
  return setup;
}

}  // namespace offpeak

// A study: scenarios, and replications of each, as a list of independent jobs.
#pragma once

#include <atomic>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "loadtest/simulation/days/day_result.hpp"
#include "loadtest/simulation/days/scenario.hpp"
#include "loadtest/simulation/days/simulate_day.hpp"
#include "loadtest/simulation/statistics/estimate.hpp"

namespace offpeak::loadtest {

/// Job number `j` is replication `j / scenarios` of scenario `j % scenarios`.
struct StudySpec {
  std::vector<Scenario> scenarios;  // the first one is what the others are compared with
  std::uint64_t seed = 1;
  std::uint32_t replications = 100;  // of each; at most so many with `precision`
  std::optional<double> precision;   // stop when each scenario's mean wait is known this well
  bool antithetic = false;           // replications 2k and 2k + 1 are a pair
  int threads = 1;
  std::uint32_t shard = 1, shards = 1;  // of the jobs: those with j % shards == shard - 1
};

struct Progress {
  std::uint64_t jobs_done = 0;
  std::uint64_t jobs = 0;
};

/// The headline figures of one replication, for intervals. Those of the first four lines are of
/// staffed counters.
struct Headline {
  double parties = 0, people = 0;  // called
  double wait_minutes = 0;         // mean over parties called
  double p50_minutes = 0, p90_minutes = 0;
  double over_15_share = 0, over_30_share = 0;
  double overtime_minutes = 0;  // the latest hall's
  double utilisation = 0;
  double balked = 0, abandoned = 0, no_shows = 0, unplaced = 0, unserved = 0;  // parties
  double found_none = 0;           // parties that found no appointment, come or not
  double meant = 0, received = 0;  // people
  double counter_hours = 0;        // staffed, until the hall's closing
  double overtime_hours = 0;       // staffed after it
  double p99_minutes = 0;          // of staffed counters, too
  double over_40_share = 0;
  double shift_minutes = 0;  // of those who booked: from the wished time to the slot, on average
  double followed = 0;       // parties that booked a place that was suggested
  double travel_km = 0;      // of these: from their hall to that one, on average
  Balance balance;
};

struct ScenarioResult {
  std::string name;
  std::vector<std::uint32_t> replications;            // that are in, in order
  std::vector<Headline> headlines;                    // of each: the whole city
  std::vector<std::vector<Headline>> hall_headlines;  // of each, by hall
  DayResult sum;
};

struct StudyResult {
  std::vector<ScenarioResult> scenarios;
  bool complete = false;  // false: stopped early, or a shard
};

/// Plays one replication; called by several threads at a time.
using Play = std::function<DayResult(const Scenario&, const Draws&)>;

/// Runs the jobs of the spec's shard. A signal handler may set `stop` at any time: then jobs under
/// way are finished, and the results so far are returned. `progress` is called now and then by the
/// calling thread. Throws the BrokenInvariant of the first job that breaks one, with the job's name
/// in its words.
StudyResult run_study(const StudySpec& spec, const std::atomic<bool>& stop,
                      const std::function<void(const Progress&)>& progress,
                      const Play& play = simulate_day);

}  // namespace offpeak::loadtest

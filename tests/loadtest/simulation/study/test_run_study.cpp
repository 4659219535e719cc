#include <doctest/doctest.h>

#include <algorithm>
#include <mutex>
#include <set>
#include <stdexcept>

#include "loadtest/simulation/study/headline.hpp"
#include "loadtest/simulation/study/results.hpp"
#include "tests/loadtest/simulation/study/study_fixture.hpp"

namespace offpeak::loadtest {
namespace {

StudySpec two_scenarios() {
  StudySpec spec;
  spec.scenarios = {scenario("base", 800), scenario("more", 900)};
  spec.seed = 7;
  spec.replications = 23;
  return spec;
}

TEST_CASE("any number of threads gives the same bytes") {
  StudySpec spec = two_scenarios();
  const std::string one = results_of(spec);
  for (const int threads : {2, 3, 8}) {
    spec.threads = threads;
    CHECK(results_of(spec) == one);
  }
  spec.seed = 8;
  CHECK(results_of(spec) != one);
}

TEST_CASE("a shard has its own jobs and no others") {
  StudySpec spec = two_scenarios();
  spec.shards = 3;
  std::mutex mutex;
  std::multiset<std::string> jobs;
  for (spec.shard = 1; spec.shard <= spec.shards; ++spec.shard) {
    run_quietly(spec, [&](const Scenario& each, const Draws& draws) {
      const std::lock_guard lock{mutex};
      jobs.insert(each.name + ' ' + std::to_string(draws.replication));
      return played(each, draws);
    });
  }
  CHECK(jobs.size() == 46);
  CHECK(std::set(jobs.begin(), jobs.end()).size() == 46);
}

TEST_CASE("a precision is reached at the same replication whatever the threads") {
  StudySpec spec = two_scenarios();
  spec.replications = 2000;
  spec.precision = 0.02;
  const StudyResult result = run_quietly(spec);
  const auto& base = result.scenarios[0];
  REQUIRE(result.complete);
  CHECK(base.replications.size() < 2000);
  CHECK(base.replications.size() == result.scenarios[1].replications.size());
  CHECK(base.replications.size() % 10 == 0);
  for (const auto& each : result.scenarios) {
    CHECK(estimates(each.replications, each.headlines, false)[2].relative() <= 0.02);
  }
  for (const int threads : {2, 5}) {
    spec.threads = threads;
    CHECK(results_json(frame_of(spec, "0"), run_quietly(spec)) ==
          results_json(frame_of(spec, "0"), result));
  }
  spec.precision = 1e-9;
  spec.replications = 35;
  CHECK(run_quietly(spec).scenarios[0].replications.size() == 35);
}

TEST_CASE("a stop leaves the replications that are done, in order") {
  StudySpec spec = two_scenarios();
  spec.replications = 1000;
  spec.threads = 2;
  std::atomic<bool> stop{false};
  std::atomic<int> played_jobs{0};
  const StudyResult result = run_study(
      spec, stop, [](const Progress&) {},
      [&](const Scenario& each, const Draws& draws) {
        if (++played_jobs == 31) stop = true;
        return played(each, draws);
      });
  CHECK_FALSE(result.complete);
  std::size_t done = 0;
  for (const auto& each : result.scenarios) {
    done += each.replications.size();
    CHECK(std::ranges::is_sorted(each.replications));
    CHECK(each.headlines.size() == each.replications.size());
  }
  CHECK(done >= 31);
  CHECK(done <= 32);
}

TEST_CASE("a stop before the first replication still gives results") {
  const StudySpec spec = two_scenarios();
  const std::atomic<bool> stop{true};
  const StudyResult result = run_study(
      spec, stop, [](const Progress&) {}, played);
  CHECK_FALSE(result.complete);
  const std::string json = results_json(frame_of(spec, "0"), result);
  CHECK(json.find("\"complete\":false") != std::string::npos);
  CHECK(json.find("\"replications\":0") != std::string::npos);
  CHECK_FALSE(results_csv(frame_of(spec, "0"), result).empty());
}

TEST_CASE("a broken rule names the first scenario and replication that broke it") {
  StudySpec spec = two_scenarios();
  spec.threads = 4;
  const auto play = [](const Scenario& each, const Draws& draws) {
    if (each.name == "more" && draws.replication >= 9) throw BrokenInvariant{"I4"};
    return played(each, draws);
  };
  std::string what;
  try {
    run_quietly(spec, play);
  } catch (const BrokenInvariant& broken) {
    what = broken.what;
  }
  CHECK(what == "scenario \"more\", replication 9, seed 7: I4");
}

TEST_CASE("what a replication throws ends the study with its name, not the process") {
  StudySpec spec = two_scenarios();
  spec.threads = 4;
  const auto play = [](const Scenario& each, const Draws& draws) {
    if (each.name == "more" && draws.replication >= 9) throw std::runtime_error{"no memory"};
    return played(each, draws);
  };
  std::string what;
  try {
    run_quietly(spec, play);
  } catch (const BrokenInvariant& broken) {
    what = broken.what;
  }
  CHECK(what == "scenario \"more\", replication 9, seed 7: no memory");
}

TEST_CASE("antithetic replications come in pairs of the same draws") {
  StudySpec spec = two_scenarios();
  spec.scenarios.pop_back();
  spec.antithetic = true;
  spec.replications = 6;
  std::vector<std::pair<std::uint32_t, bool>> draws_given;
  run_quietly(spec, [&](const Scenario& each, const Draws& draws) {
    draws_given.emplace_back(draws.replication, draws.antithetic);
    return played(each, draws);
  });
  const std::vector<std::pair<std::uint32_t, bool>> pairs{{0, false}, {0, true},  {1, false},
                                                          {1, true},  {2, false}, {2, true}};
  CHECK(draws_given == pairs);
}

TEST_CASE("progress counts up to all jobs") {
  const StudySpec spec = two_scenarios();
  const std::atomic<bool> stop{false};
  Progress last;
  run_study(
      spec, stop, [&](const Progress& progress) { last = progress; }, played);
  CHECK(last.jobs_done == 46);
  CHECK(last.jobs == 46);
}

}  // namespace
}  // namespace offpeak::loadtest

#include "loadtest/simulation/study/study.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <condition_variable>
#include <mutex>
#include <thread>
#include <utility>

#include "loadtest/simulation/study/headline.hpp"

namespace offpeak::loadtest {
namespace {

constexpr std::chrono::milliseconds progress_every{100};
// With a precision: it is checked first after this many replications of each scenario, and then
// whenever the half-width so far says that it should be reached.
constexpr std::uint32_t precision_step = 10;
constexpr double precision_growth_max = 4;

/// What is kept of one job.
struct Done {
  bool in = false;
  Headline city;
  std::vector<Headline> halls;
};

Draws draws_of(const StudySpec& spec, std::uint32_t replication) {
  if (!spec.antithetic) return {spec.seed, replication, false};
  return {spec.seed, replication / 2, replication % 2 == 1};
}

/// Adds empty halls to a scenario that was stopped before its first replication ended.
void add_halls(const config::City& city, DayResult& sum) {
  for (const config::Hall& hall : city.halls) {
    HallResult& empty = sum.halls.emplace_back();
    empty.hall = static_cast<std::uint32_t>(hall.code);
    empty.lanes.resize(city.lanes.size());
    empty.services.resize(city.services.size());
  }
}

/// The jobs of a shard, handed out in order to the threads.
class Run {
 public:
  Run(const StudySpec& spec, const std::atomic<bool>& stop,
      const std::function<void(const Progress&)>& progress, const Play& play)
      : spec_{spec}, stop_{stop}, progress_{progress}, play_{play}, sums_(spec.scenarios.size()) {}

  /// Runs the jobs of the replications before `replications` that were not run yet. False when
  /// stopped.
  bool run_until(std::uint32_t replications);
  StudyResult take(bool complete);

  /// Relative half-width of the mean wait, the largest among the scenarios.
  double relative_half_width() const;

 private:
  struct Sum {
    std::mutex mutex;
    DayResult result;
  };

  void work();
  void run_job(std::uint64_t job);
  void fail(std::uint64_t job, const BrokenInvariant& broken);
  void wait_for_workers(std::size_t workers);
  void report() const { progress_({done_.load(), jobs_}); }
  ScenarioResult scenario_result(std::size_t scenario) const;

  const StudySpec& spec_;
  const std::atomic<bool>& stop_;
  const std::function<void(const Progress&)>& progress_;
  const Play& play_;

  std::vector<Done> done_jobs_;  // by job number: each is written by one thread
  std::vector<Sum> sums_;  // by scenario; whole numbers, so the order of adding does not matter
  std::atomic<std::uint64_t> next_{0};
  std::atomic<std::uint64_t> done_{0};
  std::uint64_t jobs_ = 0;  // of the shard, as far as it is known

  std::mutex mutex_;
  std::condition_variable worker_ended_;
  std::size_t ended_ = 0;
  std::atomic<bool> failed_{false};
  std::uint64_t failed_job_ = 0;
  BrokenInvariant broken_;
};

void Run::run_job(std::uint64_t job) {
  const auto scenarios = spec_.scenarios.size();
  const Scenario& scenario = spec_.scenarios[job % scenarios];
  const auto replication = static_cast<std::uint32_t>(job / scenarios);
  const DayResult result = play_(scenario, draws_of(spec_, replication));
  Done& done = done_jobs_[job];
  done.city = headline_of(result, scenario.days);
  for (const HallResult& hall : result.halls) {
    done.halls.push_back(headline_of(hall, scenario.days));
  }
  done.in = true;
  {
    Sum& sum = sums_[job % scenarios];
    const std::lock_guard lock{sum.mutex};
    if (sum.result.halls.empty()) {
      sum.result = result;
    } else {
      sum.result.add(result);
    }
  }
  ++done_;
}

/// Jobs are handed out in order, and those under way are finished, so the first broken job is the
/// same in every run.
void Run::fail(std::uint64_t job, const BrokenInvariant& broken) {
  const std::lock_guard lock{mutex_};
  if (failed_ && failed_job_ < job) return;
  const auto scenarios = spec_.scenarios.size();
  failed_job_ = job;
  broken_.what = "scenario \"" + spec_.scenarios[job % scenarios].name + "\", replication " +
                 std::to_string(job / scenarios) + ", seed " + std::to_string(spec_.seed) + ": " +
                 broken.what;
  failed_ = true;
}

void Run::work() {
  while (!stop_ && !failed_) {
    const std::uint64_t job = next_.fetch_add(spec_.shards);
    if (job >= done_jobs_.size()) break;
    try {
      run_job(job);
    } catch (const BrokenInvariant& broken) {
      fail(job, broken);
    } catch (const std::exception& exception) {  // from here it would end the process
      fail(job, {exception.what()});
    }
  }
  const std::lock_guard lock{mutex_};
  ++ended_;
  worker_ended_.notify_one();
}

void Run::wait_for_workers(std::size_t workers) {
  std::unique_lock lock{mutex_};
  while (!worker_ended_.wait_for(lock, progress_every, [&] { return ended_ == workers; })) {
    lock.unlock();
    report();
    lock.lock();
  }
}

bool Run::run_until(std::uint32_t replications) {
  const std::uint64_t first = done_jobs_.size();
  const std::uint64_t last = std::uint64_t{replications} * spec_.scenarios.size();
  const std::uint64_t behind = spec_.shard - 1 + spec_.shards - first % spec_.shards;
  next_ = first + behind % spec_.shards;
  done_jobs_.resize(last);
  if (next_ < last) jobs_ += (last - next_ + spec_.shards - 1) / spec_.shards;
  report();
  const auto workers = static_cast<std::size_t>(std::max(1, spec_.threads));
  ended_ = 0;
  {
    std::vector<std::jthread> threads;
    for (std::size_t i = 0; i < workers; ++i) threads.emplace_back([this] { work(); });
    wait_for_workers(workers);
  }
  report();
  if (failed_) throw broken_;
  return done_ == jobs_;
}

ScenarioResult Run::scenario_result(std::size_t scenario) const {
  ScenarioResult result;
  result.name = spec_.scenarios[scenario].name;
  const std::size_t scenarios = spec_.scenarios.size();
  for (std::size_t job = scenario; job < done_jobs_.size(); job += scenarios) {
    if (!done_jobs_[job].in) continue;
    result.replications.push_back(static_cast<std::uint32_t>(job / scenarios));
    result.headlines.push_back(done_jobs_[job].city);
    result.hall_headlines.push_back(done_jobs_[job].halls);
  }
  result.sum = sums_[scenario].result;
  if (result.sum.halls.empty()) add_halls(spec_.scenarios[scenario].city, result.sum);
  return result;
}

double Run::relative_half_width() const {
  double worst = 0;
  for (std::size_t scenario = 0; scenario < spec_.scenarios.size(); ++scenario) {
    std::vector<std::uint32_t> replications;
    Series series;
    for (std::size_t job = scenario; job < done_jobs_.size(); job += spec_.scenarios.size()) {
      replications.push_back(static_cast<std::uint32_t>(job / spec_.scenarios.size()));
      series.push_back(done_jobs_[job].city);
    }
    const auto all = estimates(replications, series, spec_.antithetic);
    const auto wait = std::ranges::find(headline_fields, "wait", &HeadlineField::key);
    worst =
        std::max(worst, all[static_cast<std::size_t>(wait - headline_fields.begin())].relative());
  }
  return worst;
}

StudyResult Run::take(bool complete) {
  StudyResult result;
  for (std::size_t scenario = 0; scenario < spec_.scenarios.size(); ++scenario) {
    result.scenarios.push_back(scenario_result(scenario));
  }
  result.complete = complete;
  return result;
}

/// A half-width falls with the square root of the replications. Depends on the results of complete
/// replications alone, never on threads.
std::uint32_t next_look(std::uint32_t replications, double relative, double precision,
                        std::uint32_t most) {
  const double ratio = relative / precision;
  const double growth = std::min(ratio * ratio, precision_growth_max);
  const double steps = std::ceil(replications * growth / precision_step);
  const double wanted = std::max(steps, 1.0 * replications / precision_step + 1) * precision_step;
  return static_cast<std::uint32_t>(std::min<double>(wanted, most));
}

}  // namespace

StudyResult run_study(const StudySpec& spec, const std::atomic<bool>& stop,
                      const std::function<void(const Progress&)>& progress, const Play& play) {
  Run run{spec, stop, progress, play};
  if (!spec.precision) return run.take(run.run_until(spec.replications) && spec.shards == 1);
  std::uint32_t replications = std::min(precision_step, spec.replications);
  bool complete = run.run_until(replications);
  while (complete && replications < spec.replications) {
    const double relative = run.relative_half_width();
    if (relative <= *spec.precision) break;
    replications = next_look(replications, relative, *spec.precision, spec.replications);
    complete = run.run_until(replications);
  }
  return run.take(complete);
}

}  // namespace offpeak::loadtest

// Keeps the planners' questions to the simulator: queues them, runs one at a time in a process of
// its own, and keeps what came out, on disk. JOBS.md describes the folder.
//
// All of it happens on a thread of its own, which also calls back with answers, so that no other
// thread waits for a disk or a process.
#pragma once

#include <chrono>
#include <cstddef>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/catch_all.hpp"
#include "base/result.hpp"
#include "jobs/job.hpp"

namespace offpeak::jobs {

struct JobLimits {
  std::size_t queued_max = 8;
  std::size_t queued_per_owner_max = 4;
  std::size_t kept_max = 20;  // ended ones; the oldest beyond are removed
  std::chrono::milliseconds run_time_max{std::chrono::minutes{15}};
  std::chrono::milliseconds stop_time_max{5'000};   // from SIGTERM to SIGKILL
  std::uint64_t file_bytes_max = 16 * 1024 * 1024;  // of each file of results
  std::uint32_t attempts_max = 2;                   // at a job whose server died while it ran
  std::size_t asked_max = 256;                      // questions without an answer so far
};

struct JobManagerOptions {
  std::filesystem::path folder;     // made when it is not there
  std::vector<std::string> worker;  // the program's path and its first arguments
  /// The request that was asked so (JobRequest::shown), or nothing when it is none. What a worker
  /// is told always comes from here or from submit(), and never from a file.
  std::function<std::optional<JobRequest>(std::string_view shown)> read_request =
      [](std::string_view) { return std::optional<JobRequest>{}; };
  JobLimits limits{};
  /// By which jobs were asked for, began and ended. Any thread.
  std::function<config::Instant()> now = [] {
    return std::chrono::time_point_cast<config::milliseconds>(std::chrono::system_clock::now());
  };
  /// Gets a line for each thing that happens; called by the manager's thread.
  std::function<void(const std::string&)> log = [](const std::string&) {};
};

using SharedJobs = std::shared_ptr<const JobList>;

enum class Submitted : std::uint8_t {
  accepted,
  repeated,  // the same came with this key before
  mismatch,  // another request came with this key before
  full,      // JobLimits::queued_max
  own_full,  // JobLimits::queued_per_owner_max
  not_kept,  // the folder cannot be written
};
struct Submission {
  Submitted outcome = Submitted::accepted;
  Job job;  // as it was accepted; of `accepted` and `repeated`
};

/// The answer to a question, or what the manager's thread threw while it worked on it.
template <class T>
using Answer = std::function<void(const base::Result<T, base::Thrown>&)>;

enum class Removed : std::uint8_t {
  removed,   // it had ended
  stopping,  // it is queued or runs, and will be cancelled
  unknown,
};

// In a job's folder.
inline constexpr std::string_view results_file = "results.json";
inline constexpr std::string_view scenarios_file = "scenarios.yaml";

class JobManager {
 public:
  explicit JobManager(JobManagerOptions options);
  /// Like stop().
  ~JobManager();
  JobManager(const JobManager&) = delete;
  JobManager& operator=(const JobManager&) = delete;

  /// Called by the manager's thread after each change of a job. Before start().
  void add_listener(std::function<void()> listener);

  /// Takes over the folder; fails when it cannot, for example because another process has it. A job
  /// that ran when its server ended is run again, with the same results. To be called once.
  base::Result<void> start();
  /// Ends the worker and the thread; nothing is called back afterwards. A job that ran is queued
  /// again. The owner's thread may call it any number of times.
  void stop();

  // Any thread.

  /// Whether it takes questions: after a start() that went well, before stop().
  bool is_running() const;
  /// As of the last change; never null.
  SharedJobs jobs() const;

  // Any thread. False when too many questions are open or the manager does not run; then `answer`
  // is never called.

  bool submit(JobRequest request, Answer<Submission> answer);
  bool remove(std::string id, Answer<Removed> answer);
  /// The results, a JSON object, of a job that is done; nothing when there are none. The answer may
  /// work on them at length: the manager's thread is not in a hurry.
  bool read_results(std::string id, Answer<std::optional<std::string>> answer);

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace offpeak::jobs

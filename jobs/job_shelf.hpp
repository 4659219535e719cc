// All jobs, in memory and in their folder. Belongs to one thread.
#pragma once

#include <filesystem>
#include <functional>
#include <list>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "jobs/job.hpp"

namespace offpeak::jobs {

class JobShelf {
 public:
  using Log = std::function<void(const std::string&)>;
  using ReadRequest = std::function<std::optional<JobRequest>(std::string_view shown)>;

  JobShelf(std::filesystem::path folder, ReadRequest read_request, Log log);
  ~JobShelf();
  JobShelf(const JobShelf&) = delete;
  JobShelf& operator=(const JobShelf&) = delete;

  /// Makes the folder if needed, locks it for this process, and reads the jobs in it; fails when it
  /// cannot, or when another user may write there. A job that was running is queued, or has failed
  /// after `attempts_max`; one whose question is not understood any more has failed.
  base::Result<void> open(std::uint32_t attempts_max);
  /// Unlocks the folder for another process.
  void close();

  /// Oldest first.
  const std::list<Job>& jobs() const { return jobs_; }
  /// Stays where it is as long as it is kept.
  Job* find(std::string_view id);
  Job* find_repeated(std::string_view repeat_key);
  Job* oldest(JobStatus status);
  std::size_t count(JobStatus status) const;
  std::size_t count_queued_of(std::string_view owner) const;
  std::filesystem::path folder_of(const Job& job) const { return folder_ / job.id; }

  /// A new job with a folder of its own; null when it cannot be written.
  Job* add(JobRequest request, config::Instant now);
  /// Keeps the changes of a job, on disk as well.
  void save(Job& job);
  /// Keeps progress, in memory alone.
  void touch(Job& job) { job.revision = ++revision_; }
  void remove(std::string_view id);
  /// Removes ended jobs, the oldest first, until so many are left.
  void keep_ended(std::size_t ended_max);

 private:
  base::Result<void> lock();
  void read_folders();
  void resume(Job& job, std::uint32_t attempts_max);

  std::filesystem::path folder_;
  ReadRequest read_request_;
  Log log_;
  std::list<Job> jobs_;
  std::uint64_t revision_ = 0;
  int lock_ = -1;
};

}  // namespace offpeak::jobs

// What the end of a worker means for its job.
#pragma once

#include <chrono>
#include <string>

#include "jobs/job.hpp"
#include "jobs/worker.hpp"

namespace offpeak::jobs {

/// Why a worker ended, as far as its manager knows.
struct WorkerStory {
  WorkerEnd end{};
  std::string last_words{};  // the last line that it wrote; may be empty
  bool is_cancelled = false;
  bool is_overdue = false;
};

struct Verdict {
  JobStatus status;
  std::string detail{};  // for whoever asked for the job; only of `failed`
};

/// `done` when nothing speaks against it: whether there are results is still to be seen.
Verdict judge(const WorkerStory& story, std::chrono::milliseconds run_time_max);

}  // namespace offpeak::jobs

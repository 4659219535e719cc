#include "jobs/verdict.hpp"

#include <signal.h>

namespace offpeak::jobs {
namespace {

std::string minutes_words(std::chrono::milliseconds duration) {
  const auto minutes = std::chrono::duration_cast<std::chrono::minutes>(duration).count();
  return minutes == 0 ? std::to_string(duration.count()) + " ms"
                      : std::to_string(minutes) + " minutes";
}

}  // namespace

Verdict judge(const WorkerStory& story, std::chrono::milliseconds run_time_max) {
  const WorkerEnd& end = story.end;
  if (story.is_cancelled) return {JobStatus::cancelled};
  if (story.is_overdue) {
    return {JobStatus::failed, "it took longer than " + minutes_words(run_time_max) +
                                   ": ask for fewer replications, days or scenarios"};
  }
  if (end.signal == SIGXFSZ) return {JobStatus::failed, "its results are too large to be kept"};
  if (end.signal != 0) {
    return {JobStatus::failed, "the worker was ended by signal " + std::to_string(end.signal)};
  }
  if (end.code == 0) return {JobStatus::done};
  return {JobStatus::failed, story.last_words.empty()
                                 ? "the worker failed with code " + std::to_string(end.code)
                                 : story.last_words};
}

}  // namespace offpeak::jobs

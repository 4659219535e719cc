#include <doctest/doctest.h>
#include <signal.h>

#include "jobs/verdict.hpp"

namespace offpeak::jobs {
namespace {

TEST_CASE("how a worker ended decides what becomes of its job, and what its planner reads") {
  using std::chrono::milliseconds;
  using std::chrono::minutes;
  struct Row {
    WorkerStory story;
    milliseconds run_time_max;
    JobStatus status;
    std::string detail;
  };
  const Row rows[] = {
      {{}, minutes{15}, JobStatus::done, ""},
      {{.end = {.signal = SIGTERM}, .last_words = "x", .is_cancelled = true},
       minutes{15},
       JobStatus::cancelled,
       ""},
      {{.end = {.signal = SIGTERM}, .is_overdue = true},
       minutes{15},
       JobStatus::failed,
       "it took longer than 15 minutes: ask for fewer replications, days or scenarios"},
      {{.is_overdue = true},
       milliseconds{250},
       JobStatus::failed,
       "it took longer than 250 ms: ask for fewer replications, days or scenarios"},
      {{.end = {.signal = SIGXFSZ}},
       minutes{15},
       JobStatus::failed,
       "its results are too large to be kept"},
      {{.end = {.signal = SIGKILL}, .last_words = "x"},
       minutes{15},
       JobStatus::failed,
       "the worker was ended by signal 9"},
      {{.end = {.code = 2}, .last_words = "no such hall"},
       minutes{15},
       JobStatus::failed,
       "no such hall"},
      {{.end = {.code = 2}}, minutes{15}, JobStatus::failed, "the worker failed with code 2"},
      {{.last_words = "a warning"}, minutes{15}, JobStatus::done, ""},
  };
  for (const auto& row : rows) {
    CAPTURE(row.detail);
    const auto verdict = judge(row.story, row.run_time_max);
    CHECK(verdict.status == row.status);
    CHECK(verdict.detail == row.detail);
  }
}

}  // namespace
}  // namespace offpeak::jobs

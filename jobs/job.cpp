#include "jobs/job.hpp"

#include <algorithm>
#include <array>

namespace offpeak::jobs {
namespace {

constexpr std::array<std::string_view, 5> names{"queued", "running", "done", "cancelled", "failed"};

}  // namespace

std::string_view name_of(JobStatus status) { return names[static_cast<std::size_t>(status)]; }

std::optional<JobStatus> parse_job_status(std::string_view name) {
  const auto found = std::ranges::find(names, name);
  if (found == names.end()) return std::nullopt;
  return static_cast<JobStatus>(found - names.begin());
}

bool is_job_id(std::string_view text) {
  const auto is_digit = [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); };
  return text.size() == job_id_chars && std::ranges::all_of(text, is_digit);
}

const Job* find_job(const JobList& jobs, std::string_view id) {
  const auto found = std::ranges::find(jobs, id, &Job::id);
  return found == jobs.end() ? nullptr : &*found;
}

}  // namespace offpeak::jobs

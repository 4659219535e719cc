// A simulation that a planner asked for over the network, and how far it is.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "config/civil_time.hpp"

namespace offpeak::jobs {

/// Persisted by name. done, cancelled and failed are final.
enum class JobStatus : std::uint8_t { queued, running, done, cancelled, failed };

std::string_view name_of(JobStatus status);
std::optional<JobStatus> parse_job_status(std::string_view name);
constexpr bool has_ended(JobStatus status) { return status > JobStatus::running; }

/// What is asked of the worker.
struct JobRequest {
  std::vector<std::string> arguments;  // after the worker's own
  std::string scenarios;      // contents of scenarios.yaml in the worker's folder; empty: no file
  std::string shown;          // a JSON object: what was asked, as it is shown
  std::string owner;          // who asked, as the audit knows them; empty: before owners were kept
  std::string repeat_key;     // idempotency key, with its caller; empty: without one
  std::string repeat_digest;  // digest of the request that came with that key
};

struct Job {
  std::string id;  // 16 hexadecimal digits, random
  JobStatus status = JobStatus::queued;
  config::Instant created_at{};
  std::optional<config::Instant> started_at;
  std::optional<config::Instant> ended_at;
  std::uint64_t done = 0;   // replications, of all scenarios together
  std::uint64_t total = 0;  // 0: the worker has not said yet
  std::string detail;       // for people: why it failed
  std::uint32_t attempts = 0;
  std::uint64_t revision = 0;  // grows with each change of any job; not kept on disk
  std::shared_ptr<const JobRequest> request;
};

inline constexpr std::size_t job_id_chars = 16;
/// Whether a text may name a job, and so a folder.
bool is_job_id(std::string_view text);

/// Newest first.
using JobList = std::vector<Job>;
/// Null when there is none.
const Job* find_job(const JobList& jobs, std::string_view id);

}  // namespace offpeak::jobs

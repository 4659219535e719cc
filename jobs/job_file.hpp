// job.json: what is kept of a job, in its folder. JOBS.md describes it.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "jobs/job.hpp"

namespace offpeak::jobs {

/// Larger ones are not read.
inline constexpr std::size_t job_file_bytes_max = 256 * 1024;

/// Nothing when `JobRequest::shown` is not a JSON object.
std::optional<std::string> job_text(const Job& job);
/// Nothing when the text is not a job.json of this version. The arguments are left out: whoever can
/// write the file is not to say what is run.
std::optional<Job> read_job(std::string_view text);

/// Afterwards either the old file is there or the whole new one, even after a loss of power. False
/// when it cannot be written.
bool replace_file(const std::filesystem::path& file, std::string_view text);

}  // namespace offpeak::jobs

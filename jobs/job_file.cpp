#include "jobs/job_file.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <boost/json.hpp>
#include <cerrno>
#include <utility>

#include "base/descriptor.hpp"
#include "base/json_reader.hpp"

namespace offpeak::jobs {
namespace {

namespace json = boost::json;
namespace fs = std::filesystem;

constexpr std::string_view format = "offpeak-simulation-job";
constexpr int version = 1;
constexpr std::size_t depth_max = 16;

/// Milliseconds, because the order of jobs needs more than the seconds of RFC 3339.
std::int64_t milliseconds_of(config::Instant instant) { return instant.time_since_epoch().count(); }

json::value time_or_null(const std::optional<config::Instant>& instant) {
  return instant ? json::value(milliseconds_of(*instant)) : json::value(nullptr);
}

std::optional<config::Instant> read_time(const json::value& value) {
  if (value.is_null()) return std::nullopt;
  return config::instant_of(value.to_number<std::int64_t>());
}

JobRequest read_request(const json::object& object) {
  JobRequest request;
  const auto text = [&object](std::string_view name) {
    return std::string{std::string_view{object.at(name).as_string()}};
  };
  request.scenarios = text("scenarios");
  request.shown = json::serialize(object.at("shown").as_object());
  if (object.contains("owner")) request.owner = text("owner");
  request.repeat_key = text("repeat_key");
  request.repeat_digest = text("repeat_digest");
  return request;
}

/// Throws when anything differs from the form that job_text writes.
Job read_object(const json::object& object) {
  Job job;
  job.id = std::string_view{object.at("id").as_string()};
  job.status = parse_job_status(object.at("status").as_string()).value();
  job.created_at = read_time(object.at("created_at_ms")).value();
  job.started_at = read_time(object.at("started_at_ms"));
  job.ended_at = read_time(object.at("ended_at_ms"));
  job.done = object.at("done").to_number<std::uint64_t>();
  job.total = object.at("total").to_number<std::uint64_t>();
  job.detail = std::string_view{object.at("detail").as_string()};
  job.attempts = object.at("attempts").to_number<std::uint32_t>();
  job.request = std::make_shared<const JobRequest>(read_request(object.at("request").as_object()));
  return job;
}

bool write_all(const base::Descriptor& file, std::string_view text) {
  while (file.is_open() && !text.empty()) {
    const ssize_t written = ::write(file.get(), text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return false;
    text.remove_prefix(static_cast<std::size_t>(written));
  }
  return file.is_open();
}

bool sync(const base::Descriptor& file) { return file.is_open() && ::fsync(file.get()) == 0; }

}  // namespace

std::optional<std::string> job_text(const Job& job) {
  const auto& asked = *job.request;
  const auto shown = base::read_json(asked.shown, depth_max);
  if (!shown || !shown->is_object()) return std::nullopt;
  const json::object request{{"arguments", json::value_from(asked.arguments)},
                             {"scenarios", asked.scenarios},
                             {"shown", *shown},
                             {"owner", asked.owner},
                             {"repeat_key", asked.repeat_key},
                             {"repeat_digest", asked.repeat_digest}};
  const json::object object{{"format", format},
                            {"version", version},
                            {"id", job.id},
                            {"status", name_of(job.status)},
                            {"created_at_ms", milliseconds_of(job.created_at)},
                            {"started_at_ms", time_or_null(job.started_at)},
                            {"ended_at_ms", time_or_null(job.ended_at)},
                            {"done", job.done},
                            {"total", job.total},
                            {"detail", job.detail},
                            {"attempts", job.attempts},
                            {"request", request}};
  return json::serialize(object) + '\n';
}

std::optional<Job> read_job(std::string_view text) {
  const auto value = base::read_json(text, depth_max);
  if (!value || !value->is_object()) return std::nullopt;
  const auto& object = value->get_object();
  try {
    if (object.at("format").as_string() != format || object.at("version") != version) {
      return std::nullopt;
    }
    return read_object(object);
  } catch (const std::exception&) {  // a member that is missing, or of another type
    return std::nullopt;
  }
}

bool replace_file(const fs::path& file, std::string_view text) {
  auto fresh = file;
  fresh += ".new";
  {
    const base::Descriptor written{
        ::open(fresh.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600)};
    if (!write_all(written, text) || !sync(written)) return false;
  }
  if (::rename(fresh.c_str(), file.c_str()) != 0) return false;
  return sync(
      base::Descriptor{::open(file.parent_path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)});
}

}  // namespace offpeak::jobs

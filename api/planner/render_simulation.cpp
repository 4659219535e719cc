#include "api/planner/render_simulation.hpp"

#include "base/json_writer.hpp"
#include "loadtest/simulation/study/results_version.hpp"

namespace offpeak::api {
namespace {

using jobs::Job;

constexpr std::string_view earlier_results =
    "an earlier version of Offpeak made the results, with other figures in them: simulate again "
    "with "
    "the same request";

void write_time(base::JsonWriter& json, std::string_view name,
                const std::optional<config::Instant>& instant) {
  if (instant) json.key(name).plain(config::format_instant(*instant));
}

void write_simulation(base::JsonWriter& json, const Job& job, std::string_view results) {
  json.begin_object();
  json.key("id").plain(job.id);
  json.key("status").plain(jobs::name_of(job.status));
  write_time(json, "created_at", job.created_at);
  write_time(json, "started_at", job.started_at);
  write_time(json, "ended_at", job.ended_at);
  json.key("progress").begin_object();
  json.key("done").number(static_cast<std::int64_t>(job.done));
  json.key("total").number(static_cast<std::int64_t>(job.total));
  json.end_object();
  json.key("request").json(job.request->shown);
  if (!job.detail.empty()) json.key("detail").text(job.detail);
  if (loadtest::are_earlier_results(results)) {
    json.key("detail").text(earlier_results);
  } else if (!results.empty()) {
    json.key("results").json(results);
  }
  json.end_object();
}

}  // namespace

std::string render_accepted_simulation(const Job& job) {
  Job accepted;
  accepted.id = job.id;
  accepted.created_at = job.created_at;
  accepted.request = job.request;
  return render_simulation(accepted);
}

std::string render_simulation(const Job& job, std::string_view results) {
  std::string body;
  body.reserve(results.size() + 1024);
  base::JsonWriter json{body};
  write_simulation(json, job, results);
  return body;
}

std::string render_simulations(const jobs::JobList& jobs) {
  std::string body;
  base::JsonWriter json{body};
  json.begin_object().key("simulations").begin_array();
  for (const auto& job : jobs) write_simulation(json, job, {});
  json.end_array().end_object();
  return body;
}

}  // namespace offpeak::api

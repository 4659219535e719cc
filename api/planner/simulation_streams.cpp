#include "api/planner/simulation_streams.hpp"

#include <algorithm>
#include <limits>
#include <string>

#include "api/planner/render_simulation.hpp"
#include "api/server_events.hpp"

namespace offpeak::api {
namespace {

constexpr auto told_all = std::numeric_limits<std::uint64_t>::max();

}  // namespace

SimulationStreams::SimulationStreams(http::IoThread& io) : io_{io}, heartbeat_{heartbeat_event()} {}

void SimulationStreams::tell(Watcher& watcher, const jobs::Job& job) {
  const bool is_last = jobs::has_ended(job.status);
  io_.push(watcher.to, event_of(is_last ? "ended" : "progress", std::to_string(job.revision),
                                render_simulation(job)));
  watcher.seen = is_last ? told_all : job.revision;
  if (is_last) io_.end_stream(watcher.to);
}

http::StreamStart SimulationStreams::watch(const jobs::Job& job, http::ReplyTo to) {
  const auto start = start_events(io_, to, heartbeat_);
  if (start != http::StreamStart::started) return start;
  tell(watchers_.emplace_back(Watcher{.to = to, .id = job.id}), job);
  return start;
}

void SimulationStreams::publish(const jobs::JobList& jobs) {
  for (Watcher& watcher : watchers_) {
    if (watcher.seen == told_all) continue;
    const auto* job = jobs::find_job(jobs, watcher.id);
    if (job == nullptr) {
      io_.push(watcher.to, unavailable_event("removed"));
      io_.end_stream(watcher.to);
      watcher.seen = told_all;
    } else if (job->revision > watcher.seen) {
      tell(watcher, *job);
    }
  }
}

void SimulationStreams::end_all(std::string_view reason) {
  const auto message = unavailable_event(reason);
  for (Watcher& watcher : watchers_) {
    if (watcher.seen == told_all) continue;
    io_.push(watcher.to, message);
    io_.end_stream(watcher.to);
    watcher.seen = told_all;
  }
}

void SimulationStreams::forget(http::ReplyTo to) {
  std::erase_if(watchers_, [to](const Watcher& watcher) { return watcher.to == to; });
}

}  // namespace offpeak::api

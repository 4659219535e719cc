#include "api/assistance_calls.hpp"

#include <algorithm>

namespace offpeak::api {

AssistanceCalls::Calls& AssistanceCalls::calls_of(config::HallCode hall, config::Instant now) {
  auto& calls = halls_[hall];
  std::erase_if(calls, [now](const AssistanceCall& call) { return call.at + kept_for <= now; });
  return calls;
}

std::optional<AssistanceCall> AssistanceCalls::add(config::HallCode hall,
                                                   const AssistanceCall& call) {
  const std::scoped_lock lock{mutex_};
  auto& calls = calls_of(hall, call.at);
  const auto is_same = [&call](const AssistanceCall& each) {
    return each.caller == call.caller && !each.is_done;
  };
  if (const auto same = std::ranges::find_if(calls, is_same); same != calls.end()) return *same;
  if (calls.size() >= calls_max) {
    // What was answered has been told; who still waits is not forgotten for a newcomer.
    const auto done = std::ranges::find_if(calls, &AssistanceCall::is_done);
    if (done == calls.end()) return std::nullopt;
    calls.erase(done);
  }
  return calls.emplace_back(call);
}

bool AssistanceCalls::finish(config::HallCode hall, const AssistanceId& id, config::Instant now) {
  const std::scoped_lock lock{mutex_};
  auto& calls = calls_of(hall, now);
  const auto found = std::ranges::find(calls, id, &AssistanceCall::id);
  if (found == calls.end()) return false;
  found->is_done = true;
  return true;
}

std::optional<AssistanceCall> AssistanceCalls::find(config::HallCode hall, const AssistanceId& id,
                                                    config::Instant now) {
  const std::scoped_lock lock{mutex_};
  const auto& calls = calls_of(hall, now);
  const auto found = std::ranges::find(calls, id, &AssistanceCall::id);
  if (found == calls.end()) return std::nullopt;
  return *found;
}

std::vector<AssistanceCall> AssistanceCalls::open(config::HallCode hall, config::Instant now) {
  const std::scoped_lock lock{mutex_};
  auto calls = calls_of(hall, now);
  std::erase_if(calls, &AssistanceCall::is_done);
  return calls;
}

}  // namespace offpeak::api

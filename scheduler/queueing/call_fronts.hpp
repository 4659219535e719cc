// The call rule on nothing but the fronts of a lane's lines, so that a forecast may play it on
// fronts that are not there yet.
#pragma once

#include <array>
#include <optional>

#include "scheduler/queueing/call_rule.hpp"

namespace offpeak::scheduler {

/// Who stands first in a line.
struct Front {
  bool is_there = false;
  QueueMs since_ms = 0;
  std::uint32_t due_calls = 0;  // in the line of those who return: its turn at this call
};

/// A lane as the rule sees it: the fronts by Line, and what has been called so far.
struct Fronts {
  std::array<Front, lines_count> lines{};
  std::uint32_t calls = 0;
  std::uint16_t priority_run = 0;
  std::uint16_t booked_run = 0;
};

/// Which front is next, and why; nothing when nobody is there.
struct NextCall {
  Line line{};
  Claimed claimed{};
  QueueMs since_ms = 0;
};
std::optional<NextCall> next_call(const config::CallRule& rule, const Fronts& fronts, QueueMs now_ms);

/// Whether a counter that serves both lanes calls `one` before `other`.
constexpr bool goes_before(const NextCall& one, const NextCall& other) {
  return one.claimed != other.claimed ? one.claimed < other.claimed : one.since_ms < other.since_ms;
}

}  // namespace offpeak::scheduler

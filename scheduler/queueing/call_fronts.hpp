// The call rule on the fronts of a lane's lines alone, so that a forecast can play it on fronts to
// come.
#pragma once

#include <array>
#include <optional>

#include "scheduler/queueing/call_rule.hpp"

namespace offpeak::scheduler {

/// Who stands first in a line.
struct Front {
  bool is_there = false;
  QueueMs since_ms = 0;
  std::uint32_t due_calls =
      0;  // only for those who return: the call of the lane at which it is their turn
};

/// A lane as the rule sees it: the fronts by Line, and what has been called so far.
struct Fronts {
  std::array<Front, lines_count> lines{};
  std::uint32_t calls = 0;
  std::uint16_t priority_run = 0;
  std::uint16_t booked_run = 0;
};

/// Which front is next, and why; nothing when every line is empty.
struct NextCall {
  Line line{};
  Claimed claimed{};
  QueueMs since_ms = 0;
};
std::optional<NextCall> next_call(const config::CallRule& rule, const Fronts& fronts,
                                  QueueMs now_ms);

/// Whether a counter that serves both lanes calls `one` before `other`.
constexpr bool goes_before(const NextCall& one, const NextCall& other) {
  return one.claimed != other.claimed ? one.claimed < other.claimed : one.since_ms < other.since_ms;
}

}  // namespace offpeak::scheduler

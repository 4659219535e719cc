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
  QueueMs came_ms = 0;
  std::uint32_t due_calls =
      0;  // only for those who return: the call of the lane at which it is their turn
  std::uint16_t expected_s = 0;
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
  QueueMs came_ms = 0;
  std::uint16_t expected_s = 0;
};
std::optional<NextCall> next_call(const config::CallRule& rule, const Fronts& fronts,
                                  QueueMs now_ms);

constexpr LaneClaim claim_of(LaneCode lane, const NextCall& call) {
  return {.lane = lane,
          .claimed = call.claimed,
          .since_ms = call.since_ms,
          .came_ms = call.came_ms,
          .expected_s = call.expected_s};
}

}  // namespace offpeak::scheduler

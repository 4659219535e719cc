// A lane as it stands: who waits in it, and what has been called from it so far. The rule that
// reads this is in scheduler/queueing/call_rule.hpp.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>

#include "scheduler/state/queue_records.hpp"
#include "scheduler/state/ranked_line.hpp"

namespace offpeak::scheduler {

/// Its lines, by Line, and its record, which counts the calls.
struct LaneView {
  const LaneDay& record;
  const std::array<RankedLine, lines_count>& lines;
};

/// Where the rule stands after so many calls from this line: `record` counts them, as a LaneDay
/// does.
template <class Record>
constexpr void note_calls(Record& record, Line line, std::uint32_t calls = 1) {
  constexpr std::uint32_t run_max = 0xFFFF;
  const auto longer = [&](std::uint16_t run) {
    return static_cast<std::uint16_t>(std::min(run + calls, run_max));
  };
  record.calls += calls;
  record.priority_run = line == Line::priority ? longer(record.priority_run) : std::uint16_t{0};
  if (line == Line::walk_in) record.booked_run = 0;
  if (line == Line::booked) record.booked_run = longer(record.booked_run);
}

}  // namespace offpeak::scheduler

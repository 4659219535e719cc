// Whom a counter calls next: the hall's rule on the fronts of a lane's lines.
#pragma once

#include <cstdint>
#include <optional>

#include "config/city.hpp"
#include "scheduler/state/lane_view.hpp"

namespace offpeak::scheduler {

/// Why a ticket is the next. When a counter serves several lanes, an earlier reason goes before a
/// later one.
enum class Claimed : std::uint8_t {
  aged,       // has waited longer than the rule allows
  returning,  // missed, and enough others were called since
  priority,
  turn,   // booked or walk-in, by order and ratio
  early,  // called before its slot or its return is due, because nobody else is there
};

struct Choice {
  Line line{};
  Claimed claimed{};
  RankedLine::Waiting waiting{};
};

/// What the first of a lane puts forward to a counter that serves several.
struct LaneClaim {
  LaneCode lane{};
  Claimed claimed{};
  QueueMs since_ms = 0;  // the wait counts from here
  QueueMs came_ms = 0;
  std::uint16_t expected_s = 0;
};

/// Who is next in this lane at `now_ms` of the day; nothing when nobody waits.
///
/// hall: returning ones whose turn it is; whoever has waited longer than `ageing`, the longest
/// first; priority, but after `priority_run_max` of them in a row one other; then booked tickets
/// whose slot has begun and walk-ins, `booked_per_walk_in` to one when both wait. When only those
/// are left whose time has not come, they are called too: no counter idles while somebody waits.
/// appointments_first: the same without ratios: priority, then booked, then walk-ins. arrival: by
/// arrival alone; tickets then stand in one line (`line_for`).
std::optional<Choice> choose(const config::CallRule& rule, const LaneView& lane, QueueMs now_ms);

LaneClaim claim_of(LaneCode lane, const Choice& choice);

/// Whether a counter that serves both lanes calls `one` before `other`: the earlier reason, then
/// the longer wait, then by the rule for ties, then the lower lane. `last` is the lane that the
/// counter called last; LaneCode{}: none yet.
bool goes_before(config::LaneTies ties, const LaneClaim& one, const LaneClaim& other,
                 LaneCode last);

/// The rank of a ticket in the lines but `returning`: by the time from which it waits, then by
/// `ordinal`, in which they came.
constexpr std::uint64_t rank_of(QueueMs since_ms, std::uint16_t ordinal) {
  return since_ms << 16 | ordinal;
}
/// In the line of those who return: by the call of the lane that they wait for.
constexpr std::uint64_t return_rank(std::uint32_t due_calls, std::uint16_t ordinal) {
  return std::uint64_t{due_calls} << 16 | ordinal;
}

/// Where a new ticket stands.
Line line_for(const config::CallRule& rule, bool in_time_with_appointment, PriorityGround ground);

}  // namespace offpeak::scheduler

#include "scheduler/queueing/call_rule.hpp"

#include <utility>

#include "base/mutant.hpp"
#include "scheduler/queueing/call_fronts.hpp"

namespace offpeak::scheduler {
namespace {

using config::CallOrder;
using config::CallRule;

constexpr std::size_t at(Line line) { return static_cast<std::size_t>(line); }

const Front& front_of(const Fronts& fronts, Line line) { return fronts.lines[at(line)]; }

NextCall call_from(const Fronts& fronts, Line line, Claimed claimed) {
  const Front& front = front_of(fronts, line);
  return {.line = line,
          .claimed = claimed,
          .since_ms = front.since_ms,
          .came_ms = front.came_ms,
          .expected_s = front.expected_s};
}

/// Whether this line has somebody whose time has come.
bool is_due(const Fronts& fronts, Line line, QueueMs now_ms) {
  const auto& front = front_of(fronts, line);
  if (!front.is_there) return false;
  if (line == Line::returning) return front.due_calls <= fronts.calls;
  return front.since_ms <= now_ms;
}

bool is_aged(const CallRule& rule, const Fronts& fronts, Line line, QueueMs now_ms) {
  if (rule.ageing.count() == 0 || !is_due(fronts, line, now_ms)) return false;
  const auto limit_ms = static_cast<QueueMs>(config::milliseconds{rule.ageing}.count());
  return now_ms - front_of(fronts, line).since_ms > limit_ms;
}

/// How many lanes there are from the one after `last` on, by code and then from the first again,
/// until `lane`: `last` itself comes at the end.
unsigned lanes_after(LaneCode last, LaneCode lane) {
  const unsigned lanes = config::lanes_max;
  return (static_cast<unsigned>(lane) + lanes - static_cast<unsigned>(last) - 1) % lanes;
}

std::optional<NextCall> aged_call(const CallRule& rule, const Fronts& fronts, QueueMs now_ms) {
  std::optional<NextCall> longest;
  for (const Line line : {Line::priority, Line::booked, Line::walk_in}) {
    if (!is_aged(rule, fronts, line, now_ms)) continue;
    const auto call = call_from(fronts, line, Claimed::aged);
    if (!longest || call.since_ms < longest->since_ms) longest = call;
  }
  return longest;
}

std::optional<NextCall> early_call(const Fronts& fronts) {
  for (const Line line : {Line::returning, Line::priority, Line::booked, Line::walk_in}) {
    if (front_of(fronts, line).is_there) return call_from(fronts, line, Claimed::early);
  }
  return std::nullopt;
}

Fronts fronts_of(const LaneView& lane) {
  Fronts fronts{.calls = lane.record.calls,
                .priority_run = lane.record.priority_run,
                .booked_run = lane.record.booked_run};
  for (std::size_t line = 0; line < lines_count; ++line) {
    if (lane.lines[line].empty()) continue;
    const auto& first = lane.lines[line].front();
    fronts.lines[line] = {.is_there = true,
                          .since_ms = first.since_ms,
                          .came_ms = first.came_ms,
                          .due_calls = static_cast<std::uint32_t>(first.rank >> 16),
                          .expected_s = first.expected_s};
  }
  return fronts;
}

}  // namespace

std::optional<NextCall> next_call(const CallRule& rule, const Fronts& fronts, QueueMs now_ms) {
  if (is_due(fronts, Line::returning, now_ms)) {
    return call_from(fronts, Line::returning, Claimed::returning);
  }
  if (const auto aged = aged_call(rule, fronts, now_ms)) return aged;

  const bool by_ratio = rule.order == CallOrder::hall;
  const bool priority = is_due(fronts, Line::priority, now_ms);
  const bool booked = is_due(fronts, Line::booked, now_ms);
  const bool walk_in = is_due(fronts, Line::walk_in, now_ms);
  const bool others_turn =
      by_ratio && (booked || walk_in) && fronts.priority_run >= rule.priority_run_max;
  if (priority && !others_turn) return call_from(fronts, Line::priority, Claimed::priority);
  if (booked && walk_in) {
    const bool walk_ins_turn = by_ratio && fronts.booked_run >= rule.booked_per_walk_in;
    return call_from(fronts, walk_ins_turn ? Line::walk_in : Line::booked, Claimed::turn);
  }
  if (booked) return call_from(fronts, Line::booked, Claimed::turn);
  if (walk_in) return call_from(fronts, Line::walk_in, Claimed::turn);
  return early_call(fronts);
}

std::optional<Choice> choose(const CallRule& rule, const LaneView& lane, QueueMs now_ms) {
  const auto call = next_call(rule, fronts_of(lane), now_ms);
  if (!call) return std::nullopt;
  return Choice{
      .line = call->line, .claimed = call->claimed, .waiting = lane.lines[at(call->line)].front()};
}

LaneClaim claim_of(LaneCode lane, const Choice& choice) {
  return {.lane = lane,
          .claimed = choice.claimed,
          .since_ms = choice.waiting.since_ms,
          .came_ms = choice.waiting.came_ms,
          .expected_s = choice.waiting.expected_s};
}

bool goes_before(config::LaneTies ties, const LaneClaim& one, const LaneClaim& other,
                 LaneCode last) {
  if (one.claimed != other.claimed) return one.claimed < other.claimed;
  if (one.since_ms != other.since_ms) return one.since_ms < other.since_ms;
  if (base::mutated(base::Mutant::ties_by_lane)) return one.lane < other.lane;
  const auto tie = [&](const LaneClaim& claim) -> QueueMs {
    switch (ties) {
      case config::LaneTies::shortest_expected_service:
        return claim.expected_s;
      case config::LaneTies::longest_wait:
        return claim.came_ms;
      case config::LaneTies::turn_about:
        return lanes_after(last, claim.lane);
    }
    return 0;
  };
  return std::pair{tie(one), one.lane} < std::pair{tie(other), other.lane};
}

Line line_for(const CallRule& rule, bool in_time_with_appointment, PriorityGround ground) {
  if (rule.order == CallOrder::arrival) return Line::walk_in;
  if (ground != PriorityGround::none) return Line::priority;
  return in_time_with_appointment ? Line::booked : Line::walk_in;
}

}  // namespace offpeak::scheduler

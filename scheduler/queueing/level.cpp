#include "scheduler/queueing/level.hpp"

#include <algorithm>

#include "scheduler/booking/opening.hpp"

namespace offpeak::scheduler {
namespace {

struct Assessed {
  Level level{};
  LevelReason reason{};
};

constexpr Assessed closed{Level::grey, LevelReason::closed};
constexpr Assessed paused{Level::grey, LevelReason::paused};
constexpr Assessed no_data{Level::grey, LevelReason::no_data};

bool any_open(const Floor& floor, HallCode hall, LaneCode lane) {
  return std::ranges::any_of(floor.counters_of(hall), [&](Place place) {
    const CounterDesk& counter = floor.counter(place);
    return counter.status == CounterStatus::open && (counter.lanes & lane_bit(lane)) != 0;
  });
}

Level level_of(const config::LevelRule& rule, std::uint32_t wait_s) {
  const std::chrono::seconds wait{wait_s};
  if (wait > rule.red_above) return Level::red;
  return wait >= rule.yellow_from ? Level::yellow : Level::green;
}

/// The level at this moment, without hysteresis.
Assessed level_now(const State& state, const config::City& city, const config::Hall& hall,
                   Instant now) {
  if (!is_open_at(city, hall, now)) return closed;
  const LaneCode lane = hall.level_lane;
  if (!any_open(state.floor(), hall.code, lane)) return paused;
  const Wait wait = predict_arrival(state, city, hall.code, lane, now).wait;
  if (!wait.is_known()) return no_data;
  return {level_of(hall.rules.level, wait.p50_s), LevelReason::wait};
}

}  // namespace

std::optional<LevelAssessed> assess_level(const State& state, const config::City& city,
                                          const config::Hall& hall, Instant now) {
  const auto [level, reason] = level_now(state, city, hall, now);
  const HallLevel* known = state.floor().level(hall.code);
  const HallLevel before = known == nullptr ? HallLevel{} : *known;
  LevelAssessed fact{.hall = hall.code, .level = level, .reason = reason, .leaning = level};
  const bool same = level == before.level && reason == before.reason;
  if (same && before.leaning == level) return std::nullopt;
  const bool at_once = same || level == Level::grey || before.level == Level::grey;
  if (at_once) return fact;
  if (level == before.level) return fact;  // it no longer leans to another level
  const Instant leaning_since{config::milliseconds{before.leaning_since_ms}};
  const bool settled = before.leaning == level && now - leaning_since >= hall.rules.level.settle;
  if (settled || hall.rules.level.settle == config::minutes{0}) return fact;
  if (before.leaning == level) return std::nullopt;
  fact.level = before.level;
  fact.reason = before.reason;
  return fact;
}

std::optional<LevelAssessed> level_at_end(const State& state, HallCode hall) {
  const HallLevel* known = state.floor().level(hall);
  const bool is_closed = known != nullptr && known->level == Level::grey &&
                         known->reason == LevelReason::closed && known->leaning == Level::grey;
  if (is_closed) return std::nullopt;
  return LevelAssessed{
      .hall = hall, .level = Level::grey, .reason = LevelReason::closed, .leaning = Level::grey};
}

}  // namespace offpeak::scheduler

#include "scheduler/queueing/level.hpp"

#include <algorithm>

#include "scheduler/booking/closed_times.hpp"
#include "scheduler/booking/opening.hpp"
#include "scheduler/guidance/wait_level.hpp"
#include "scheduler/queueing/supply.hpp"

namespace offpeak::scheduler {
namespace {

constexpr LevelNow closed{Level::grey, LevelReason::closed};
constexpr LevelNow paused{Level::grey, LevelReason::paused};
constexpr LevelNow no_data{Level::grey, LevelReason::no_data};
constexpr LevelNow not_today{Level::red, LevelReason::not_today};

bool any_calls(const Floor& floor, const config::City& city, const config::Hall& hall,
               LaneCode lane, Instant now) {
  return std::ranges::any_of(floor.counters_of(hall.code), [&](Place place) {
    const CounterDesk& counter = floor.counter(place);
    return counter.status == CounterStatus::open && (counter.lanes & lane_bit(lane)) != 0 &&
           calls_at(city, hall, counter, now);
  });
}

}  // namespace

LevelNow level_now(const State& state, const config::City& city, const config::Hall& hall,
                   LaneCode lane, const Wait& wait, Instant now) {
  if (!is_open_at(city, hall, now)) return closed;
  const Instant moment = now + config::milliseconds{1};
  if (closure_over(state, hall.code, now, moment) != nullptr) return closed;
  if (wait.is_not_today()) return not_today;
  if (!any_calls(state.floor(), city, hall, lane, now)) return paused;
  if (!wait.is_known()) return no_data;
  return {level_of_wait(hall.rules.level, std::chrono::seconds{wait.p50_s}), LevelReason::wait};
}

std::optional<LevelChange> change_of_level(const config::LevelRule& rule, const KeptLevel* kept,
                                           const LevelNow& present, Instant now) {
  const KeptLevel before = kept == nullptr ? KeptLevel{} : *kept;
  const auto [level, reason] = present;
  const LevelChange change{.level = level, .reason = reason, .leaning = level};
  const bool same = level == before.level && reason == before.reason;
  if (same && before.leaning == level) return std::nullopt;
  const bool at_once = same || level == Level::grey || before.level == Level::grey;
  if (at_once) return change;
  if (level == before.level) return change;  // it no longer leans to another level
  const Instant leaning_since = config::instant_of(before.leaning_since_ms);
  const bool settled = before.leaning == level && now - leaning_since >= rule.settle;
  if (settled || rule.settle == config::minutes{0}) return change;
  if (before.leaning == level) return std::nullopt;
  return LevelChange{.level = before.level, .reason = before.reason, .leaning = level};
}

LevelNow shown_level(const KeptLevel* kept, const LevelNow& present) {
  const bool at_once =
      kept == nullptr || kept->level == Level::grey || present.level == Level::grey;
  return at_once ? present : LevelNow{kept->level, kept->reason};
}

std::optional<LevelChange> level_at_end(const KeptLevel* kept) {
  const LevelChange end{
      .level = Level::grey, .reason = LevelReason::closed, .leaning = Level::grey};
  const bool is_closed =
      kept == nullptr ||
      (kept->level == end.level && kept->reason == end.reason && kept->leaning == end.leaning);
  return is_closed ? std::optional<LevelChange>{} : end;
}

}  // namespace offpeak::scheduler

#include "config/check_rules.hpp"

#include <algorithm>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace offpeak::config {
namespace {

/// The rules of one level with what is known about their soundness.
struct Level {
  const View& where;
  const Fields& fields;

  /// The first of `keys` that this level sets: a broken relation between them is reported there.
  /// Nothing when it sets none of them, or when one of them is faulty.
  std::optional<View> set_here(std::initializer_list<std::string_view> keys) const {
    if (!fields.sound(keys)) return std::nullopt;
    for (const std::string_view key : keys) {
      if (const Node* node = where.node().find(key)) return where.member(*node);
    }
    return std::nullopt;
  }

  /// The place of a wave, when this level sets the waves; otherwise `otherwise`.
  View wave_place(std::size_t wave, const View& otherwise) const {
    const Node* release = where.node().find("release");
    return release != nullptr ? where.member(*release).item(wave) : otherwise;
  }
};

void check_grid(const Rules& rules, const Level& level) {
  const auto place = level.set_here({"slot_minutes"});
  if (!place || rules.slot_minutes % slot_minutes_min == 0) return;
  place->wrong_type("is off the grid of slots",
                    "a multiple of " + std::to_string(slot_minutes_min) + " minutes");
}

void check_release_sum(const Rules& rules, const Level& level) {
  const auto place = level.set_here({"release"});
  if (!place) return;
  int sum = 0;
  for (const ReleaseWave& wave : rules.release) sum += wave.share_percent;
  if (sum == 100) return;
  place->error("the shares of the waves add up to " + std::to_string(sum) + " %", "100 %");
}

int shortest_horizon_days(const Rules& rules) {
  int shortest = rules.horizon_days;
  for (const HorizonSeason& season : rules.horizon_seasons) {
    shortest = std::min(shortest, season.days);
  }
  return shortest;
}

/// Waves come in the order of time, and none opens before the slot is within the horizon: its share
/// could not be booked when its time comes.
void check_release_order(const Rules& rules, const Level& level) {
  const auto place = level.set_here({"release", "horizon_days", "horizon_seasons"});
  if (!place) return;
  const int horizon = shortest_horizon_days(rules);
  std::optional<std::pair<int, int>> before;  // days before the visit, minutes before its midnight
  for (std::size_t at = 0; at < rules.release.size(); ++at) {
    const ReleaseWave& wave = rules.release[at];
    const int days = wave.days_before.value_or(horizon);
    const View wave_at = level.wave_place(at, *place);
    if (days > horizon) {
      wave_at.error("a wave " + std::to_string(days) + " days before the visit lies outside the " +
                        "shortest horizon of " + std::to_string(horizon) + " days",
                    "at most " + std::to_string(horizon) + " days, or \"horizon\"");
      return;
    }
    const std::pair moment{days, -wave.at.count()};
    if (before && moment >= *before) {
      wave_at.error("the wave does not come after the one above it", "waves in the order of time");
      return;
    }
    before = moment;
  }
}

/// `low` must not exceed `high`.
void check_order(const Level& level, std::string_view low_key, minutes low,
                 std::string_view high_key, minutes high) {
  const auto place = level.set_here({low_key, high_key});
  if (!place || low <= high) return;
  place->error(std::string{low_key} + " (" + std::to_string(low.count()) + ") exceeds " +
                   std::string{high_key} + " (" + std::to_string(high.count()) + ')',
               std::string{low_key} + " up to " + std::string{high_key});
}

}  // namespace

void check_rules(const Rules& rules, const View& where, const Fields& fields) {
  const Level level{where, fields};
  check_grid(rules, level);
  check_release_sum(rules, level);
  check_release_order(rules, level);
  check_order(level, "return_delay_min_minutes", rules.return_delay_min, "return_delay_max_minutes",
              rules.return_delay_max);
  check_order(level, "check_in_late_minutes", rules.check_in_late, "check_in_tail_minutes",
              rules.check_in_tail);
}

}  // namespace offpeak::config

// The target of a plan: "p90<15", "mean<5", "over15<10%".
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "loadtest/simulation/formulas/erlang.hpp"

namespace offpeak::loadtest {

/// Waits of those who come in a half-hour. Quantiles are kept as the share above them: the 90th
/// percentile is below 15 minutes where fewer than 10 % wait 15 minutes or longer.
struct Target {
  enum class Kind { mean, over };
  Kind kind = Kind::over;
  double minutes = 0;
  double over_share = 0;  // of `over`
  std::string text;       // as it was written

  /// Whether waits with this mean and this share of `minutes` or longer are good enough.
  bool is_met(double mean_minutes, double share_over) const {
    return kind == Kind::mean ? mean_minutes < minutes : share_over < over_share;
  }
  bool is_met(const DelaySystem& system) const {
    return is_met(system.wait_mean, system.share_over(minutes));
  }
  /// What one party's wait adds to the target's side of the scales: parties meet the target when
  /// their sum is below 0.
  double excess(double wait_minutes) const {
    if (kind == Kind::mean) return wait_minutes - minutes;
    return (wait_minutes >= minutes ? 1 : 0) - over_share;
  }
  /// What the target allows a party.
  double allowed() const { return kind == Kind::mean ? minutes : over_share; }
  /// The figure that is compared, in the words of a table's head: "mean", "p90", "over15".
  std::string name() const { return text.substr(0, text.find('<')); }
  /// The percentile that was asked for; nothing of other kinds.
  std::optional<double> percentile() const;
};

/// So much above what it allows, as a share of it, a target counts as met when that cannot be told
/// from meeting it: "p90<15" then means that fewer than 12 % wait 15 minutes or longer.
inline constexpr double target_tolerance = 0.2;

inline constexpr double target_minutes_max = 24 * 60;

/// The target; a fault says what would be right.
base::Result<Target> parse_target(std::string_view text);

/// The least number of counters with which M/M/c, rates per minute, meets the target: exact where
/// arrivals and services are as the model says and go on for long (Erlang C). Unsolved::unstable
/// when `counters_max` are too few.
Solved<int> least_counters(double arrivals_per_minute, double service_mean_minutes,
                           const Target& target, int counters_max);

}  // namespace offpeak::loadtest

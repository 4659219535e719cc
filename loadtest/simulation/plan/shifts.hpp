// Shifts that people can work, and the fewest of them that cover the counters needed.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "config/city.hpp"

namespace offpeak::loadtest {

inline constexpr int shift_minutes_max = 12 * 60;

/// What a shift must be. Times are whole half-hours, as the plan is.
struct ShiftRules {
  config::minutes shortest{4 * 60};
  config::minutes longest{8 * 60};
  config::minutes pause{30};  // 0: none
};

/// "4h..8h", "4.5h..7h"; a fault says what would be right.
base::Result<ShiftRules> parse_shifts(std::string_view text);
/// "30m" or "1h"; "0m" is no break.
base::Result<config::minutes> parse_break(std::string_view text);

/// One person's day, as places in the hall's half-hours. Its length is counted while the hall is
/// open, the break included. A shift over a midday closing that is as long as a break has its break
/// then; any other has it in open hours, with an hour of work at least on both sides.
struct Shift {
  std::size_t first = 0;
  std::size_t end = 0;  // behind the last half-hour
  std::size_t break_first = 0;
  std::size_t break_end = 0;  // the same as `break_first`: the break is in the closing before it
  config::minutes work{};     // at the counter

  bool covers(std::size_t half_hour) const {
    return first <= half_hour && half_hour < end &&
           !(break_first <= half_hour && half_hour < break_end);
  }
};

/// All shifts that the rules allow in a day of these half-hours, by start.
std::vector<Shift> possible_shifts(const ShiftRules& rules,
                                   std::span<const config::Period> half_hours);

/// False when a half-hour is in no shift: the day is too short for the rules.
bool can_cover(std::span<const Shift> shifts, std::size_t half_hours);

struct Roster {
  std::vector<int> people;  // by shift
  bool is_least = false;    // proven
  double hours = 0;         // at counters
  double hours_bound = 0;   // no roster needs fewer
};

/// The roster with the fewest hours at counters, and among those the fewest people, that has
/// `needed` counters in each half-hour: an integer covering (Dantzig 1954), solved by branch and
/// cut. Every half-hour must be in a shift. The same in gives the same out.
Roster least_roster(std::span<const Shift> shifts, const std::vector<int>& needed);

}  // namespace offpeak::loadtest

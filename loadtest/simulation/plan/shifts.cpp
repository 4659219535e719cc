#include "loadtest/simulation/plan/shifts.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <optional>

#include "base/number.hpp"

namespace offpeak::loadtest {
namespace {

using config::minutes;
using config::Period;

constexpr minutes half_hour{30};
constexpr std::size_t work_around_break = 2;  // half-hours on both sides

std::optional<minutes> whole_half_hours(std::string_view text, double minutes_per_unit) {
  const auto number = base::parse_number<double>(text, std::chars_format::fixed);
  if (!number || !(*number >= 0 && *number * minutes_per_unit <= shift_minutes_max)) {
    return std::nullopt;
  }
  const double all = *number * minutes_per_unit;
  if (std::fmod(all, static_cast<double>(half_hour.count())) != 0) return std::nullopt;
  return minutes{static_cast<int>(all)};
}

std::optional<minutes> parse_length(std::string_view text) {
  if (text.ends_with('h')) return whole_half_hours(text.substr(0, text.size() - 1), 60);
  if (text.ends_with('m')) return whole_half_hours(text.substr(0, text.size() - 1), 1);
  return std::nullopt;
}

minutes length(std::span<const Period> half_hours, std::size_t first, std::size_t end) {
  minutes sum{0};
  for (std::size_t at = first; at < end; ++at) sum += half_hours[at].to - half_hours[at].from;
  return sum;
}

/// Whether the hall is closed right before this half-hour, for as long as a break.
bool follows_closing(std::span<const Period> half_hours, std::size_t at, minutes pause) {
  const auto closed = half_hours[at].from - half_hours[at - 1].to;
  return closed > minutes{0} && closed >= pause;
}

/// Adds the shift with each break that it may have.
void add_shift(const ShiftRules& rules, std::span<const Period> half_hours, Shift shift,
               std::vector<Shift>& into) {
  const minutes whole = length(half_hours, shift.first, shift.end);
  if (rules.pause == minutes{0}) {
    shift.break_first = shift.break_end = shift.end;
    shift.work = whole;
    into.push_back(shift);
    return;
  }
  for (std::size_t at = shift.first + 1; at < shift.end; ++at) {
    if (!follows_closing(half_hours, at, rules.pause)) continue;
    shift.break_first = shift.break_end = at;
    shift.work = whole;
    into.push_back(shift);
    return;
  }
  const auto pause = static_cast<std::size_t>(rules.pause / half_hour);
  for (auto at = shift.first + work_around_break; at + pause + work_around_break <= shift.end;
       ++at) {
    const bool is_whole =
        half_hours[at + pause - 1].to - half_hours[at].from == minutes{rules.pause};
    if (!is_whole) continue;  // cut in two by a short closing
    shift.break_first = at;
    shift.break_end = at + pause;
    shift.work = whole - rules.pause;
    into.push_back(shift);
  }
}

}  // namespace

base::Result<ShiftRules> parse_shifts(std::string_view text) {
  const auto dots = text.find("..");
  const auto shortest = parse_length(text.substr(0, dots));
  const auto longest =
      dots == std::string_view::npos ? std::nullopt : parse_length(text.substr(dots + 2));
  if (!shortest || !longest || *shortest < half_hour || *shortest > *longest) {
    return base::Fault{'"' + std::string{text} +
                       "\" are no lengths of shifts; write the shortest and the longest in whole "
                       "half-hours up to 12h, such as 4h..8h"};
  }
  return ShiftRules{.shortest = *shortest, .longest = *longest};
}

base::Result<minutes> parse_break(std::string_view text) {
  const auto pause = parse_length(text);
  if (pause) return *pause;
  return base::Fault{'"' + std::string{text} +
                     "\" is no break; write whole half-hours such as 30m or 1h, or 0m for none"};
}

std::vector<Shift> possible_shifts(const ShiftRules& rules, std::span<const Period> half_hours) {
  std::vector<Shift> shifts;
  for (std::size_t first = 0; first < half_hours.size(); ++first) {
    for (std::size_t end = first + 1; end <= half_hours.size(); ++end) {
      const minutes whole = length(half_hours, first, end);
      if (whole < rules.shortest || whole > rules.longest) continue;
      add_shift(rules, half_hours, {.first = first, .end = end}, shifts);
    }
  }
  return shifts;
}

bool can_cover(std::span<const Shift> shifts, std::size_t half_hours) {
  for (std::size_t at = 0; at < half_hours; ++at) {
    const bool is_covered =
        std::ranges::any_of(shifts, [at](const Shift& shift) { return shift.covers(at); });
    if (!is_covered) return false;
  }
  return true;
}

}  // namespace offpeak::loadtest

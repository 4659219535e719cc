// Which days are working days, when a hall is open, and which slots that makes.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "config/city.hpp"
#include "scheduler/messages/keys.hpp"

namespace offpeak::scheduler {

/// Whether the day lies in the part of the year from `first` to `last`, both included; a part may
/// run over New Year's Eve.
bool in_season(std::chrono::month_day first, std::chrono::month_day last, Date date);
bool in_season(std::chrono::month_day first, std::chrono::month_day last,
               std::chrono::month_day at);
/// The day of the year.
std::chrono::month_day month_day_of(Date date);

/// Working days count for processing times: Monday to Friday without the calendar's off days, and
/// the make-up workdays. That halls open at weekends does not shorten a processing time.
bool is_working_day(const config::Calendar& calendar, Date date);

/// The day `count` working days after `date`; the day itself does not count. `count` ≥ 1.
Date add_working_days(const config::Calendar& calendar, Date date, int count);

/// A hall is open on its weekdays (both weekend days by default) and on make-up workdays, and
/// closed on off days unless it opens them.
bool is_open(const config::City& city, const config::Hall& hall, Date date);

/// Whether it may still change if the hall is open on that day, because the year's notice on
/// holidays is not known. Not so for fixed holidays and days that the hall opens or closes by name.
bool is_provisional(const config::City& city, const config::Hall& hall, Date date);

/// Opening periods by season, whether or not the hall is open that day.
std::span<const config::Period> season_periods(const config::Hall& hall, Date date);

/// Opening periods of that day; none when closed.
std::span<const config::Period> periods_on(const config::City& city, const config::Hall& hall,
                                           Date date);

bool is_open_at(const config::City& city, const config::Hall& hall, Instant now);

/// Nobody is told of an opening further ahead than this.
inline constexpr int days_to_opening_max = 60;

/// When the hall opens next, after `now`; nothing when that is too far ahead.
std::optional<Instant> next_opening(const config::City& city, const config::Hall& hall,
                                    Instant now);
/// When it opens or closes next, after `now`.
std::optional<Instant> next_turn(const config::City& city, const config::Hall& hall, Instant now);
/// The next opening on a day after `date`.
std::optional<Instant> next_opening_after(const config::City& city, const config::Hall& hall,
                                          Date date);

/// A bookable slot with what its rules make of it.
struct SlotPlan {
  const config::Hall* hall = nullptr;
  SlotKey key{};
  Instant start{};
  int slot_minutes = 0;
  /// counters × minutes × (1 − walk-in reserve), in counter-minutes, rounded down.
  int capacity_minutes = 0;
  /// Counter-minutes of the lane's longest service: the least that the first release gives, if the
  /// slot has as much.
  int longest_minutes = 0;

  const config::Rules& rules() const { return hall->rules; }
  Instant end() const { return start + std::chrono::minutes{slot_minutes}; }
};

/// Counter-minutes of the longest service of a lane; 0 when it has none.
int longest_mean_minutes(const config::City& city, LaneCode lane);

/// Counter-minutes that booking may take of one slot of this lane, with the configured reserve.
int booking_capacity_minutes(const config::Hall& hall, LaneCode lane);
/// The same with another walk-in reserve.
int booking_capacity_minutes(const config::Hall& hall, LaneCode lane, int reserve_percent);

/// The slot with the reserve that a forecast has set, within the hall's bounds, where the hall's
/// rule is that; else the slot as it is configured.
SlotPlan with_reserve(SlotPlan plan, std::optional<int> reserve_percent);

/// The slot of this name, with the configured reserve; nothing when the hall, the lane or the start
/// does not exist on that day.
std::optional<SlotPlan> plan_slot(const config::City& city, SlotKey key);

/// All slots of a lane on a day, by start, with the configured reserve. Each begins on the grid
/// from its period's start and ends within the period.
std::vector<SlotPlan> plan_day(const config::City& city, const config::Hall& hall, LaneCode lane,
                               Date date);

}  // namespace offpeak::scheduler

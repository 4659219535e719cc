#include "scheduler/booking/opening.hpp"

#include <algorithm>
#include <array>

#include "base/assert.hpp"
#include "scheduler/booking/reserve_bounds.hpp"

namespace offpeak::scheduler {
namespace {

using std::chrono::month_day;
using std::chrono::weekday;
using std::chrono::year_month_day;

const config::CalendarYear* year_of(const config::Calendar& calendar, Date date) {
  const auto found = calendar.years.find(static_cast<int>(year_month_day{date}.year()));
  return found == calendar.years.end() ? nullptr : &found->second;
}

/// A year that the calendar does not have is as little known as one that it has provisionally.
bool has_notice(const config::Calendar& calendar, Date date) {
  const auto* year = year_of(calendar, date);
  return year != nullptr && !year->provisional;
}

bool is_off(const config::Calendar& calendar, Date date) {
  const auto* year = year_of(calendar, date);
  if (year != nullptr && year->off.contains(date)) return true;
  return !has_notice(calendar, date) && calendar.fixed.contains(month_day_of(date));
}

bool is_make_up(const config::Calendar& calendar, Date date) {
  const auto* year = year_of(calendar, date);
  return year != nullptr && year->make_up.contains(date);
}

}  // namespace

month_day month_day_of(Date date) {
  const year_month_day day{date};
  return day.month() / day.day();
}

bool in_season(month_day first, month_day last, Date date) {
  return in_season(first, last, month_day_of(date));
}

bool in_season(month_day first, month_day last, month_day at) {
  return first <= last ? first <= at && at <= last : first <= at || at <= last;
}

bool is_working_day(const config::Calendar& calendar, Date date) {
  if (is_make_up(calendar, date)) return true;
  if (is_off(calendar, date)) return false;
  const unsigned iso = weekday{date}.iso_encoding();
  return iso <= 5;
}

Date add_working_days(const config::Calendar& calendar, Date date, int count) {
  OFFPEAK_ASSERT(count >= 1);
  while (count > 0) {
    date += std::chrono::days{1};
    if (is_working_day(calendar, date)) --count;
  }
  return date;
}

bool is_open(const config::City& city, const config::Hall& hall, Date date) {
  if (hall.closed.contains(date)) return false;
  if (hall.opened.contains(date)) return true;
  if (is_off(city.calendar, date)) return false;
  return hall.open_weekdays[weekday{date}.c_encoding()] || is_make_up(city.calendar, date);
}

bool is_provisional(const config::City& city, const config::Hall& hall, Date date) {
  if (has_notice(city.calendar, date) || city.calendar.fixed.contains(month_day_of(date))) {
    return false;
  }
  return !hall.opened.contains(date) && !hall.closed.contains(date);
}

std::span<const config::Period> season_periods(const config::Hall& hall, Date date) {
  const month_day at = month_day_of(date);
  for (const auto& season : hall.seasons) {
    if (in_season(season.first, season.last, at)) return season.periods;
  }
  return {};
}

std::span<const config::Period> periods_on(const config::City& city, const config::Hall& hall,
                                           Date date) {
  return is_open(city, hall, date) ? season_periods(hall, date) : std::span<const config::Period>{};
}

bool is_open_at(const config::City& city, const config::Hall& hall, Instant now) {
  const MinuteOfDay minute = config::minute_of(now);
  for (const auto& period : periods_on(city, hall, config::date_of(now))) {
    if (period.from <= minute && minute < period.to) return true;
  }
  return false;
}

namespace {

/// The first moment after `now` that `moments` names of an opening period.
template <class Moments>
std::optional<Instant> next_of(const config::City& city, const config::Hall& hall, Instant now,
                               const Moments& moments) {
  const Date today = config::date_of(now);
  for (int days = 0; days <= days_to_opening_max; ++days) {
    const Date date = today + std::chrono::days{days};
    for (const auto& period : periods_on(city, hall, date)) {
      for (const MinuteOfDay moment : moments(period)) {
        const Instant at = config::instant_at(date, moment);
        if (at > now) return at;
      }
    }
  }
  return std::nullopt;
}

}  // namespace

std::optional<Instant> next_opening(const config::City& city, const config::Hall& hall,
                                    Instant now) {
  return next_of(city, hall, now,
                 [](const config::Period& period) { return std::array{period.from}; });
}

std::optional<Instant> next_turn(const config::City& city, const config::Hall& hall, Instant now) {
  return next_of(city, hall, now, [](const config::Period& period) {
    return std::array{period.from, period.to};
  });
}

std::optional<Instant> next_opening_after(const config::City& city, const config::Hall& hall,
                                          Date date) {
  const Instant midnight = config::instant_at(date + std::chrono::days{1}, MinuteOfDay{0});
  return next_opening(city, hall, midnight - config::milliseconds{1});
}

int booking_capacity_minutes(const config::Hall& hall, LaneCode lane, int reserve_percent) {
  const int counter_percent = hall.lane_percent[static_cast<std::size_t>(lane)];
  return counter_percent * hall.rules.slot_minutes * (100 - reserve_percent) / 10'000;
}

int booking_capacity_minutes(const config::Hall& hall, LaneCode lane) {
  return booking_capacity_minutes(hall, lane, hall.rules.walk_in_reserve_percent);
}

SlotPlan with_reserve(SlotPlan plan, std::optional<int> reserve_percent) {
  const config::Rules& rules = plan.rules();
  const bool follows = rules.walk_in_reserve == config::ReserveKind::forecast;
  int percent = rules.walk_in_reserve_percent;
  if (follows && reserve_percent) {
    const auto [least, most] = reserve_bounds(rules);
    percent = std::clamp(*reserve_percent, least, most);
  }
  plan.capacity_minutes = booking_capacity_minutes(*plan.hall, plan.key.lane(), percent);
  return plan;
}

int longest_mean_minutes(const config::City& city, LaneCode lane) {
  int longest = 0;
  for (const auto& service : city.services) {
    if (service.lane == lane) longest = std::max(longest, service.mean_minutes);
  }
  return longest;
}

namespace {

SlotPlan plan_of(const config::City& city, const config::Hall& hall, LaneCode lane, Date date,
                 MinuteOfDay start) {
  return {.hall = &hall,
          .key = SlotKey{hall.code, lane, date, start},
          .start = config::instant_at(date, start),
          .slot_minutes = hall.rules.slot_minutes,
          .capacity_minutes = booking_capacity_minutes(hall, lane),
          .longest_minutes = longest_mean_minutes(city, lane)};
}

bool has_slots(const config::City& city, const config::Hall& hall, LaneCode code) {
  const auto* lane = city.find(code);
  return lane != nullptr && lane->bookable && hall.lane_percent[static_cast<std::size_t>(code)] > 0;
}

}  // namespace

std::optional<SlotPlan> plan_slot(const config::City& city, SlotKey key) {
  const auto* hall = city.find(key.hall());
  if (hall == nullptr || !has_slots(city, *hall, key.lane())) return std::nullopt;
  const MinuteOfDay length{hall->rules.slot_minutes};
  const MinuteOfDay start = key.start_minute();
  for (const auto& period : periods_on(city, *hall, key.date())) {
    if (start < period.from || start + length > period.to) continue;
    if ((start - period.from) % length != MinuteOfDay{0}) continue;
    return plan_of(city, *hall, key.lane(), key.date(), start);
  }
  return std::nullopt;
}

std::vector<SlotPlan> plan_day(const config::City& city, const config::Hall& hall, LaneCode lane,
                               Date date) {
  std::vector<SlotPlan> plans;
  if (!has_slots(city, hall, lane)) return plans;
  const MinuteOfDay length{hall.rules.slot_minutes};
  for (const auto& period : periods_on(city, hall, date)) {
    for (MinuteOfDay start = period.from; start + length <= period.to; start += length) {
      plans.push_back(plan_of(city, hall, lane, date, start));
    }
  }
  return plans;
}

}  // namespace offpeak::scheduler

#include "scheduler/guidance/advice_dates.hpp"

#include <algorithm>

#include "scheduler/booking/opening.hpp"

namespace offpeak::scheduler {
namespace {

using std::chrono::days;

bool is_named_off(const config::Calendar& calendar, Date date) {
  const auto year = calendar.years.find(static_cast<int>(std::chrono::year_month_day{date}.year()));
  return year != calendar.years.end() && year->second.off.contains(date);
}

bool begins_long_holiday(const config::Calendar& calendar, int days_min, Date date) {
  if (is_named_off(calendar, date - days{1})) return false;
  for (int i = 0; i < days_min; ++i) {
    if (!is_named_off(calendar, date + days{i})) return false;
  }
  return true;
}

bool precedes_long_holiday(const config::Calendar& calendar, const config::PeakRule& rule,
                           Date date) {
  for (int before = rule.days_before_last; before <= rule.days_before_first; ++before) {
    if (begins_long_holiday(calendar, rule.holiday_days_min, date + days{before})) return true;
  }
  return false;
}

bool is_booked_further_ahead(const config::City& city, Date date) {
  return std::ranges::any_of(city.halls, [date](const config::Hall& hall) {
    return std::ranges::any_of(hall.rules.horizon_seasons, [&](const auto& season) {
      return season.days > hall.rules.horizon_days && in_season(season.first, season.last, date);
    });
  });
}

}  // namespace

Date ready_after(const config::Calendar& calendar, Date applied, int count) {
  return count == 0 ? applied : add_working_days(calendar, applied, count);
}

Date last_day_to_apply(const config::Calendar& calendar, Date by, int count) {
  // The day of acceptance does not count: it is the one before the first that does.
  Date day = by;
  for (int left = count; left > 0; day -= days{1}) left -= is_working_day(calendar, day);
  return day;
}

bool spans_provisional_year(const config::Calendar& calendar, Date first, Date last) {
  const auto year_of = [](Date date) {
    return static_cast<int>(std::chrono::year_month_day{date}.year());
  };
  for (int year = year_of(first); year <= year_of(last); ++year) {
    const auto known = calendar.years.find(year);
    if (known == calendar.years.end() || known->second.provisional) return true;
  }
  return false;
}

bool has_peak(const config::City& city, const config::PeakRule& rule, Date first, Date end) {
  for (Date date = std::max(first, end - days{peak_days_max}); date < end; date += days{1}) {
    if (precedes_long_holiday(city.calendar, rule, date)) return true;
    if (is_booked_further_ahead(city, date)) return true;
  }
  return false;
}

}  // namespace offpeak::scheduler

#include "loadtest/simulation/study/day_hours.hpp"

#include <algorithm>

#include "base/assert.hpp"
#include "scheduler/booking/opening.hpp"

namespace offpeak::loadtest {
namespace {

using std::chrono::days;
using std::chrono::month_day;

/// The day so many days later in a year that has a 29 February.
month_day shifted(month_day day, int by) {
  constexpr std::chrono::year leap_year{2024};
  return scheduler::month_day_of(config::Date{leap_year / day.month() / day.day()} + days{by});
}

}  // namespace

void set_hours_of_day(config::Hall& hall, month_day day,
                      const std::vector<config::Period>& periods) {
  const auto season = std::ranges::find_if(hall.seasons, [&](const config::Season& each) {
    return scheduler::in_season(each.first, each.last, day);
  });
  OFFPEAK_ASSERT(season != hall.seasons.end());
  const config::Season whole = *season;
  *season = {day, day, periods};
  std::vector<config::Season> rest;
  if (whole.first != day) rest.push_back({whole.first, shifted(day, -1), whole.periods});
  if (whole.last != day) rest.push_back({shifted(day, 1), whole.last, whole.periods});
  hall.seasons.insert(hall.seasons.end(), rest.begin(), rest.end());
}

}  // namespace offpeak::loadtest

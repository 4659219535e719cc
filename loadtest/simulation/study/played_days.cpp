#include "loadtest/simulation/study/played_days.hpp"

#include <algorithm>
#include <chrono>

#include "scheduler/booking/opening.hpp"

namespace offpeak::loadtest {
namespace {

Notice notice_of(const config::Calendar& calendar, config::Date date) {
  const auto year = calendar.years.find(static_cast<int>(std::chrono::year_month_day{date}.year()));
  if (year == calendar.years.end()) return Notice::none;
  return year->second.provisional ? Notice::provisional : Notice::published;
}

/// Of a closed hall: a day that its weekdays open and that it does not close by name is a holiday.
ClosedFor reason_of(const config::Hall& hall, config::Date date) {
  if (hall.closed.contains(date)) return ClosedFor::by_name;
  const bool is_open_weekday = hall.open_weekdays[std::chrono::weekday{date}.c_encoding()];
  return is_open_weekday ? ClosedFor::holiday : ClosedFor::weekday;
}

PlayedDay played_day(const config::City& city, config::Date date) {
  PlayedDay day{.date = config::format_date(date),
                .weekday = static_cast<int>(std::chrono::weekday{date}.c_encoding()),
                .notice = notice_of(city.calendar, date)};
  for (const config::Hall& hall : city.halls) {
    if (scheduler::is_open(city, hall, date)) ++day.halls_open;
    if (scheduler::is_provisional(city, hall, date)) day.is_assumed = true;
  }
  if (day.halls_open == 0) day.closed_for = reason_of(city.halls.front(), date);
  return day;
}

std::string closed_words(ClosedFor reason) {
  switch (reason) {
    case ClosedFor::holiday:
      return "closed for a public holiday: nobody comes";
    case ClosedFor::weekday:
      return "closed on this weekday: nobody comes";
    case ClosedFor::by_name:
      return "closed by name: nobody comes";
    case ClosedFor::nothing:
      break;
  }
  return {};
}

}  // namespace

std::vector<PlayedDay> played_days(const Scenario& scenario) {
  std::vector<PlayedDay> days;
  for (int day = 0; day < scenario.days; ++day) {
    days.push_back(played_day(scenario.city, scenario.date + std::chrono::days{day}));
  }
  return days;
}

std::string words_of(const PlayedDay& day, std::size_t halls) {
  constexpr std::string_view weekdays[] = {"Sunday",   "Monday", "Tuesday", "Wednesday",
                                           "Thursday", "Friday", "Saturday"};
  if (day.halls_open == 0) return day.date + ": " + closed_words(day.closed_for);
  std::string words;
  if (static_cast<std::size_t>(day.halls_open) < halls) {
    words = std::to_string(day.halls_open) + " of " + std::to_string(halls) + " halls are open";
  }
  if (day.is_assumed) {
    const std::string year = day.date.substr(0, day.date.find('-'));
    if (!words.empty()) words += "; ";
    words += day.notice == Notice::none
                 ? "no calendar for " + year
                 : "the notice on holidays for " + year + " is not published";
    words +=
        ": played as an ordinary " + std::string{weekdays[static_cast<std::size_t>(day.weekday)]};
  }
  return words.empty() ? words : day.date + ": " + words;
}

}  // namespace offpeak::loadtest

#include "config/read_calendar.hpp"

#include <chrono>
#include <set>
#include <string>
#include <utility>

#include "config/read_days.hpp"
#include "config/scalars.hpp"
#include "config/unique.hpp"

namespace offpeak::config {
namespace {

Reader status(bool& provisional) {
  const std::vector<std::string> words{"official", "provisional"};
  return {"one of " + joined(words), [words, &provisional](const View& where) {
            std::size_t position = 0;
            choice(position, words).read(where);
            provisional = position == 1;
          }};
}

bool is_weekend(Date date) {
  const std::chrono::weekday day{date};
  return day == std::chrono::Saturday || day == std::chrono::Sunday;
}

void check_make_up(const CalendarYear& year, const View& where) {
  const View place = where.member_or_self("make_up_days");
  for (const Date date : year.make_up) {
    if (year.off.contains(date)) {
      place.error("the make-up workday " + format_date(date) + " is also an off day",
                  "each day in one of the two");
    } else if (!is_weekend(date)) {
      place.warning("the make-up workday " + format_date(date) + " is not a Saturday or Sunday",
                    "a day of the weekend");
    }
  }
}

void read_year(const View& where, Unique<int>& years, Calendar& into) {
  int number = 0;
  CalendarYear year;
  Fields fields{where};
  fields.required("year", years.reading(integer(number, calendar_years, "a year"), number));
  // When the year itself is faulty its days cannot be checked; a leap year accepts every day.
  const int checked_year = number == 0 ? calendar_years.min : number;
  fields.required("status", status(year.provisional));
  fields.required("off_days", date_set_of_year(year.off, checked_year));
  fields.required("make_up_days", date_set_of_year(year.make_up, checked_year));
  fields.finish();
  if (number == 0) return;
  check_make_up(year, where);
  if (year.provisional) {
    where.member_or_self("status").warning(
        std::to_string(number) + " is provisional: of the days off in it only fixed_days are known",
        "official, once the notice for the year is published");
  }
  into.years.insert_or_assign(number, std::move(year));
}

/// Read as days of a leap year, in which every day exists.
void keep_fixed(const std::set<Date>& days, Calendar& into) {
  for (const Date date : days) {
    const std::chrono::year_month_day day{date};
    into.fixed.insert(day.month() / day.day());
  }
}

}  // namespace

void read_calendar(const View& root, Calendar& into) {
  Unique<int> years;
  std::set<Date> fixed;
  Fields fields{root};
  fields.optional("fixed_days", date_set_of_year(fixed, calendar_years.min));
  fields.required("years",
                  list(1, calendar_years_max, "years {year, status, off_days, make_up_days}",
                       [&](const View& year) { read_year(year, years, into); }));
  fields.finish();
  keep_fixed(fixed, into);
}

}  // namespace offpeak::config

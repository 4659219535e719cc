#include "config/read_days.hpp"

#include <algorithm>
#include <functional>
#include <optional>
#include <string_view>
#include <utility>

namespace offpeak::config {
namespace {

using std::chrono::days;
using std::chrono::month_day;

constexpr std::string_view range_mark = "..";
constexpr int leap_year = 2024;  // any: only the order of its days is used

/// A text split at `..`; a single day is its own end.
struct Ends {
  std::string_view first;
  std::string_view last;
};

Ends split(std::string_view text) {
  const std::size_t mark = text.find(range_mark);
  if (mark == std::string_view::npos) return {text, text};
  return {text.substr(0, mark), text.substr(mark + range_mark.size())};
}

std::optional<Date> parse_day_of_year(std::string_view text, int year) {
  std::string date;
  const std::string digits = std::to_string(year);
  date.append(4 - std::min<std::size_t>(4, digits.size()), '0').append(digits);
  return parse_date(date.append("-").append(text));
}

month_day month_day_of(Date date) {
  const std::chrono::year_month_day parts{date};
  return {parts.month(), parts.day()};
}

int day_number(month_day day) {
  const auto year = std::chrono::year{leap_year};
  return static_cast<int>((Date{year / day} - Date{year / 1 / 1}).count());
}

month_day day_of_number(int number) {
  return month_day_of(make_date(leap_year, 1, 1) + days{number});
}

using ParseDate = std::function<std::optional<Date>(std::string_view)>;

/// One item of a date set: a date or a range.
void read_dates(const View& where, const std::string& expected, const ParseDate& parse,
                std::set<Date>& into) {
  if (!where.is(NodeKind::scalar)) return where.wrong_type("", expected);
  const Ends ends = split(where.node().text);
  const auto first = parse(ends.first);
  const auto last = parse(ends.last);
  if (!first || !last) return where.wrong_type("is not a real day or range of days", expected);
  if (*last < *first) return where.wrong_type("ends before it begins", expected);
  if (*last - *first >= days{date_range_days_max}) {
    return where.wrong_type("is too long",
                            "at most " + std::to_string(date_range_days_max) + " days");
  }
  for (Date date = *first; date <= *last; date += days{1}) {
    if (!into.insert(date).second) {
      return where.error(format_date(date) + " is listed twice", "each day once");
    }
  }
}

Reader date_list(std::set<Date>& into, std::string expected, ParseDate parse) {
  auto read_item = [&into, expected = std::move(expected), parse = std::move(parse)](
                       const View& item) { read_dates(item, expected, parse, into); };
  return list(0, date_ranges_max, "days or ranges of days", std::move(read_item));
}

}  // namespace

Reader day_range(DayRange& into) {
  const std::string expected = "days of the year such as 06-01..09-30";
  auto read = [expected, &into](const View& where) {
    if (!where.is(NodeKind::scalar)) return where.wrong_type("", expected);
    const Ends ends = split(where.node().text);
    const auto first = parse_day_of_year(ends.first, leap_year);
    const auto last = parse_day_of_year(ends.last, leap_year);
    if (!first || !last) return where.wrong_type("is not a real day or range of days", expected);
    into = {month_day_of(*first), month_day_of(*last)};
  };
  return {expected, std::move(read)};
}

Reader day_range(DayRange& into, YearCover& cover) {
  const Reader days = day_range(into);
  return {days.expected, [days, &into, &cover](const View& where) {
            const std::size_t errors = where.errors();
            days.read(where);
            const bool sound = where.errors() == errors && where.is(NodeKind::scalar);
            if (sound) cover.add(into, where);
          }};
}

Reader date_set(std::set<Date>& into) {
  const auto parse = [](std::string_view text) {
    const auto date = parse_date(text);
    const int year =
        date ? static_cast<int>(std::chrono::year_month_day{*date}.year()) : calendar_years.min - 1;
    const bool known = year >= calendar_years.min && year <= calendar_years.max;
    return known ? date : std::optional<Date>{};
  };
  return date_list(into, "a day such as 2026-10-01 or 2026-10-01..2026-10-03", parse);
}

Reader date_set_of_year(std::set<Date>& into, int year) {
  const auto parse = [year](std::string_view text) { return parse_day_of_year(text, year); };
  return date_list(into, "a day of " + std::to_string(year) + " such as 05-01 or 10-01..10-07",
                   parse);
}

void YearCover::add(const DayRange& range, const View& where) {
  const int first = day_number(range.first);
  const int last = day_number(range.last);
  const int count = (last - first + days_max) % days_max + 1;
  bool twice = false;
  for (int i = 0; i < count; ++i) {
    const int day = (first + i) % days_max;
    bool& covered = covered_[static_cast<std::size_t>(day)];
    if (covered && !std::exchange(twice, true)) {
      where.error(format_month_day(day_of_number(day)) + " already belongs to another season",
                  "seasons that do not overlap");
    }
    covered = true;
  }
}

void YearCover::require_every_day(const View& where) const {
  const auto first = std::ranges::find(covered_, false);
  if (first == covered_.end()) return;
  const auto last = std::find(first, covered_.end(), true) - 1;
  const auto text = [&](auto at) {
    return format_month_day(day_of_number(static_cast<int>(at - covered_.begin())));
  };
  where.error("no season has the days " + text(first) + ".." + text(last),
              "seasons that cover the whole year, 02-29 included");
}

std::string format_month_day(month_day day) {
  return format_date(Date{std::chrono::year{leap_year} / day}).substr(5);
}

}  // namespace offpeak::config

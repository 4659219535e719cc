// Clocks over holidays, make-up days and years whose notice is not known.
#include <doctest/doctest.h>

#include <optional>

#include "config/load.hpp"
#include "scheduler/booking/opening.hpp"
#include "scheduler/guidance/advice_dates.hpp"
#include "tests/support/source_path.hpp"

namespace offpeak::scheduler {
namespace {

const config::LoadResult& hangzhou() {
  static const auto loaded = config::load_city(testing::source_path("config/hangzhou.yaml"));
  REQUIRE(loaded.online.has_value());
  return loaded;
}

const config::Calendar& calendar() { return hangzhou().city->calendar; }

Date date(const char* text) { return config::parse_date(text).value(); }

TEST_CASE("seven working days pass over weekends and holidays, and count make-up workdays") {
  struct Row {
    const char* applied;
    const char* ready;
  };
  for (const Row& row : {
           Row{"2026-06-08", "2026-06-17"},  // Monday: a weekend in between
           Row{"2026-06-13", "2026-06-24"},  // Saturday; 06-19 to 06-21 are off
           Row{"2026-02-09", "2026-02-25"},  // 02-14 is a workday, 02-15 to 02-23 are off
           Row{"2026-09-18", "2026-09-29"},  // 09-20 is a workday, 09-25 to 09-27 are off
           Row{"2026-09-29", "2026-10-14"},  // 10-01 to 10-07 are off, 10-10 is a workday
       }) {
    CAPTURE(row.applied);
    CHECK(ready_after(calendar(), date(row.applied), 7) == date(row.ready));
  }
  CHECK(ready_after(calendar(), date("2026-06-13"), 0) == date("2026-06-13"));
}

TEST_CASE("the last day to apply is in time, and the day after it is not") {
  for (Date by = date("2026-01-20"); by < date("2026-12-20"); by += std::chrono::days{1}) {
    for (const int count : {1, 5, 7, 20}) {
      CAPTURE(config::format_date(by));
      CAPTURE(count);
      const Date last = last_day_to_apply(calendar(), by, count);
      CHECK(add_working_days(calendar(), last, count) <= by);
      CHECK(add_working_days(calendar(), last + std::chrono::days{1}, count) > by);
    }
  }
  CHECK(last_day_to_apply(calendar(), date("2026-06-13"), 0) == date("2026-06-13"));
}

TEST_CASE("a span into a year without a notice is provisional") {
  CHECK_FALSE(spans_provisional_year(calendar(), date("2026-12-01"), date("2026-12-31")));
  CHECK(spans_provisional_year(calendar(), date("2026-12-31"), date("2027-01-01")));
  CHECK(spans_provisional_year(calendar(), date("2031-05-01"), date("2031-05-02")));
}

TEST_CASE(
    "the days from 18 to 7 before a long holiday are peak, and so are seasons booked further "
    "ahead") {
  const auto is_peak = [](const char* day) {
    return has_peak(*hangzhou().city, hangzhou().online->peak, date(day),
                    date(day) + std::chrono::days{1});
  };
  CHECK_FALSE(is_peak("2026-04-12"));  // May Day begins on 05-01
  CHECK(is_peak("2026-04-13"));
  CHECK(is_peak("2026-04-24"));
  CHECK_FALSE(is_peak("2026-04-25"));
  CHECK_FALSE(is_peak("2026-06-05"));  // 14 days before a holiday of three days
  CHECK(is_peak("2026-02-28"));
  CHECK_FALSE(is_peak("2026-03-01"));
  CHECK_FALSE(
      has_peak(*hangzhou().city, hangzhou().online->peak, date("2026-04-20"), date("2026-04-20")));
}

}  // namespace
}  // namespace offpeak::scheduler

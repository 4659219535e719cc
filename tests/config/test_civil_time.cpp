#include "config/civil_time.hpp"

#include <doctest/doctest.h>

namespace offpeak::config {
namespace {

TEST_CASE("every day of four centuries survives being written and read") {
  for (Date date = make_date(1900, 1, 1); date < make_date(2300, 1, 1);
       date += std::chrono::days{1}) {
    if (parse_date(format_date(date)) != date) FAIL(format_date(date));
  }
  CHECK(format_date(make_date(2026, 6, 13)) == "2026-06-13");
}

TEST_CASE("a text is a date only if it names a real day in the one form") {
  for (const std::string text :
       {"", "2026-6-13", "2026-02-29", "2026-13-01", "2026-00-10", "2026-01-00", "2026-01-01 ",
        " 2026-01-01", "20260101", "2026/01/01", "2026-01-0x", "+026-01-01", "2026-01-011"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_date(text).has_value());
  }
  CHECK(parse_date("2028-02-29") == make_date(2028, 2, 29));
}

TEST_CASE("every minute of the day survives being written and read") {
  for (MinuteOfDay minute{0}; minute <= MinuteOfDay{1440}; ++minute) {
    if (parse_minute(format_minute(minute)) != minute) FAIL(format_minute(minute));
  }
  CHECK(format_minute(MinuteOfDay{510}) == "08:30");
  CHECK(parse_minute("24:00") == MinuteOfDay{1440});
}

TEST_CASE("a text is a minute only if it is a time of day in the one form") {
  for (const std::string text :
       {"", "8:30", "08:60", "24:01", "25:00", "08:3", "08-30", "08:30 ", "0830"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_minute(text).has_value());
  }
}

TEST_CASE("an instant is the same moment in whatever offset it is written") {
  const Instant moment = instant_at(make_date(2026, 6, 13), MinuteOfDay{510});
  struct Row {
    std::string text;
    Instant expected;
  };
  const Row rows[] = {
      {"2026-06-13T08:30:00+08:00", moment},
      {"2026-06-13T00:30:00Z", moment},
      {"2026-06-13t00:30:00z", moment},
      {"2026-06-12T19:30:00-05:00", moment},
      {"2026-06-13T06:00:00+05:30", moment},
      {"2026-06-13T00:30:00-00:00", moment},
      {"2026-06-13T08:30:00.5+08:00", moment + milliseconds{500}},
      {"2026-06-13T08:30:00.007+08:00", moment + milliseconds{7}},
      {"2026-06-13T08:30:00.123999999+08:00", moment + milliseconds{123}},
      {"1969-12-31T23:59:59.999Z", Instant{milliseconds{-1}}},
  };
  for (const Row& row : rows) {
    CAPTURE(row.text);
    CHECK(parse_instant(row.text) == row.expected);
  }
}

TEST_CASE("a malformed instant is none") {
  for (const std::string text :
       {"", "2026-06-13", "2026-06-13T08:30:00", "2026-06-13T08:30+08:00", "2026-06-13 08:30:00Z",
        "2026-02-30T08:30:00Z", "2026-06-13T24:00:00Z", "2026-06-13T08:60:00Z",
        "2026-06-13T08:30:60Z", "2026-06-13T08:30:00.Z", "2026-06-13T08:30:00.1234567890Z",
        "2026-06-13T08:30:00+0800", "2026-06-13T08:30:00+24:00", "2026-06-13T08:30:00+08:60",
        "2026-06-13T08:30:00Zx", "2026-06-13T08:30:00,5Z"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_instant(text).has_value());
  }
}

TEST_CASE("an instant is written in the city's time with whole seconds") {
  const Instant moment =
      instant_at(make_date(2026, 1, 1), MinuteOfDay{0}) + std::chrono::seconds{7};
  CHECK(format_instant(moment) == "2026-01-01T00:00:07+08:00");
  CHECK(format_instant(moment + milliseconds{999}) == "2026-01-01T00:00:07+08:00");
  CHECK(format_instant(Instant{milliseconds{-1}}) == "1970-01-01T07:59:59+08:00");
}

TEST_CASE("whole seconds survive being written and read") {
  // A prime step visits all hours, minutes and seconds of many days.
  const Instant first = instant_at(make_date(1960, 1, 1), MinuteOfDay{0});
  for (int i = 0; i < 20'000; ++i) {
    const Instant moment = first + std::chrono::seconds{100'003} * i;
    if (parse_instant(format_instant(moment)) != moment) FAIL(format_instant(moment));
    if (instant_at(date_of(moment), minute_of(moment)) > moment) FAIL(format_instant(moment));
  }
}

}  // namespace
}  // namespace offpeak::config

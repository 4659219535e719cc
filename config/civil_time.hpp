// Time as the halls use it. Pure arithmetic on the standard calendar types: nothing here reads a
// clock.
//
// China keeps one offset all year, so a civil time and an instant differ by a constant.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace offpeak::config {

/// A moment, in milliseconds since 1970-01-01T00:00:00Z.
using Instant = std::chrono::sys_time<std::chrono::milliseconds>;
/// A calendar day in the city's civil time.
using Date = std::chrono::local_days;
/// Minutes since the start of a civil day, 0 to 1440.
using MinuteOfDay = std::chrono::duration<std::int32_t, std::ratio<60>>;

using std::chrono::milliseconds;
using std::chrono::minutes;

/// The city's offset from UTC (+08:00).
inline constexpr minutes city_utc_offset{480};

/// The moment so many milliseconds after 1970-01-01T00:00:00Z, as records keep it.
constexpr Instant instant_of(std::int64_t since_1970_ms) {
  return Instant{milliseconds{since_1970_ms}};
}

/// The moment at which the civil clock shows `minute` on `date`.
constexpr Instant instant_at(Date date, MinuteOfDay minute) {
  return Instant{date.time_since_epoch()} + minute - city_utc_offset;
}

/// The civil day on which `instant` falls.
constexpr Date date_of(Instant instant) {
  return Date{
      std::chrono::floor<std::chrono::days>((instant + city_utc_offset).time_since_epoch())};
}

/// The civil minute of the day at `instant`, rounded down.
constexpr MinuteOfDay minute_of(Instant instant) {
  const auto since_midnight =
      (instant + city_utc_offset).time_since_epoch() - date_of(instant).time_since_epoch();
  return std::chrono::floor<MinuteOfDay>(since_midnight);
}

constexpr Date make_date(int year, unsigned month, unsigned day) {
  return Date{std::chrono::year{year} / std::chrono::month{month} / std::chrono::day{day}};
}

/// "2026-06-13".
std::string format_date(Date date);
/// "2026-06-13" to a date; nothing when it is not a real day in this form.
std::optional<Date> parse_date(std::string_view text);
/// "08:30".
std::string format_minute(MinuteOfDay minute);
/// "08:30" to minutes of the day, "24:00" included; nothing when it is not a time in this form.
std::optional<MinuteOfDay> parse_minute(std::string_view text);
/// RFC 3339 in city time with whole seconds: "2026-06-13T08:30:00+08:00".
std::string format_instant(Instant instant);
/// RFC 3339 with an explicit offset or Z, fractions down to milliseconds; nothing when malformed.
std::optional<Instant> parse_instant(std::string_view text);

}  // namespace offpeak::config

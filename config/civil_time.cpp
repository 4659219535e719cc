#include "config/civil_time.hpp"

namespace offpeak::config {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::seconds;
using std::chrono::year_month_day;

constexpr MinuteOfDay day_end{24 * 60};
constexpr std::size_t fraction_digits_max = 9;  // nanoseconds, as some languages write them

void append_digits(std::string& text, int value, int width) {
  const std::size_t start = text.size();
  text.append(static_cast<std::size_t>(width), '0');
  for (std::size_t at = text.size(); at > start && value > 0; value /= 10) {
    text[--at] = static_cast<char>('0' + value % 10);
  }
}

/// Takes fixed-width parts off the front of a text; `ok()` is false once a part did not match.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : rest_{text} {}

  int digits(std::size_t count) {
    int value = 0;
    for (std::size_t i = 0; i < count; ++i) {
      if (!next_is_digit()) return fail();
      value = value * 10 + (rest_.front() - '0');
      rest_.remove_prefix(1);
    }
    return value;
  }

  bool take(std::string_view any_of) {
    if (rest_.empty() || any_of.find(rest_.front()) == std::string_view::npos) return false;
    rest_.remove_prefix(1);
    return true;
  }

  void expect(std::string_view any_of) {
    if (!take(any_of)) fail();
  }

  /// The digits after a decimal point, cut to milliseconds.
  milliseconds fraction() {
    int value_ms = 0;
    int weight_ms = 100;
    std::size_t count = 0;
    for (; next_is_digit(); ++count, weight_ms /= 10) {
      value_ms += (rest_.front() - '0') * weight_ms;
      rest_.remove_prefix(1);
    }
    if (count == 0 || count > fraction_digits_max) fail();
    return milliseconds{value_ms};
  }

  int fail() {
    ok_ = false;
    return 0;
  }

  bool ok() const { return ok_; }
  bool ok_at_end() const { return ok_ && rest_.empty(); }

 private:
  bool next_is_digit() const {
    return !rest_.empty() && rest_.front() >= '0' && rest_.front() <= '9';
  }

  std::string_view rest_;
  bool ok_ = true;
};

std::optional<Date> scan_date(Scanner& scan) {
  const int year = scan.digits(4);
  scan.expect("-");
  const int month = scan.digits(2);
  scan.expect("-");
  const int day = scan.digits(2);
  const year_month_day date{std::chrono::year{year},
                            std::chrono::month{static_cast<unsigned>(month)},
                            std::chrono::day{static_cast<unsigned>(day)}};
  if (!scan.ok() || !date.ok()) return std::nullopt;
  return Date{date};
}

/// Hours and minutes with the separator between them; fails on a minute past the hour.
std::chrono::minutes scan_hours_minutes(Scanner& scan) {
  const int hour = scan.digits(2);
  scan.expect(":");
  const int minute = scan.digits(2);
  if (minute > 59) scan.fail();
  return hours{hour} + minutes{minute};
}

/// The offset from UTC; it must be written, because a time without one names no moment.
std::chrono::minutes scan_offset(Scanner& scan) {
  if (scan.take("Zz")) return minutes{0};
  if (scan.take("-")) return -scan_hours_minutes(scan);
  scan.expect("+");
  return scan_hours_minutes(scan);
}

}  // namespace

std::string format_date(Date date) {
  const year_month_day parts{date};
  std::string text;
  append_digits(text, static_cast<int>(parts.year()), 4);
  text += '-';
  append_digits(text, static_cast<int>(static_cast<unsigned>(parts.month())), 2);
  text += '-';
  append_digits(text, static_cast<int>(static_cast<unsigned>(parts.day())), 2);
  return text;
}

std::optional<Date> parse_date(std::string_view text) {
  Scanner scan{text};
  const auto date = scan_date(scan);
  return scan.ok_at_end() ? date : std::nullopt;
}

std::string format_minute(MinuteOfDay minute) {
  std::string text;
  append_digits(text, minute.count() / 60, 2);
  text += ':';
  append_digits(text, minute.count() % 60, 2);
  return text;
}

std::optional<MinuteOfDay> parse_minute(std::string_view text) {
  Scanner scan{text};
  const MinuteOfDay minute{scan_hours_minutes(scan)};
  if (!scan.ok_at_end() || minute > day_end) return std::nullopt;
  return minute;
}

std::string format_instant(Instant instant) {
  const Date date = date_of(instant);
  const auto clock = std::chrono::floor<seconds>((instant + city_utc_offset).time_since_epoch()) -
                     date.time_since_epoch();
  std::string text = format_date(date);
  text += 'T';
  text += format_minute(std::chrono::floor<MinuteOfDay>(clock));
  text += ':';
  append_digits(text, static_cast<int>(clock.count() % 60), 2);
  text += '+';
  text += format_minute(MinuteOfDay{city_utc_offset});
  return text;
}

std::optional<Instant> parse_instant(std::string_view text) {
  Scanner scan{text};
  const auto date = scan_date(scan);
  scan.expect("Tt");
  const auto minute = scan_hours_minutes(scan);
  scan.expect(":");
  const int second = scan.digits(2);
  const milliseconds fraction = scan.take(".") ? scan.fraction() : milliseconds{0};
  const auto offset = scan_offset(scan);
  const bool in_range = minute < day_end && second < 60 && std::chrono::abs(offset) < day_end;
  if (!scan.ok_at_end() || !date || !in_range) return std::nullopt;
  return Instant{date->time_since_epoch()} + minute + seconds{second} + fraction - offset;
}

}  // namespace offpeak::config

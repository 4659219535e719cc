#include "config/read_hours.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include "config/read_days.hpp"
#include "config/scalars.hpp"
#include "config/weekdays.hpp"

namespace offpeak::config {
namespace {

void read_period(const View& where, std::vector<Period>& into) {
  const std::string expected = "hours such as 08:30-12:00";
  const auto period =
      where.is(NodeKind::scalar) ? parse_period(where.node().text) : std::optional<Period>{};
  if (!period) return where.wrong_type("is not a period of the day", expected);
  if (period->to <= period->from) return where.wrong_type("ends before it begins", expected);
  if (!begins_on_grid(*period)) {
    return where.wrong_type(
        "begins off the grid of slots",
        "a start at a multiple of " + std::to_string(slot_minutes_min) + " minutes");
  }
  if (!into.empty() && period->from < into.back().to) {
    return where.wrong_type("begins before the period above it ends",
                            "periods in order that do not overlap");
  }
  into.push_back(*period);
}

Season read_season(const View& where, YearCover& cover) {
  Season season;
  DayRange days{};
  Fields fields{where};
  fields.required("days", day_range(days, cover));
  fields.required("periods", periods(season.periods));
  fields.finish();
  season.first = days.first;
  season.last = days.last;
  return season;
}

}  // namespace

std::optional<Period> parse_period(std::string_view text) {
  const std::size_t dash = text.find('-');
  if (dash == std::string_view::npos) return std::nullopt;
  const auto from = parse_minute(text.substr(0, dash));
  const auto to = parse_minute(text.substr(dash + 1));
  if (!from || !to) return std::nullopt;
  return Period{*from, *to};
}

bool begins_on_grid(const Period& period) { return period.from.count() % slot_minutes_min == 0; }

Reader period(std::vector<Period>& into) {
  return {"hours such as 08:30-12:00", [&into](const View& where) { read_period(where, into); }};
}

Reader periods(std::vector<Period>& into) {
  return list(1, periods_max, "periods", period(into).read);
}

Reader hours(std::vector<Season>& into) {
  const std::string what = "seasons {days, periods}";
  auto read = [what, &into](const View& where) {
    std::vector<Season> seasons;
    YearCover cover;
    list(1, seasons_max, what, [&](const View& season) {
      seasons.push_back(read_season(season, cover));
    }).read(where);
    const bool sound = !seasons.empty() && std::ranges::all_of(seasons, [](const Season& season) {
      return season.first.ok();
    });
    if (sound) cover.require_every_day(where);
    into = std::move(seasons);
  };
  return {"a list of " + what, std::move(read)};
}

Reader open_weekdays(std::array<bool, 7>& into) {
  const std::vector<std::string> words{weekday_words.begin(), weekday_words.end()};
  const std::string what = "weekdays (" + joined(words) + ")";
  auto read = [words, what, &into](const View& where) {
    std::array<bool, 7> open{};
    list(1, open.size(), what, [&](const View& item) {
      std::size_t day = open.size();
      choice(day, words).read(item);
      if (day == open.size()) return;
      if (std::exchange(open[day], true)) item.wrong_type("is listed twice", "each weekday once");
    }).read(where);
    into = open;
  };
  return {"a list of " + what, std::move(read)};
}

}  // namespace offpeak::config

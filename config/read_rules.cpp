#include "config/read_rules.hpp"

#include <array>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

#include "config/check_rules.hpp"
#include "config/read_day_rules.hpp"
#include "config/read_days.hpp"
#include "config/scalars.hpp"

namespace offpeak::config {
namespace {

struct CountRule {
  const char* key;
  int Rules::*member;
  IntRange range;
  const char* unit;
};

struct MinutesRule {
  const char* key;
  minutes Rules::*member;
  IntRange range;
};

constexpr std::array count_rules{
    CountRule{
        "slot_minutes", &Rules::slot_minutes, {slot_minutes_min, slot_minutes_max}, "minutes"},
    CountRule{"horizon_days", &Rules::horizon_days, {1, horizon_days_max}, "days"},
    CountRule{"walk_in_reserve_percent", &Rules::walk_in_reserve_percent, {0, 100}, "percent"},
    CountRule{"party_max", &Rules::party_max, {1, config::party_max}, "applicants"},
    CountRule{"waitlist_max", &Rules::waitlist_max, {0, waitlist_entries_max}, "entries"},
    CountRule{"holds_max", &Rules::holds_max, {1, holds_open_max}, "holds"},
    CountRule{"holds_per_day_max", &Rules::holds_per_day_max, {1, holds_per_day_limit}, "holds"},
    CountRule{"cancellations_max", &Rules::cancellations_max, {1, ledger_max}, "cancellations"},
    CountRule{
        "cancellation_window_days", &Rules::cancellation_window_days, {1, window_days_max}, "days"},
    CountRule{"no_shows_max", &Rules::no_shows_max, {1, ledger_max}, "no-shows"},
    CountRule{"no_show_window_days", &Rules::no_show_window_days, {1, window_days_max}, "days"},
    CountRule{"suspension_days", &Rules::suspension_days, {0, window_days_max}, "days"},
    CountRule{
        "free_cancel_days_before", &Rules::free_cancel_days_before, {0, horizon_days_max}, "days"},
    CountRule{"minor_age", &Rules::minor_age, {0, minor_age_max}, "years"},
    CountRule{"minor_minutes", &Rules::minor_minutes, {0, minor_minutes_max}, "minutes"},
    CountRule{"walk_seconds", &Rules::walk_seconds, {0, walk_seconds_max}, "seconds"},
};

constexpr std::array minutes_rules{
    MinutesRule{"hold_minutes", &Rules::hold, {1, hold_minutes_max}},
    MinutesRule{"hold_pause_minutes", &Rules::hold_pause, {0, hold_minutes_max}},
    MinutesRule{"offer_minutes", &Rules::offer, {1, offer_minutes_max}},
    MinutesRule{
        "return_delay_min_minutes", &Rules::return_delay_min, {0, return_delay_minutes_max}},
    MinutesRule{
        "return_delay_max_minutes", &Rules::return_delay_max, {0, return_delay_minutes_max}},
    MinutesRule{"check_in_early_minutes", &Rules::check_in_early, {0, check_in_minutes_max}},
    MinutesRule{"check_in_late_minutes", &Rules::check_in_late, {0, check_in_minutes_max}},
    MinutesRule{"check_in_tail_minutes", &Rules::check_in_tail, {0, check_in_minutes_max}},
    MinutesRule{"last_tickets_minutes", &Rules::last_tickets, {0, last_tickets_minutes_max}},
};

Reader days_before(std::optional<int>& into) {
  constexpr std::string_view whole_horizon = "horizon";
  const IntRange range{0, horizon_days_max};
  std::string expected = optional_integer(into, range, "days").expected + ", or \"horizon\"";
  auto read = [=, &into](const View& where) {
    if (where.is(NodeKind::scalar) && where.node().text == whole_horizon) {
      into.reset();
      return;
    }
    const auto days = where.is(NodeKind::scalar) && where.node().plain
                          ? parse_integer(where.node().text)
                          : std::optional<int>{};
    if (!days || *days < range.min || *days > range.max) {
      return where.wrong_type("is not a number of days", expected);
    }
    into = *days;
  };
  return {expected, std::move(read)};
}

ReleaseWave read_wave(const View& where) {
  ReleaseWave wave;
  Fields fields{where};
  fields.required("days_before", days_before(wave.days_before));
  fields.required("at", minute_of_day(wave.at));
  fields.required("share_percent", integer(wave.share_percent, {1, 100}, "percent"));
  fields.finish();
  return wave;
}

Reader release(std::vector<ReleaseWave>& into) {
  const std::string what = "waves {days_before, at, share_percent}";
  return {"a list of " + what, [what, &into](const View& where) {
            into.clear();
            list(1, release_waves_max, what, [&](const View& wave) {
              into.push_back(read_wave(wave));
            }).read(where);
          }};
}

HorizonSeason read_horizon_season(const View& where, YearCover& cover) {
  HorizonSeason season;
  DayRange days{};
  Fields fields{where};
  fields.required("days", day_range(days, cover));
  fields.required("horizon_days", integer(season.days, {1, horizon_days_max}, "days"));
  fields.finish();
  season.first = days.first;
  season.last = days.last;
  return season;
}

Reader horizon_seasons(std::vector<HorizonSeason>& into) {
  const std::string what = "seasons {days, horizon_days}";
  return {"a list of " + what, [what, &into](const View& where) {
            into.clear();
            YearCover cover;
            list(0, horizon_seasons_max, what, [&](const View& season) {
              into.push_back(read_horizon_season(season, cover));
            }).read(where);
          }};
}

void read_rules(const View& where, Rules& into, RulesLevel level) {
  Fields fields{where};
  for (const CountRule& rule : count_rules) {
    fields.optional(rule.key, integer(into.*rule.member, rule.range, rule.unit));
  }
  for (const MinutesRule& rule : minutes_rules) {
    int count = static_cast<int>((into.*rule.member).count());
    fields.optional(rule.key, integer(count, rule.range, "minutes"));
    into.*rule.member = minutes{count};
  }
  if (level == RulesLevel::city) {
    fields.required("release", release(into.release));
  } else {
    fields.optional("release", release(into.release));
  }
  fields.optional("horizon_seasons", horizon_seasons(into.horizon_seasons));
  fields.optional("free_cancel_until", minute_of_day(into.free_cancel_until));
  fields.optional("walk_in_reserve", reserve_kind(into.walk_in_reserve));
  fields.optional("call", call_rule(into.call));
  fields.optional("level", level_rule(into.level));
  fields.finish();
  check_rules(into, where, fields);
}

}  // namespace

Reader rules(Rules& into, RulesLevel level) {
  return {"the rules", [&into, level](const View& where) { read_rules(where, into, level); }};
}

}  // namespace offpeak::config

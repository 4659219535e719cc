#include "api/citizen/hall_rules.hpp"

#include <string>

namespace offpeak::api {
namespace {

/// "06-01"
std::string month_day_text(std::chrono::month_day day) {
  const auto two = [](unsigned value) {
    return std::string{static_cast<char>('0' + value / 10), static_cast<char>('0' + value % 10)};
  };
  return two(static_cast<unsigned>(day.month())) + "-" + two(static_cast<unsigned>(day.day()));
}

std::string_view name_of(config::ReserveKind kind) {
  switch (kind) {
    case config::ReserveKind::flat:
      return "flat";
    case config::ReserveKind::forecast:
      return "forecast";
  }
  return {};
}

void write_release(base::JsonWriter& json, const config::Rules& rules) {
  json.key("release").begin_array();
  for (const auto& wave : rules.release) {
    json.begin_object().key("days_before");
    if (wave.days_before) {
      json.number(*wave.days_before);
    } else {
      json.null();
    }
    json.key("at").plain(config::format_minute(wave.at));
    json.key("share_percent").number(wave.share_percent);
    json.end_object();
  }
  json.end_array();
}

void write_horizon(base::JsonWriter& json, const config::Rules& rules) {
  json.key("horizon_days").number(rules.horizon_days);
  json.key("horizon_seasons").begin_array();
  for (const auto& season : rules.horizon_seasons) {
    json.begin_object();
    write_days(json, season.first, season.last);
    json.key("horizon_days").number(season.days);
    json.end_object();
  }
  json.end_array();
}

}  // namespace

void write_hours(base::JsonWriter& json, std::span<const config::Period> periods) {
  json.key("hours").begin_array();
  for (const auto& period : periods) {
    json.begin_object();
    json.key("from").plain(config::format_minute(period.from));
    json.key("to").plain(config::format_minute(period.to));
    json.end_object();
  }
  json.end_array();
}

void write_days(base::JsonWriter& json, std::chrono::month_day first, std::chrono::month_day last) {
  json.key("first").plain(month_day_text(first));
  json.key("last").plain(month_day_text(last));
}

void write_rules(base::JsonWriter& json, const config::Rules& rules) {
  json.key("rules").begin_object();
  json.key("slot_minutes").number(rules.slot_minutes);
  json.key("party_max").number(rules.party_max);
  json.key("hold_minutes").number(rules.hold.count());
  json.key("check_in_early_minutes").number(rules.check_in_early.count());
  json.key("check_in_late_minutes").number(rules.check_in_late.count());
  json.key("check_in_tail_minutes").number(rules.check_in_tail.count());
  json.key("free_cancel_days_before").number(rules.free_cancel_days_before);
  json.key("free_cancel_until").plain(config::format_minute(rules.free_cancel_until));
  json.key("last_tickets_minutes").number(rules.last_tickets.count());
  json.key("walk_in_reserve").plain(name_of(rules.walk_in_reserve));
  json.key("walk_in_reserve_percent").number(rules.walk_in_reserve_percent);
  write_release(json, rules);
  write_horizon(json, rules);
  json.end_object();
}

void write_counters(base::JsonWriter& json, const config::City& city, const config::Hall& hall) {
  json.key("counters").begin_array();
  for (const auto& counter : hall.counters) {
    json.begin_object().key("number").number(counter.number);
    json.key("lanes").begin_array();
    for (const auto& [lane, share_percent] : counter.share_percent) {
      json.begin_object();
      json.key("lane").plain(city.find(lane)->key);
      json.key("share_percent").number(share_percent);
      json.end_object();
    }
    json.end_array();
    write_hours(json, counter.hours);
    json.end_object();
  }
  json.end_array();
}

}  // namespace offpeak::api

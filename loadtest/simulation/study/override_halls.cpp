#include "loadtest/simulation/study/override_halls.hpp"

#include <algorithm>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "config/read_hours.hpp"
#include "config/read_rules.hpp"
#include "config/scalars.hpp"
#include "config/weekdays.hpp"
#include "loadtest/simulation/study/counter_change.hpp"
#include "loadtest/simulation/study/opening_check.hpp"
#include "loadtest/simulation/study/override_each.hpp"
#include "scheduler/booking/opening.hpp"

namespace offpeak::loadtest {
namespace {

using config::Hall;
using config::Node;
using config::NodeKind;
using config::Reader;
using config::View;

constexpr std::size_t days_listed_max = 100;

// Counters

std::optional<CounterChange> parse_count(std::string_view text) {
  CounterChange change;
  change.relative = text.starts_with('+') || text.starts_with('-');
  if (text.starts_with('+')) text.remove_prefix(1);
  const auto count = config::parse_integer(text);
  if (!count || std::abs(*count) > config::counters_max) return std::nullopt;
  change.count = *count;
  return change;
}

std::optional<config::Period> parse_span(std::string_view text) {
  const auto span = config::parse_period(text);
  const bool sound = span && span->from < span->to && config::begins_on_grid(*span);
  return sound ? span : std::nullopt;
}

/// What a number of counters is about.
struct CounterPlace {
  config::LaneCode lane{};
  config::Period span = CounterChange{}.span;
};

void read_count(const View& where, Hall& hall, const Scenario& scenario, CounterPlace place) {
  const std::string expected =
      "+2 for two counters more, -1 for one less, or 12 for so many, up to " +
      std::to_string(config::counters_max);
  auto change =
      where.is(NodeKind::scalar) ? parse_count(where.node().text) : std::optional<CounterChange>{};
  if (!change) return where.wrong_type("is not a number of counters", expected);
  change->lane = place.lane;
  change->span = place.span;
  const auto open = scheduler::season_periods(hall, scenario.date);
  if (const auto changed = change_counters(hall, open, *change); !changed) {
    where.error("cannot be: " + changed.error().message, "counters that the hall can have");
  }
}

std::string lanes_of(const config::City& city) {
  std::vector<std::string> keys;
  for (const auto& lane : city.lanes) keys.push_back(lane.key);
  return config::joined(keys);
}

/// A number, or numbers by span of the day.
void read_lane(const View& where, Hall& hall, const Scenario& scenario, config::LaneCode lane) {
  if (!where.is(NodeKind::mapping)) return read_count(where, hall, scenario, {.lane = lane});
  for (const View& member : where.children()) {
    const auto span = parse_span(member.node().key);
    if (!span) {
      member.key_error(config::in_quotes(member.node().key) + " is not a part of the day",
                       "hours such as \"09:00-12:00\", from a multiple of 5 minutes");
      continue;
    }
    read_count(member, hall, scenario, {.lane = lane, .span = *span});
  }
}

/// A number, or numbers by lane, by span of the day or by both.
void read_counters(const View& where, Hall& hall, const Scenario& scenario) {
  if (!where.is(NodeKind::mapping)) return read_lane(where, hall, scenario, hall.level_lane);
  for (const View& member : where.children()) {
    const auto* lane = scenario.city.find_lane(member.node().key);
    const auto span = parse_span(member.node().key);
    if (lane != nullptr) {
      read_lane(member, hall, scenario, lane->code);
    } else if (span) {
      read_count(member, hall, scenario, {.lane = hall.level_lane, .span = *span});
    } else {
      member.key_error(
          config::in_quotes(member.node().key) + " is not a part of the day, and no lane",
          "hours such as \"09:00-12:00\", from a multiple of 5 minutes, or one of " +
              lanes_of(scenario.city));
    }
  }
}

/// "Main hall: counters foreigners 09:00-12:00 +2".
void say_counters(const Node& node, const std::string& said, Scenario& scenario) {
  if (node.kind == NodeKind::scalar) {
    scenario.changes.push_back(said + ' ' + node.text);
    return;
  }
  for (const Node& part : node.children) say_counters(part, said + ' ' + part.key, scenario);
}

Reader counters(Scenario& scenario) {
  const std::string expected = "counters by hall, such as {330100: +2}";
  return {expected, [&scenario, expected](const View& where) {
            if (!where.is(NodeKind::mapping)) return where.wrong_type("is not a mapping", expected);
            override_each(where, scenario.city, false,
                          {[&](const View& at, Hall& hall) { read_counters(at, hall, scenario); },
                           [&](const View& at, const std::string& hall) {
                             say_counters(at.node(), hall + ": counters", scenario);
                           }});
          }};
}

// Opening days

/// Opens a day or closes it. When a scenario says both of one hall, the last one counts.
void read_day(const View& where, Hall& hall, bool open) {
  const std::vector<std::string> weekdays{config::weekday_words.begin(),
                                          config::weekday_words.end()};
  const std::string expected =
      "a weekday (" + config::joined(weekdays) + ") or a day such as 2026-06-14";
  if (!where.is(NodeKind::scalar)) return where.wrong_type("", expected);
  const auto weekday = std::ranges::find(weekdays, where.node().text);
  if (weekday != weekdays.end()) {
    hall.open_weekdays[static_cast<std::size_t>(weekday - weekdays.begin())] = open;
    return;
  }
  const auto date = config::parse_date(where.node().text);
  if (!date) return where.wrong_type("is not a day", expected);
  (open ? hall.opened : hall.closed).insert(*date);
  (open ? hall.closed : hall.opened).erase(*date);
}

void read_days(const View& where, Hall& hall, bool open) {
  config::list(1, days_listed_max, "days", [&](const View& day) {
    read_day(day, hall, open);
  }).read(where);
  if (std::ranges::find(hall.open_weekdays, true) == hall.open_weekdays.end()) {
    where.error("closes the hall on every weekday", "one weekday at least");
  }
}

void say_days(const View& where, const std::string& hall, bool open, Scenario& scenario) {
  std::string days;
  for (const Node& day : where.node().children) days += ' ' + day.text;
  scenario.changes.push_back(hall + (open ? ": open" : ": closed") + days);
}

Reader opening(Scenario& scenario, bool open) {
  return {"a list of days, or such lists by hall", [&scenario, open](const View& where) {
            override_each_or_all(where, scenario.city,
                                 {[open](const View& at, Hall& hall) { read_days(at, hall, open); },
                                  [&](const View& at, const std::string& hall) {
                                    say_days(at, hall, open, scenario);
                                  }});
          }};
}

// Rules

void read_rules(const View& where, Hall& hall) {
  const std::size_t errors = where.errors();
  config::rules(hall.rules, config::RulesLevel::hall).read(where);
  if (where.errors() == errors) check_opening_of(where, hall, where.node());
}

/// "Main hall: call.order arrival", for each rule.
void say_rules(const Node& node, const std::string& said, Scenario& scenario) {
  if (node.kind == NodeKind::sequence) {
    scenario.changes.push_back(said + " of " + std::to_string(node.children.size()));
    return;
  }
  if (node.kind != NodeKind::mapping) {
    scenario.changes.push_back(said + ' ' + node.text);
    return;
  }
  const std::string before = said.ends_with(':') ? said + ' ' : said + '.';
  for (const Node& member : node.children) say_rules(member, before + member.key, scenario);
}

Reader rules(Scenario& scenario) {
  const std::string expected = "rules by hall, or of \"all\"";
  return {expected, [&scenario, expected](const View& where) {
            if (!where.is(NodeKind::mapping)) return where.wrong_type("is not a mapping", expected);
            override_each(where, scenario.city, true,
                          {read_rules, [&](const View& at, const std::string& hall) {
                             say_rules(at.node(), hall + ':', scenario);
                           }});
          }};
}

}  // namespace

void override_halls(config::Fields& fields, Scenario& scenario) {
  fields.optional("counters", counters(scenario));
  fields.optional("open", opening(scenario, true));
  fields.optional("closed", opening(scenario, false));
  fields.optional("rules", rules(scenario));
}

}  // namespace offpeak::loadtest

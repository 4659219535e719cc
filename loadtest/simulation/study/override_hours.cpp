#include "loadtest/simulation/study/override_hours.hpp"

#include <algorithm>
#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "config/read_hours.hpp"
#include "config/weekdays.hpp"
#include "loadtest/simulation/study/day_hours.hpp"
#include "loadtest/simulation/study/opening_check.hpp"
#include "loadtest/simulation/study/override_each.hpp"
#include "scheduler/booking/opening.hpp"

namespace offpeak::loadtest {
namespace {

using config::Hall;
using config::Node;
using config::NodeKind;
using config::Period;
using config::View;

constexpr std::string_view expected_hours =
    "hours such as 09:00-16:30, a list of them, or either by weekday, such as {sat: 09:00-16:30}";

/// One period, or several in order; none after an error.
std::vector<Period> read_periods(const View& where) {
  std::vector<Period> periods;
  const std::size_t errors = where.errors();
  const bool is_list = where.is(NodeKind::sequence);
  (is_list ? config::periods(periods) : config::period(periods)).read(where);
  if (where.errors() != errors) periods.clear();
  return periods;
}

/// Gives the hours to those of the played days that are such a weekday.
void set_weekday(const View& where, Hall& hall, const Scenario& scenario) {
  const std::string& key = where.node().key;
  const auto word = std::ranges::find(config::weekday_words, key);
  if (word == config::weekday_words.end()) {
    return where.key_error(
        config::in_quotes(key) + " is not a weekday",
        "one of " + config::joined({config::weekday_words.begin(), config::weekday_words.end()}));
  }
  const auto periods = read_periods(where);
  if (periods.empty()) return;
  const auto wanted = static_cast<unsigned>(word - config::weekday_words.begin());
  for (int day = 0; day < scenario.days; ++day) {
    const config::Date date = scenario.date + std::chrono::days{day};
    if (std::chrono::weekday{date}.c_encoding() != wanted) continue;
    set_hours_of_day(hall, scheduler::month_day_of(date), periods);
  }
}

/// The rules that have to agree with the hours.
Node rules_about_hours() {
  Node rules;
  rules.kind = NodeKind::mapping;
  for (const char* key : {"slot_minutes", "release"}) {
    Node& rule = rules.children.emplace_back();
    rule.kind = NodeKind::scalar;
    rule.key = key;
  }
  return rules;
}

void read_hours(const View& where, Hall& hall, const Scenario& scenario) {
  const std::size_t errors = where.errors();
  if (where.is(NodeKind::mapping)) {
    for (const View& weekday : where.children()) set_weekday(weekday, hall, scenario);
  } else if (where.is(NodeKind::scalar) || where.is(NodeKind::sequence)) {
    const auto periods = read_periods(where);
    for (config::Season& season : hall.seasons) season.periods = periods;
  } else {
    where.wrong_type("", std::string{expected_hours});
  }
  if (where.errors() == errors) check_opening_of(where, hall, rules_about_hours());
}

/// "09:00-12:00 13:30-17:00".
std::string words_of(const Node& node) {
  if (node.kind == NodeKind::scalar) return ' ' + node.text;
  std::string words;
  for (const Node& child : node.children) {
    words += (child.key.empty() ? "" : ' ' + child.key) + words_of(child);
  }
  return words;
}

}  // namespace

void override_hours(config::Fields& fields, Scenario& scenario) {
  const HallOverride change{
      [&](const View& where, Hall& hall) { read_hours(where, hall, scenario); },
      [&](const View& where, const std::string& hall) {
        scenario.changes.push_back(hall + ": hours" + words_of(where.node()));
      }};
  fields.optional("hours", {std::string{expected_hours}, [&](const View& where) {
                              override_each_or_all(where, scenario.city, change);
                            }});
}

}  // namespace offpeak::loadtest

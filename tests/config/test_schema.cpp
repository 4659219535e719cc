// The schemas that editors use say what the loader does: the same keys, the same bounds.
#include <doctest/doctest.h>

#include <algorithm>
#include <boost/json.hpp>
#include <map>
#include <string>
#include <vector>

#include "config/load.hpp"
#include "tests/config/sample.hpp"
#include "tests/config/schema_keys.hpp"

namespace offpeak::config {
namespace {

namespace json = boost::json;

json::value schema(const std::string& name) {
  return json::parse(read_source("config/schema/" + name + ".schema.json"));
}

TEST_CASE("the schemas know the loader's keys, no more and no fewer") {
  const json::value city = schema("city");
  const json::value& defs = city.at("$defs");
  struct Row {
    std::string mapping;
    const json::value& object;
    const char* old;
    const char* with;
  };
  const Row rows[] = {
      {"city", city, "city: sample", "qqqqqqqqqqqq: 1\ncity: sample"},
      {"limits", city.at("properties").at("limits"), "limits: {", "limits: {qqqqqqqqqqqq: 1, "},
      {"lane", defs.at("lane"), "{code: 2, key: machines",
       "{qqqqqqqqqqqq: 1, code: 2, key: machines"},
      {"service", defs.at("service"), "{code: 1, key: passport",
       "{qqqqqqqqqqqq: 1, code: 1, key: passport"},
      {"name", defs.at("name"), "{zh: 甲", "{qqqqqqqqqqqq: 1, zh: 甲"},
      {"season", defs.at("hours").at("items"), "{days: 06-01", "{qqqqqqqqqqqq: 1, days: 06-01"},
      {"rules", defs.at("rules"), "slot_minutes: 30", "qqqqqqqqqqqq: 1\n  slot_minutes: 30"},
      {"hall's rules", defs.at("rules"), "party_max: 2", "qqqqqqqqqqqq: 1\n      party_max: 2"},
      {"wave", defs.at("rules").at("properties").at("release").at("items"), "{days_before: 1",
       "{qqqqqqqqqqqq: 1, days_before: 1"},
      {"horizon season", defs.at("rules").at("properties").at("horizon_seasons").at("items"),
       "slot_minutes: 30", "horizon_seasons: [{qqqqqqqqqqqq: 1}]\n  slot_minutes: 30"},
      {"call rule", defs.at("rules").at("properties").at("call"), "slot_minutes: 30",
       "call: {qqqqqqqqqqqq: 1}\n  slot_minutes: 30"},
      {"level rule", defs.at("rules").at("properties").at("level"), "slot_minutes: 30",
       "level: {qqqqqqqqqqqq: 1}\n  slot_minutes: 30"},
      {"retention", city.at("properties").at("retention"), "city: sample",
       "retention: {qqqqqqqqqqqq: 1}\ncity: sample"},
      {"hall", defs.at("hall"), "mode: walk_in_first", "qqqqqqqqqqqq: 1\n    mode: walk_in_first"},
      {"counters", defs.at("counters"), "{counters: 5", "{qqqqqqqqqqqq: 1, counters: 5"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.mapping);
    CHECK(known_keys(load_texts(replaced(sample_city, row.old, row.with))) == keys_of(row.object));
    CHECK(row.object.at("additionalProperties") == false);
  }
  const json::value calendar = schema("calendar");
  CHECK(known_keys(load_texts(sample_city, "qqqqqqqqqqqq: 1\n")) == keys_of(calendar));
  CHECK(known_keys(load_texts(sample_city, "years: [{qqqqqqqqqqqq: 1}]\n")) ==
        keys_of(calendar.at("properties").at("years").at("items")));
}

std::vector<std::string> out_of_range(const std::string& text) {
  std::vector<std::string> fields;
  for (const Diagnostic& each : load_texts(text).diagnostics) {
    if (each.problem.find("out of range") != std::string::npos) fields.push_back(each.field);
  }
  return fields;
}

/// Loads the sample with one more line in its rules (or the one line of that key replaced).
std::vector<std::string> faulty_fields(const std::string& key, std::int64_t value) {
  std::string text{sample_city};
  const std::string line = "\n  " + key + ": ";
  const std::string number = std::to_string(value);
  const std::size_t at = text.find(line);
  if (at == std::string::npos) {
    text = replaced(text, "\nrules:", "\nrules:" + line + number);
  } else {
    text.replace(at, text.find('\n', at + 1) - at, line + number);
  }
  return out_of_range(text);
}

/// The same with a rule of the mapping `group`.
std::vector<std::string> faulty_fields(const std::string& group, const std::string& key,
                                       std::int64_t value) {
  const std::string rule = "{" + key + ": " + std::to_string(value) + "}";
  return out_of_range(replaced(sample_city, "\nrules:", "\nrules:\n  " + group + ": " + rule));
}

TEST_CASE("the schema's bounds of every rule are the loader's") {
  int rules = 0;
  const json::value city = schema("city");
  for (const auto& rule : city.at("$defs").at("rules").at("properties").as_object()) {
    const auto* type = rule.value().as_object().if_contains("type");
    if (type == nullptr || *type != "integer") continue;
    const std::string key = rule.key();
    CAPTURE(key);
    const std::int64_t min = rule.value().at("minimum").as_int64();
    const std::int64_t max = rule.value().at("maximum").as_int64();
    const std::vector<std::string> blamed{"rules." + key};
    CHECK(faulty_fields(key, min).empty());
    CHECK(faulty_fields(key, max).empty());
    CHECK(faulty_fields(key, min - 1) == blamed);
    CHECK(faulty_fields(key, max + 1) == blamed);
    ++rules;
  }
  CHECK(rules >= 22);
}

TEST_CASE("the schema's bounds of the rules of the day are the loader's") {
  int rules = 0;
  const json::value city = schema("city");
  for (const std::string group : {"call", "level"}) {
    const auto& properties = city.at("$defs").at("rules").at("properties").at(group);
    for (const auto& rule : properties.at("properties").as_object()) {
      const auto* type = rule.value().as_object().if_contains("type");
      if (type == nullptr || *type != "integer") continue;
      const std::string key = rule.key();
      CAPTURE(key);
      const std::int64_t min = rule.value().at("minimum").as_int64();
      const std::int64_t max = rule.value().at("maximum").as_int64();
      const std::vector<std::string> blamed{"rules." + group + '.' + key};
      CHECK(faulty_fields(group, key, min).empty());
      CHECK(faulty_fields(group, key, max).empty());
      CHECK(faulty_fields(group, key, min - 1) == blamed);
      CHECK(faulty_fields(group, key, max + 1) == blamed);
      ++rules;
    }
  }
  CHECK(rules >= 9);
}

/// The names of those of these rules that have a default in the schema.
std::set<std::string> with_default(const json::value& properties) {
  std::set<std::string> names;
  for (const auto& rule : properties.as_object()) {
    if (rule.value().as_object().contains("default")) names.emplace(rule.key());
  }
  return names;
}

TEST_CASE("config/README.md has a row for each rule, which ends with its default") {
  const std::string page = read_source("config/README.md");
  const json::value city = schema("city");
  const auto check = [&page](const json::value& properties, const std::string& prefix) {
    for (const std::string& name : with_default(properties)) {
      CAPTURE(name);
      const std::size_t row = page.find("\n| `" + prefix + name + "` | ");
      REQUIRE(row != std::string::npos);
      const json::value& value = properties.at(name).at("default");
      const std::string text =
          value.is_string() ? std::string{value.as_string()} : json::serialize(value);
      const std::string line = page.substr(row + 1, page.find('\n', row + 1) - row - 1);
      CHECK(line.ends_with("| " + text + " |"));
    }
  };
  const json::value& rules = city.at("$defs").at("rules").at("properties");
  check(rules, "");
  for (const std::string group : {"call", "level"}) {
    check(rules.at(group).at("properties"), group + '.');
  }
}

TEST_CASE("the schema's defaults are those of the checked form") {
  const json::value city = schema("city");
  const json::value& rules = city.at("$defs").at("rules").at("properties");
  const Rules defaults;
  std::set<std::string> compared{"free_cancel_until", "walk_in_reserve"};
  const auto default_of = [&](const char* key) {
    compared.insert(key);
    return rules.at(key).at("default").as_int64();
  };
  CHECK(default_of("slot_minutes") == defaults.slot_minutes);
  CHECK(default_of("horizon_days") == defaults.horizon_days);
  CHECK(default_of("walk_in_reserve_percent") == defaults.walk_in_reserve_percent);
  CHECK(default_of("hold_minutes") == defaults.hold.count());
  CHECK(default_of("offer_minutes") == defaults.offer.count());
  CHECK(default_of("party_max") == defaults.party_max);
  CHECK(default_of("waitlist_max") == defaults.waitlist_max);
  CHECK(default_of("holds_max") == defaults.holds_max);
  CHECK(default_of("holds_per_day_max") == defaults.holds_per_day_max);
  CHECK(default_of("hold_pause_minutes") == defaults.hold_pause.count());
  CHECK(default_of("cancellations_max") == defaults.cancellations_max);
  CHECK(default_of("cancellation_window_days") == defaults.cancellation_window_days);
  CHECK(default_of("no_shows_max") == defaults.no_shows_max);
  CHECK(default_of("no_show_window_days") == defaults.no_show_window_days);
  CHECK(default_of("suspension_days") == defaults.suspension_days);
  CHECK(default_of("free_cancel_days_before") == defaults.free_cancel_days_before);
  CHECK(default_of("return_delay_min_minutes") == defaults.return_delay_min.count());
  CHECK(default_of("return_delay_max_minutes") == defaults.return_delay_max.count());
  CHECK(default_of("check_in_early_minutes") == defaults.check_in_early.count());
  CHECK(default_of("check_in_late_minutes") == defaults.check_in_late.count());
  CHECK(default_of("check_in_tail_minutes") == defaults.check_in_tail.count());
  CHECK(default_of("last_tickets_minutes") == defaults.last_tickets.count());
  CHECK(default_of("minor_age") == defaults.minor_age);
  CHECK(default_of("minor_minutes") == defaults.minor_minutes);
  CHECK(default_of("walk_seconds") == defaults.walk_seconds);
  CHECK(rules.at("free_cancel_until").at("default").as_string() ==
        format_minute(defaults.free_cancel_until));
  CHECK(rules.at("walk_in_reserve").at("default").as_string() == "flat");
  CHECK(defaults.walk_in_reserve == ReserveKind::flat);
  CHECK(compared == with_default(rules));
}

TEST_CASE("the schema's bounds and defaults of limits are the loader's") {
  const json::value city = schema("city");
  const auto& limits = city.at("properties").at("limits").at("properties").as_object();
  const auto faulty = [](const std::string& key, std::int64_t value) {
    return out_of_range(replaced(sample_city,
                                 "limits: {address_rate_per_second: 50, citizen_burst: 7}",
                                 "limits: {" + key + ": " + std::to_string(value) + "}"));
  };
  const RequestLimits defaults;
  const std::map<std::string, int> known{
      {"address_rate_per_second", defaults.address_rate},
      {"address_burst", defaults.address_burst},
      {"citizen_rate_per_second", defaults.citizen_rate},
      {"citizen_burst", defaults.citizen_burst},
      {"read_units_per_second", defaults.read_rate},
      {"read_units_burst", defaults.read_burst},
      {"streams_per_address", defaults.streams},
      {"kiosk_numbers_burst", defaults.kiosk_numbers_burst},
      {"kiosk_number_interval_seconds", defaults.kiosk_number_interval_seconds},
      {"wrong_codes_burst", defaults.wrong_codes_burst},
      {"wrong_code_interval_seconds", defaults.wrong_code_interval_seconds}};
  CHECK(known.size() == limits.size());
  for (const auto& limit : limits) {
    const std::string key = limit.key();
    CAPTURE(key);
    const std::int64_t min = limit.value().at("minimum").as_int64();
    const std::int64_t max = limit.value().at("maximum").as_int64();
    const std::vector<std::string> blamed{"limits." + key};
    CHECK(faulty(key, min).empty());
    CHECK(faulty(key, max).empty());
    CHECK(faulty(key, min - 1) == blamed);
    CHECK(faulty(key, max + 1) == blamed);
    CHECK(limit.value().at("default") == known.at(key));
  }
}

TEST_CASE("so are its defaults of the rules of the day, of retention and of reminders") {
  const json::value city = schema("city");
  const json::value& rules = city.at("$defs").at("rules").at("properties");
  std::set<std::string> compared{"order", "ties"};
  const auto default_of = [&compared](const json::value& group, const char* key) {
    compared.insert(key);
    return group.at("properties").at(key).at("default").as_int64();
  };
  const json::value& call = rules.at("call");
  const CallRule calls;
  CHECK(call.at("properties").at("order").at("default") == "hall");
  CHECK(calls.order == CallOrder::hall);
  CHECK(call.at("properties").at("ties").at("default") == "shortest_expected_service");
  CHECK(calls.ties == LaneTies::shortest_expected_service);
  CHECK(default_of(call, "priority_run_max") == calls.priority_run_max);
  CHECK(default_of(call, "booked_per_walk_in") == calls.booked_per_walk_in);
  CHECK(default_of(call, "ageing_minutes") == calls.ageing.count());
  CHECK(default_of(call, "recalls_max") == calls.recalls_max);
  CHECK(default_of(call, "recall_pause_seconds") == calls.recall_pause.count());
  CHECK(default_of(call, "returns_max") == calls.returns_max);
  CHECK(default_of(call, "return_after_calls") == calls.return_after_calls);
  const json::value& level = rules.at("level");
  const LevelRule levels;
  CHECK(default_of(level, "yellow_from_minutes") == levels.yellow_from.count());
  CHECK(default_of(level, "red_above_minutes") == levels.red_above.count());
  CHECK(default_of(level, "settle_minutes") == levels.settle.count());
  auto all = with_default(call.at("properties"));
  all.merge(with_default(level.at("properties")));
  CHECK(compared == all);
  const json::value& retention = city.at("properties").at("retention");
  CHECK(default_of(retention, "visit_days") == Retention{}.visit_days);
  CHECK(default_of(retention, "report_days") == Retention{}.report_days);
  CHECK(default_of(retention, "audit_days") == audit_days_usual);
  const auto& reminders = city.at("properties").at("reminders_minutes").at("default").as_array();
  const City defaults;
  REQUIRE(reminders.size() == defaults.reminders.size());
  for (std::size_t at = 0; at < reminders.size(); ++at) {
    CHECK(reminders[at].as_int64() == defaults.reminders[at].count());
  }
}

}  // namespace
}  // namespace offpeak::config

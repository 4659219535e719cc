// One mistake a row: what it does to the sample, and what is said about it.
#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <string_view>

#include "config/load.hpp"
#include "tests/config/sample.hpp"

namespace offpeak::config {
namespace {

struct Row {
  std::string old;       // occurs once in the sample
  std::string with;      // stands in its place
  std::string marker;    // the reported line is the first with this text
  std::string field;     // of the diagnostic
  std::string problem;   // part of it
  std::string expected;  // part of it
};

void check_reported(const LoadResult& result, const Row& row, std::string_view text,
                    Severity severity) {
  CAPTURE(row.with);
  INFO(listed(result));
  CHECK(result.city.has_value() == (severity == Severity::warning));
  const auto at = std::ranges::find(result.diagnostics, severity, &Diagnostic::severity);
  REQUIRE(at != result.diagnostics.end());
  // One mistake is one message: nothing else is blamed for it.
  CHECK(result.diagnostics.size() == 1);
  CHECK(at->line == line_of(text, row.marker));
  CHECK(at->column > 0);
  CHECK(at->field == row.field);
  CHECK(at->problem.find(row.problem) != std::string::npos);
  CHECK(at->expected.find(row.expected) != std::string::npos);
}

template <std::size_t count>
void check_rows(const Row (&rows)[count]) {
  for (const Row& row : rows) {
    const std::string text = replaced(sample_city, row.old, row.with);
    check_reported(load_texts(text), row, text, Severity::error);
  }
}

TEST_CASE("the sample itself is right") {
  const LoadResult result = load_texts(sample_city);
  REQUIRE_MESSAGE(result.city.has_value(), listed(result));
  CHECK(result.diagnostics.empty());
}

TEST_CASE("a hall takes the city's rules and hours but for what it changes") {
  const LoadResult result = load_texts(sample_city);
  REQUIRE(result.city.has_value());
  const City& city = *result.city;
  REQUIRE(city.halls.size() == 2);
  const Hall& first = city.halls[0];
  const Hall& second = city.halls[1];
  CHECK(first.code == HallCode{100'001});
  CHECK(first.mode == HallMode::walk_in_first);
  CHECK(first.seasons.size() == 1);
  CHECK(first.open_weekdays == std::array{false, true, false, false, false, false, true});
  CHECK(first.rules.party_max == 4);
  CHECK(first.lane_percent[1] == 60);
  CHECK(first.lane_percent[2] == 40);
  CHECK(second.seasons.size() == 2);
  CHECK(second.rules.party_max == 2);
  CHECK(second.rules.return_delay_min == minutes{7});
  CHECK(second.rules.release.size() == 2);
  CHECK(second.lane_percent[1] == 300);
  CHECK(second.counters.size() == 4);
  CHECK(second.opened.size() == 2);
  CHECK(second.closed.contains(make_date(2026, 3, 2)));
  CHECK(city.limits.address_rate == 50);
  CHECK(city.limits.citizen_burst == 7);
  CHECK(city.limits.address_burst == RequestLimits{}.address_burst);
  CHECK(city.limits.read_rate == RequestLimits{}.read_rate);
  CHECK(city.limits.streams == RequestLimits{}.streams);
  CHECK(city.lanes[0].key == "documents");
  CHECK(city.services[1].fee_yuan == 15);
  CHECK(city.synthetic);
  CHECK(result.synthetic.size() == 2);
}

TEST_CASE("keys that are unknown, missing or doubled are named") {
  check_rows({
      {"slot_minutes", "slot_minuts", "slot_minuts", "rules.slot_minuts",
       "unknown key \"slot_minuts\"", "\"slot_minutes\""},
      {"lat: 30.25", "lat: 30.25\n    colour: red", "colour", "halls[0].colour",
       "unknown key \"colour\"", "one of code, name"},
      {"    district: East\n", "", "code: 100002", "halls[0].district", "is missing", "a district"},
      {"calendar: calendars/sample.yaml\n", "", "city:", "calendar", "is missing", "a calendar"},
      {"name: {zh: 甲, en: First}", "name: {zh: 甲}", "甲", "halls[1].name.en", "is missing",
       "English"},
      {"  release:\n    - {days_before: horizon, at: \"09:00\", share_percent: 60}\n"
       "    - {days_before: 1, at: \"17:00\", share_percent: 40}\n",
       "", "rules:\n", "rules.release", "is missing", "waves"},
      {"lat: 30.25", "lat: 30.25\n    lat: 31", "lat: 31", "", "the key \"lat\" occurs twice",
       "once"},
  });
}

TEST_CASE("values of the wrong type or out of range are named") {
  check_rows({
      {"lat: 30.25", "lat: abc", "abc", "halls[0].lat", "\"abc\" is not a number",
       "a latitude from -90 to 90"},
      {"lat: 30.25", "lat: 91", "lat: 91", "halls[0].lat", "\"91\" is out of range", "90"},
      {"lat: 30.25", "lat: .nan", ".nan", "halls[0].lat", "not a number", "latitude"},
      {"lat: 30.25", "lat: nan", "lat: nan", "halls[0].lat", "not a number", "latitude"},
      {"lat: 30.25", "lat: .inf", ".inf", "halls[0].lat", "not a number", "latitude"},
      {"lat: 30.25", "lat: -.INF", "-.INF", "halls[0].lat", "not a number", "latitude"},
      {"lat: 30.25", "lat: infinity", "infinity", "halls[0].lat", "not a number", "latitude"},
      {"lat: 30.25", "lat: 1e400", "1e400", "halls[0].lat", "not a number", "latitude"},
      {"lat: 30.25", "lat: \"30\"", "\"30\"", "halls[0].lat", "not a number", "latitude"},
      {"lon: 120.17", "lon: [120]", "[120]", "halls[0].lon", "is a list", "a longitude"},
      {"lon: 120.17", "lon: {}", "lon: {}", "halls[0].lon", "is a mapping", "a longitude"},
      {"lon: 120.17", "lon:", "lon:\n", "halls[0].lon", "has no value", "a longitude"},
      {"slot_minutes: 30", "slot_minutes: 30.5", "30.5", "rules.slot_minutes", "not a whole number",
       "minutes from 5 to 240"},
      {"slot_minutes: 30", "slot_minutes: 030", "030", "rules.slot_minutes", "not a whole number",
       "minutes"},
      {"slot_minutes: 30", "slot_minutes: 99999999999999999999", "9999", "rules.slot_minutes",
       "out of range", "240"},
      {"slot_minutes: 30", "slot_minutes: 32", "32", "rules.slot_minutes", "off the grid",
       "multiple of 5"},
      {"bookable: false", "bookable: no", "bookable: no", "lanes[0].bookable", "neither true",
       "true or false"},
      {"district: East", "district: 12", "district: 12", "halls[0].district", "is not a text",
       "quotes"},
      {"district: East", "district: \"\"", "district: \"\"", "halls[0].district", "is empty",
       "district"},
      {"district: East", "district: \"a\\u0007\"", "a\\u0007", "halls[0].district",
       "control characters", "district"},
      {"key: passport,", "key: Pass port,", "Pass port", "services[0].key", "is not a key",
       "small letters"},
      {"mode: walk_in_first", "mode: walkin", "walkin", "halls[1].mode", "\"walkin\" is not known",
       "both, walk_in_first"},
      {"fee_yuan: 15", "fee_yuan: -1", "fee_yuan", "services[1].fee_yuan", "out of range", "yuan"},
      {"variation: 0.4", "variation: 9", "variation", "services[1].variation", "out of range",
       "from 0 to 3"},
      {"mean_minutes: 8", "mean_minutes: 0", "mean_minutes: 0", "services[0].mean_minutes",
       "out of range", "from 1"},
      {"code: 100001", "code: 99999", "99999", "halls[1].code", "out of range", "999999"},
      {"limits: {address_rate_per_second: 50,", "limits: {address_rate_per_second: 0,", "limits",
       "limits.address_rate_per_second", "out of range", "from 1"},
      {"[rules, halls.*.counters]", "[rules, halls.*.windows]", "windows", "synthetic[1]",
       "names nothing", "existing"},
      {"[rules, halls.*.counters]", "rules", "synthetic", "synthetic", "\"rules\" is not a list",
       "paths"},
  });
}

TEST_CASE("bounds of the checked form hold in the file") {
  check_rows({
      {"horizon_days: 14", "horizon_days: 61", "61", "rules.horizon_days", "out of range",
       "from 1 to 60"},
      {"party_max: 2", "party_max: 5", "party_max", "halls[0].rules.party_max", "out of range",
       "from 1 to 4"},
      {"slot_minutes: 30", "slot_minutes: 30\n  cancellations_max: 9", "cancellations_max",
       "rules.cancellations_max", "out of range", "from 1 to 8"},
      {"slot_minutes: 30", "slot_minutes: 30\n  no_shows_max: 9", "no_shows_max",
       "rules.no_shows_max", "out of range", "from 1 to 8"},
      {"counters: 1-3,", "counters: 1-100, lanes: {documents: 100}}\n      - {counters: 102-203,",
       "counters:\n", "halls[0].counters", "names 203 counters", "at most 200"},
      {"counters: 1-3,", "counters: 1-1000,", "1-1000", "halls[0].counters[0].counters",
       "names no counters", "1 to 999"},
      {"code: 2, key: machines", "code: 17, key: machines", "code: 17", "lanes[0].code",
       "out of range", "from 1 to 16"},
      {"code: 2, key: endorsement", "code: 32, key: endorsement", "code: 32", "services[1].code",
       "out of range", "from 1 to 31"},
  });
}

TEST_CASE("what must be unique is") {
  check_rows({
      {"code: 100001", "code: 100002", "code: 100002\n    name: {zh: 甲", "halls[1].code",
       "already used by halls[0].code", "its own"},
      {"code: 2, key: machines", "code: 1, key: machines", "key: documents", "lanes[1].code",
       "already used by lanes[0].code", "its own"},
      {"key: endorsement", "key: passport", "key: passport, name: {zh: 签注", "services[1].key",
       "already used by services[0].key", "its own"},
      {"counters: 101,", "counters: 3,", "counters: 3,", "halls[0].counters[1].counters",
       "counter 3 is listed twice", "once"},
      {"[mon, sat]", "[mon, mon]", "[mon, mon]", "halls[1].open_weekdays[1]", "listed twice",
       "once"},
      {"closed: [2026-03-02]", "closed: [2026-03-01..2026-03-03, 2026-03-02]",
       "closed:", "halls[0].closed[1]", "2026-03-02 is listed twice", "once"},
      {"closed: [2026-03-02]", "closed: [2026-10-02]", "closed:", "halls[0].closed",
       "2026-10-02 is also a day of \"opened\"", "one of the two"},
  });
}

TEST_CASE("shares add up") {
  check_rows({
      {"share_percent: 39.5", "share_percent: 39.4", "halls:", "halls", "add up to 99.9 %",
       "100.0 %"},
      {"share_percent: 39.5", "share_percent: 39.55", "39.55", "halls[0].share_percent", "too fine",
       "to a tenth"},
      {"{documents: 60, machines: 40}", "{documents: 60, machines: 41}", "machines: 41",
       "halls[1].counters[0].lanes", "add up to 101 %", "100 %"},
      {"share_percent: 40}", "share_percent: 39}", "release:", "rules.release", "add up to 99 %",
       "100 %"},
  });
}

TEST_CASE("lanes that are nowhere defined are named") {
  check_rows({
      {"lane: documents", "lane: papers", "papers", "services[0].lane", "\"papers\" is not a lane",
       "one of machines, documents"},
      {"{documents: 60, machines: 40}", "{documents: 60, robots: 40}", "robots",
       "halls[1].counters[0].lanes.robots", "unknown lane \"robots\"", "machines, documents"},
  });
}

TEST_CASE("a hall's level comes from a lane that clerks serve there") {
  check_rows({
      {"mode: walk_in_first", "level_lane: robots", "robots", "halls[1].level_lane",
       "\"robots\" is not a lane", "one of machines, documents"},
      {"mode: walk_in_first", "level_lane: machines", "level_lane", "halls[1].level_lane",
       "machines serve the lane machines", "one of documents"},
      {"    counters:\n      - {counters: 5, lanes: {documents: 60, machines: 40}}",
       "    counters: [{counters: 5, lanes: {machines: 100}}]", "counters: [", "halls[1].counters",
       "machines serve every lane", "that clerks serve"},
  });
  const std::string elsewhere =
      replaced(replaced(sample_city, "\n     machines: true}", "}"),
               "- {counters: 101, lanes: {machines: 100}}\n", "\n    level_lane: machines\n");
  check_reported(load_texts(elsewhere),
                 {"", "", "level_lane", "halls[0].level_lane",
                  "no counter of this hall serves the lane machines", "one of documents"},
                 elsewhere, Severity::error);
}

TEST_CASE("a hall's level is that of the lane it names, else of the one with most clerks' time") {
  const auto level_lane = [](const std::string& text) {
    return load_texts(text).city.value().halls[0].level_lane;
  };
  const std::string by_clerks = replaced(sample_city, "machines: true}", "machines: false}");
  CHECK(level_lane(std::string{sample_city}) == LaneCode{1});
  CHECK(level_lane(replaced(by_clerks, "{documents: 60, machines: 40}",
                            "{documents: 40, machines: 60}")) == LaneCode{2});
  CHECK(level_lane(replaced(sample_city, "{documents: 60, machines: 40}",
                            "{documents: 40, machines: 60}")) == LaneCode{1});
  CHECK(level_lane(replaced(by_clerks, "mode: walk_in_first", "level_lane: machines")) ==
        LaneCode{2});
}

TEST_CASE("hours are in order, cover the year once, and hold slots") {
  check_rows({
      {"[08:30-12:00, 13:30-17:00]", "[08:30-12:00, 11:30-17:00]", "11:30", "hours[0].periods[1]",
       "begins before the period above it ends", "in order"},
      {"[08:30-12:00, 13:30-17:00]", "[13:30-17:00, 08:30-12:00]", "13:30", "hours[0].periods[1]",
       "begins before the period above it ends", "in order"},
      {"[08:30-12:00, 13:30-17:00]", "[12:00-08:30]", "12:00-08:30", "hours[0].periods[0]",
       "ends before it begins", ""},
      {"[08:30-12:00, 13:30-17:00]", "[08:30-12:60]", "12:60", "hours[0].periods[0]",
       "is not a period", "08:30-12:00"},
      {"[08:30-12:00, 13:30-17:00]", "[08:31-12:00]", "08:31", "hours[0].periods[0]",
       "off the grid", "multiple of 5"},
      {"[08:30-12:00, 13:30-17:00]", "[08:30-08:55]", "08:55", "hours[0].periods[0]",
       "25 minutes holds no slot of 30", "as long as a slot"},
      {"[08:30-12:00, 13:30-17:00]", "[]", "periods: []", "hours[0].periods", "has 0 items",
       "1 to 8 periods"},
      {"10-01..05-31", "10-01..05-30", "hours:", "hours", "no season has the days 05-31..05-31",
       "whole year"},
      {"10-01..05-31", "10-01..06-02", "06-01..", "hours[1].days",
       "06-01 already belongs to another season", "do not overlap"},
      {"10-01..05-31", "10-01..02-30", "02-30", "hours[0].days", "is not a real day",
       "06-01..09-30"},
      {"periods: [\"09:00-10:00\"]", "periods: [\"09:00-09:20\"]", "09:00-09:20",
       "halls[1].hours[0].periods[0]", "20 minutes holds no slot", ""},
      {"party_max: 2", "slot_minutes: 240", "240", "halls[0].rules.slot_minutes",
       "210 minutes holds no slot of 240", ""},
  });
}

TEST_CASE("days that do not exist are refused") {
  check_rows({
      {"closed: [2026-03-02]", "closed: [2026-02-29]", "closed:", "halls[0].closed[0]",
       "\"2026-02-29\" is not a real day", "2026-10-01"},
      {"closed: [2026-03-02]", "closed: [03-02]", "closed:", "halls[0].closed[0]",
       "is not a real day", "2026-10-01"},
      {"closed: [2026-03-02]", "closed: [2026-03-02..2026-03-01]", "closed:", "halls[0].closed[0]",
       "ends before it begins", ""},
      {"closed: [2026-03-02]", "closed: [2026-01-01..2028-01-01]", "closed:", "halls[0].closed[0]",
       "is too long", "366 days"},
      {"closed: [2026-03-02]", "closed: [1026-03-02]", "closed:", "halls[0].closed[0]",
       "is not a real day", ""},
  });
}

TEST_CASE("rules agree with each other, at the level that sets them") {
  check_rows({
      {"days_before: 1,", "days_before: 15,", "days_before: 15", "rules.release[1]",
       "15 days before the visit lies outside the shortest horizon of 14 days", "\"horizon\""},
      {"party_max: 2",
       "horizon_days: 7\n      release:\n        - {days_before: 8, at: \"09:00\", share_percent: "
       "100}",
       "days_before: 8", "halls[0].rules.release[0]", "outside the shortest horizon of 7 days", ""},
      {"at: \"17:00\", share_percent: 40", "at: \"17:70\", share_percent: 40", "17:70",
       "rules.release[1].at", "is not a time of day", "17:00"},
      {"days_before: 1,", "days_before: one,", "one,", "rules.release[1].days_before",
       "is not a number of days", "\"horizon\""},
      {"days_before: 1, at: \"17:00\"", "days_before: 14, at: \"08:00\"", "08:00",
       "rules.release[1]", "does not come after the one above", "order of time"},
      {"days_before: 1, at: \"17:00\"", "days_before: 0, at: \"08:30\"",
       "release:", "rules.release", "after the opening at 08:30", "before the first slot"},
      {"horizon_days: 14",
       "horizon_days: 14\n  horizon_seasons: [{days: 01-01..02-29, horizon_days: 30}, {days: "
       "02-29..03-02, horizon_days: 7}]",
       "horizon_seasons", "rules.horizon_seasons[1].days", "02-29 already belongs", "overlap"},
      {"return_delay_min_minutes: 7", "return_delay_min_minutes: 61", "return_delay_min_minutes",
       "halls[0].rules.return_delay_min_minutes",
       "return_delay_min_minutes (61) exceeds return_delay_max_minutes (60)", "up to"},
      {"slot_minutes: 30", "slot_minutes: 30\n  check_in_tail_minutes: 10", "check_in_tail",
       "rules.check_in_tail_minutes",
       "check_in_late_minutes (15) exceeds check_in_tail_minutes (10)", "up to"},
  });
}

TEST_CASE("the rules of the day in the hall are bounded and agree") {
  check_rows({
      {"slot_minutes: 30", "slot_minutes: 30\n  call: {order: fifo}", "fifo", "rules.call.order",
       "\"fifo\" is not known", "one of hall, arrival, appointments_first"},
      {"slot_minutes: 30", "slot_minutes: 30\n  call: {ties: random}", "random", "rules.call.ties",
       "\"random\" is not known", "one of shortest_expected_service, longest_wait, turn_about"},
      {"slot_minutes: 30", "slot_minutes: 30\n  last_tickets_minutes: 241", "last_tickets",
       "rules.last_tickets_minutes", "\"241\" is out of range", "minutes from 0 to 240"},
      {"slot_minutes: 30", "slot_minutes: 30\n  call: {priority_runs: 2}", "priority_runs",
       "rules.call.priority_runs", "unknown key", "one of order, ties, priority_run_max"},
      {"slot_minutes: 30", "slot_minutes: 30\n  call: hall", "call:", "rules.call",
       "is not a mapping", "a mapping"},
      {"party_max: 2", "call: {ageing_minutes: 1.5}", "ageing",
       "halls[0].rules.call.ageing_minutes", "is not a whole number", "minutes from 0 to 480"},
      {"party_max: 2", "level: {yellow_from_minutes: 41}", "level:", "halls[0].rules.level",
       "yellow_from_minutes (41) exceeds red_above_minutes (40)", "up to"},
      {"{documents: 60, machines: 40}", "{documents: 60, machines: 40}, hours: [12:00-08:30]",
       "12:00-08:30", "halls[1].counters[0].hours[0]", "ends before it begins", ""},
      {"{documents: 60, machines: 40}",
       "{documents: 60, machines: 40}, hours: [08:30-12:00, 11:00-17:00]", "11:00-17:00",
       "halls[1].counters[0].hours[1]", "begins before the period above it ends", "in order"},
      {"{documents: 60, machines: 40}", "{documents: 60, machines: 40}, hours: []", "hours: []",
       "halls[1].counters[0].hours", "has 0 items", "1 to 8 periods"},
  });
}

TEST_CASE("visits and totals are kept for a bounded time, and reminders come in order") {
  check_rows({
      {"calendar: c", "retention: {visit_days: 1}\ncalendar: c", "visit_days",
       "retention.visit_days", "out of range", "days from 2 to 3650"},
      {"calendar: c", "retention: {report_days: 3651}\ncalendar: c", "report_days",
       "retention.report_days", "out of range", "3650"},
      {"calendar: c", "retention: {visit_days: 401}\ncalendar: c", "retention", "retention",
       "visit_days (401) exceeds report_days (400)", "up to"},
      {"calendar: c", "retention: {audit_days: 0}\ncalendar: c", "audit_days",
       "retention.audit_days", "out of range", "days from 1 to 3650"},
      {"calendar: c", "retention: {audit_days: 3651}\ncalendar: c", "audit_days",
       "retention.audit_days", "out of range", "3650"},
      {"calendar: c", "retention: {days: 5}\ncalendar: c", "retention", "retention.days",
       "unknown key", "visit_days"},
      {"calendar: c", "reminders_minutes: [120, 1440]\ncalendar: c", "1440", "reminders_minutes[1]",
       "does not come after the reminder above it", "nearer"},
      {"calendar: c", "reminders_minutes: [120, 120]\ncalendar: c", "120", "reminders_minutes[1]",
       "does not come after the reminder above it", "nearer"},
      {"calendar: c", "reminders_minutes: [0]\ncalendar: c", "[0]", "reminders_minutes[0]",
       "out of range", "from 1 to 86400"},
      {"calendar: c", "reminders_minutes: [5, 4, 3, 2, 1]\ncalendar: c", "reminders",
       "reminders_minutes", "has 5 items", "0 to 4"},
      {"calendar: c", "reminders_minutes: 60\ncalendar: c", "60", "reminders_minutes",
       "is not a list", "0 to 4"},
  });
}

TEST_CASE("a hall changes single rules of the day and keeps the rest of the city's") {
  std::string text = replaced(sample_city, "slot_minutes: 30",
                              "slot_minutes: 30\n  call: {order: appointments_first, "
                              "recalls_max: 2}\n  level: {red_above_minutes: 50}");
  text = replaced(text, "party_max: 2",
                  "call: {order: arrival, ageing_minutes: 0}\n      level: {settle_minutes: 0}");
  text = replaced(text, "{counters: 1-3, lanes: {documents: 100}}",
                  "{counters: 1-3, lanes: {documents: 100}, hours: [09:00-11:00, 14:00-16:00]}");
  text = replaced(text, "calendar: c",
                  "retention: {visit_days: 7}\nreminders_minutes: []\ncalendar: c");
  const LoadResult result = load_texts(text);
  REQUIRE_MESSAGE(result.city.has_value(), listed(result));
  const Rules& first = result.city->halls[0].rules;
  const Rules& second = result.city->halls[1].rules;
  CHECK(first.call.order == CallOrder::appointments_first);
  CHECK(first.call.recalls_max == 2);
  CHECK(first.call.ageing == minutes{60});
  CHECK(second.call.order == CallOrder::arrival);
  CHECK(second.call.recalls_max == 2);
  CHECK(second.call.ageing == minutes{0});
  CHECK(second.level.red_above == minutes{50});
  CHECK(second.level.settle == minutes{0});
  CHECK(first.level.settle == minutes{5});
  const auto& counters = result.city->halls[1].counters;
  REQUIRE(counters.front().hours.size() == 2);
  CHECK(counters.front().hours[1].from == MinuteOfDay{14 * 60});
  CHECK(counters.back().hours.empty());
  CHECK(result.city->retention.visit_days == 7);
  CHECK(result.city->retention.report_days == 400);
  CHECK(result.city->reminders.empty());
}

TEST_CASE("a calendar is a file inside the folder of the city") {
  check_rows({
      {"calendars/sample.yaml", "/etc/passwd", "/etc/passwd", "calendar", "leads out", "relative"},
      {"calendars/sample.yaml", "../sample.yaml", "../", "calendar", "leads out", "without \"..\""},
      {"calendars/sample.yaml", "calendars/../calendars/sample.yaml", "..", "calendar", "leads out",
       ""},
      {"calendars/sample.yaml", "calendars/none.yaml", "none.yaml", "calendar", "does not exist",
       ""},
  });
}

TEST_CASE("mistakes in a calendar are named in its own file") {
  const Row rows[] = {
      {"01-01..01-03", "01-01..02-29", "02-29", "years[0].off_days[0]", "is not a real day",
       "a day of 2026"},
      {"01-01..01-03", "02-30", "02-30", "years[0].off_days[0]", "is not a real day", "2026"},
      {"01-01..01-03", "01-03..01-01", "01-03", "years[0].off_days[0]", "ends before", ""},
      {"01-01..01-03", "10-07", "10-07,", "years[0].off_days[1]", "2026-10-07 is listed twice",
       "once"},
      {"01-04, 10-10", "01-04, 10-04", "10-04", "years[0].make_up_days",
       "the make-up workday 2026-10-04 is also an off day", "one of the two"},
      {"year: 2026", "year: 26", "year: 26", "years[0].year", "out of range", "2000 to 2100"},
      {"status: official", "status: sure", "sure", "years[0].status", "not known",
       "official, provisional"},
      {"off_days", "of_days", "of_days", "years[0].of_days", "unknown key", "\"off_days\""},
      {"years:", "year:", "year:", "years", "is missing", "years"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.with);
    const std::string text = replaced(sample_calendar, row.old, row.with);
    const LoadResult result = load_texts(sample_city, text);
    INFO(listed(result));
    CHECK_FALSE(result.city.has_value());
    const auto at = std::ranges::find(result.diagnostics, row.field, &Diagnostic::field);
    REQUIRE(at != result.diagnostics.end());
    CHECK(at->file.ends_with("calendars/sample.yaml"));
    CHECK(at->line == line_of(text, row.marker));
    CHECK(at->problem.find(row.problem) != std::string::npos);
    CHECK(at->expected.find(row.expected) != std::string::npos);
  }
}

TEST_CASE("a year occurs once in a calendar") {
  const std::string twice = std::string{sample_calendar} + std::string{sample_calendar}.substr(7);
  const LoadResult result = load_texts(sample_city, twice);
  REQUIRE_MESSAGE(result.diagnostics.size() == 1, listed(result));
  CHECK(result.diagnostics[0].field == "years[1].year");
  CHECK(result.diagnostics[0].problem.find("already used by years[0].year") != std::string::npos);
}

TEST_CASE("what is doubtful but usable is a warning") {
  struct Doubt {
    std::string_view text;
    bool in_calendar;
    Row row;
  };
  const Doubt doubts[] = {
      {sample_calendar,
       true,
       {"status: official", "status: provisional", "provisional", "years[0].status",
        "2026 is provisional: of the days off in it only fixed_days are known", "official"}},
      {sample_calendar,
       true,
       {"01-04, 10-10", "01-05", "01-05", "years[0].make_up_days", "not a Saturday or Sunday",
        "weekend"}},
      {sample_city,
       false,
       {"mean_minutes: 8", "mean_minutes: 13", "counters:\n      - {counters: 5",
        "halls[1].counters", "no appointment for passport (13 minutes)", "a smaller walk-in"}},
  };
  for (const Doubt& doubt : doubts) {
    const std::string text = replaced(doubt.text, doubt.row.old, doubt.row.with);
    const LoadResult result = doubt.in_calendar ? load_texts(sample_city, text) : load_texts(text);
    check_reported(result, doubt.row, text, Severity::warning);
    REQUIRE_FALSE(result.diagnostics.empty());
    CHECK(format(result.diagnostics[0]).find(": warning: ") != std::string::npos);
  }
}

TEST_CASE("all mistakes are reported at once, in the order of the lines") {
  std::string text = replaced(sample_city, "city: sample", "city: Sample City");
  text = replaced(text, "lane: documents", "lane: papers");
  text = replaced(text, "[08:30-12:00, 13:30-17:00]", "[08:30-12:00, 11:00-17:00]");
  text = replaced(text, "slot_minutes", "slot_minuts");
  text = replaced(text, "share_percent: 40}", "share_percent: 30}");
  text = replaced(text, "lat: 30.25", "lat: abc");
  text = replaced(text, "code: 100001", "code: 100002");
  text = replaced(text, "share_percent: 60.5", "share_percent: 60");
  text = replaced(text, "counters: 101,", "counters: 2,");
  const std::string calendar = replaced(sample_calendar, "01-01..01-03", "02-30");
  const LoadResult result = load_texts(text, calendar);
  CHECK_FALSE(result.city.has_value());
  std::vector<std::string> fields;
  for (const Diagnostic& each : result.diagnostics) fields.push_back(each.field);
  const std::vector<std::string> expected{"city",
                                          "services[0].lane",
                                          "hours[0].periods[1]",
                                          "rules.slot_minuts",
                                          "rules.release",
                                          "halls",
                                          "halls[0].lat",
                                          "halls[0].counters[1].counters",
                                          "halls[1].code",
                                          "years[0].off_days[0]"};
  CHECK_MESSAGE(fields == expected, listed(result));
}

TEST_CASE("a mistake reads file, line, field, what is wrong and what would be right") {
  const Diagnostic mistake{"config/hangzhou.yaml",
                           41,
                           10,
                           "halls[2].lat",
                           "\"abc\" is not a number",
                           "a latitude from -90 to 90",
                           Severity::error};
  CHECK(format(mistake) ==
        "config/hangzhou.yaml:41: halls[2].lat: \"abc\" is not a number; expected a latitude from "
        "-90 to 90");
}

}  // namespace
}  // namespace offpeak::config

#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <functional>

#include "config/diagnostic.hpp"
#include "loadtest/simulation/study/scenario_file.hpp"
#include "scheduler/booking/opening.hpp"
#include "tests/config/sample.hpp"
#include "tests/loadtest/simulation/study/study_fixture.hpp"
#include "tests/support/source_path.hpp"

namespace offpeak::loadtest {
namespace {

ScenariosResult read(const std::string& text) {
  const config::Folder folder;
  return read_scenarios(folder.write("scenarios.yaml", text), scenario("base", 0));
}

/// The one scenario whose overrides are these lines.
Scenario with(const std::string& lines) {
  auto result = read("scenarios:\n  - name: changed\n    " + lines + "\n");
  for (const auto& each : result.diagnostics) MESSAGE(config::format(each));
  REQUIRE(result.scenarios.size() == 1);
  return result.scenarios.front();
}

const config::Hall& hall_of(const Scenario& scenario, std::uint32_t code) {
  return *scenario.city.find(config::HallCode{code});
}

TEST_CASE("each override changes what it names") {
  struct Row {
    std::string line;
    std::function<bool(const Scenario&)> holds;
    std::string said;
  };
  const auto in_city = [](auto member) {
    return [member](const Scenario& each) { return std::ranges::all_of(each.city.halls, member); };
  };
  const Row rows[] = {
      {"visitors: 8000", [](const auto& s) { return s.change.people == 8000; }, "visitors 8000"},
      {"demand: +10%", [](const auto& s) { return s.change.factor == 1.1; }, "demand +10%"},
      {"demand: -25%", [](const auto& s) { return s.change.factor == 0.75; }, "demand -25%"},
      {"online: 20%", [](const auto& s) { return s.change.online_share == 0.2; }, "online 20%"},
      {"moving: 12.5%", [](const auto& s) { return s.change.moving_share == 0.125; },
       "moving to quieter times 12.5%"},
      {"guidance: levelled",
       [&](const auto& s) {
         return s.guidance == Guidance::levelled && in_city([](const auto& hall) {
                  return hall.rules.walk_in_reserve == config::ReserveKind::forecast;
                })(s);
       },
       "guidance levelled"},
      {"guidance: recommend", [](const auto& s) { return s.guidance == Guidance::recommend; },
       "guidance recommend"},
      {"compliance: 30%", [](const auto& s) { return s.following.compliance == 0.3; },
       "compliance 30%"},
      {"no_shows: 5%", [](const auto& s) { return s.demand.no_show_share == 0.05; }, "no-shows 5%"},
      {"cancellations: 0%", [](const auto& s) { return s.demand.cancellation_share == 0; },
       "cancellations 0%"},
      {"booked_share: 90%", [](const auto& s) { return s.demand.booked_share == 0.9; },
       "booked share 90%"},
      {"balking: 100%", [](const auto& s) { return s.demand.balking_share == 1; },
       "turning round at red 100%"},
      {"patience_minutes: 45", [](const auto& s) { return s.demand.patience_minutes_mean == 45; },
       "patience in minutes 45"},
      {"counters: {330100: +2}",
       [](const auto& s) { return hall_of(s, 330100).counters.size() == 22; },
       "Main hall (municipal bureau): counters +2"},
      {"counters: {330106: {\"09:00-12:00\": 12}}",
       [](const auto& s) {
         const auto& added = hall_of(s, 330106).counters[11];
         return added.number == 12 && added.hours.size() == 1 &&
                added.hours[0].from == config::MinuteOfDay{540};
       },
       "Xihu: counters 09:00-12:00 12"},
      {"counters: {330100: {foreigners: {\"09:00-12:00\": +1}}}",
       [](const auto& s) {
         const auto& added = hall_of(s, 330100).counters[16];
         return added.number == 17 && added.share_percent.contains(config::LaneCode{3}) &&
                added.hours.size() == 1;
       },
       "Main hall (municipal bureau): counters foreigners 09:00-12:00 +1"},
      {"hours: 08:30-17:00", in_city([](const config::Hall& hall) {
         return hall.seasons.size() == 2 && hall.seasons[0].periods.size() == 1 &&
                hall.seasons[1].periods[0].to == config::MinuteOfDay{1020};
       }),
       "every hall: hours 08:30-17:00"},
      {"hours: {330100: {sat: [09:00-12:00, 13:00-16:30], sun: 10:00-15:00}}",
       [](const auto& s) {
         const auto on = [&](int day) {
           return scheduler::season_periods(hall_of(s, 330100), config::make_date(2026, 6, day));
         };
         return on(13).size() == 2 && on(13)[1].to == config::MinuteOfDay{990} &&
                on(14)[0].from == config::MinuteOfDay{510};  // not played
       },
       "Main hall (municipal bureau): hours sat 09:00-12:00 13:00-16:30 sun 10:00-15:00"},
      {"hours: {sat: 09:00-12:00}",
       [](const auto& s) {
         return scheduler::season_periods(hall_of(s, 330127), config::make_date(2026, 6, 13))
                    .size() == 1;
       },
       "every hall: hours sat 09:00-12:00"},
      {"service_times: {passport_renewal: +10%}",
       [](const auto& s) { return s.conditions.contains(config::HallCode{330127}); },
       "every hall: service times passport_renewal +10%"},
      {"closed_day: {moves: 60%}", [](const auto& s) { return s.change.moves.size() == 1; },
       "of a closed day's people come on other days: 60%"},
      {"hall_shares: {330100: 30%}",
       [](const auto& s) {
         return s.demand.hall_shares ==
                std::map<config::HallCode, double>{{config::HallCode{330100}, 0.3}};
       },
       "Main hall (municipal bureau): share of the people 30%"},
      {"service_times: {330100: {passport_renewal: -10%}}",
       [](const auto& s) {
         const auto found = s.conditions.find(config::HallCode{330100});
         return found != s.conditions.end() && found->second.service_factors.size() == 1 &&
                found->second.service_factors.begin()->second == 0.9;
       },
       "Main hall (municipal bureau): service times passport_renewal -10%"},
      {"service_times: +20%",
       [](const auto& s) {
         return s.conditions.size() == s.city.halls.size() &&
                s.conditions.begin()->second.service_factors.size() == s.city.services.size();
       },
       "every hall: service times +20%"},
      {"absence: {all: 5%, 330100: 8%}",
       [](const auto& s) {
         const auto share = [&](std::uint32_t hall) {
           const auto found = s.conditions.find(config::HallCode{hall});
           return found == s.conditions.end() ? 0 : found->second.absence_share;
         };
         return share(330100) == 0.08 && share(330102) == 0.05;
       },
       "every hall: absent staff 5%"},
      {"outage: {330100: [10:00-10:40, 15:00-15:10]}",
       [](const auto& s) {
         const auto found = s.conditions.find(config::HallCode{330100});
         return found != s.conditions.end() && found->second.outages.size() == 2;
       },
       "Main hall (municipal bureau): outage 10:00-10:40 15:00-15:10"},
      {"open: [sun, 2026-06-20]", in_city([](const config::Hall& hall) {
         return hall.open_weekdays[0] && hall.opened.contains(config::make_date(2026, 6, 20));
       }),
       "every hall: open sun 2026-06-20"},
      {"closed: {330100: [sat]}",
       [](const auto& s) {
         return !hall_of(s, 330100).open_weekdays[6] && hall_of(s, 330102).open_weekdays[6];
       },
       "Main hall (municipal bureau): closed sat"},
      {"rules: {all: {call: {order: arrival}}}", in_city([](const config::Hall& hall) {
         return hall.rules.call.order == config::CallOrder::arrival;
       }),
       "every hall: call.order arrival"},
      {"rules: {330102: {walk_in_reserve_percent: 40}, all: {walk_in_reserve_percent: 10}}",
       [](const auto& s) {
         return hall_of(s, 330102).rules.walk_in_reserve_percent == 40 &&
                hall_of(s, 330100).rules.walk_in_reserve_percent == 10;
       },
       "every hall: walk_in_reserve_percent 10"},
      {"rules: {330100: {slot_minutes: 15}}",
       [](const auto& s) { return hall_of(s, 330100).rules.slot_minutes == 15; },
       "Main hall (municipal bureau): slot_minutes 15"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.line);
    const Scenario changed = with(row.line);
    CHECK(row.holds(changed));
    CHECK_FALSE(row.holds(with("visitors: 1")));
    REQUIRE(!changed.changes.empty());
    CHECK(changed.changes.front() == row.said);
  }
}

TEST_CASE("each mistake is named with its line, its field and what would be right") {
  struct Row {
    std::string line;  // the third of the file
    std::string said;
  };
  const Row rows[] = {
      {"visitor: 8", "scenarios[0].visitor: unknown key \"visitor\"; expected \"visitors\""},
      {"visitors: 0",
       "scenarios[0].visitors: \"0\" is out of range; expected people of the city on "
       "the day from 1 to 1e+06"},
      {"demand: 10%",
       "scenarios[0].demand: \"10%\" is not a change in percent; expected a change such "
       "as +10% or -10%, from -100% to +1000%"},
      {"demand: -101%", "is out of range"},
      {"online: 0.2", "scenarios[0].online: \"0.2\" is not a share; expected a share such as 20%"},
      {"online: 120%", "\"120%\" is out of range"},
      {"online: nan%", "is out of range"},
      {"online: inf%", "is out of range"},
      {"demand: +inf%", "is out of range"},
      {"demand: +1e400%", "is not a change in percent"},
      {"visitors: .inf", "scenarios[0].visitors: \".inf\" is not a number"},
      {"visitors: 1e400", "scenarios[0].visitors: \"1e400\" is not a number"},
      {"counters: 3", "scenarios[0].counters: \"3\" is not a mapping; expected counters by hall"},
      {"counters: {330101: +1}",
       "no hall has the code \"330101\"; expected a hall's code, such as "
       "330100"},
      {"counters: {all: +1}", "no hall has the code \"all\""},
      {"counters: {330100: two}",
       "scenarios[0].counters.330100: \"two\" is not a number of counters"},
      {"counters: {330100: -13}", "cannot be: 5 of the counters open then are shared"},
      {"counters: {330100: {\"9-12\": 3}}",
       "\"9-12\" is not a part of the day, and no lane; expected hours such as"},
      {"counters: {330100: {foreigners: {\"9-12\": 3}}}",
       "scenarios[0].counters.330100.foreigners.9-12: \"9-12\" is not a part of the day"},
      {"counters: {330127: {foreigners: +1}}",
       "scenarios[0].counters.330127.foreigners: cannot be: no counter of the hall serves this "
       "lane"},
      {"hours: {330100: 17:00}",
       "scenarios[0].hours.330100: \"17:00\" is not a period of the day; expected hours such as"},
      {"hours: {330100: {someday: 09:00-16:30}}",
       "scenarios[0].hours.330100.someday: \"someday\" is not a weekday; expected one of sun,"},
      {"hours: {all: [13:00-17:00, 08:30-12:00]}", "begins before the period above it ends"},
      {"hours: {330100: {sat: 09:00-09:10}}",
       "scenarios[0].hours.330100: Main hall (municipal bureau): a period of 10 minutes holds no "
       "slot"},
      {"closed_day: 60%", "scenarios[0].closed_day: \"60%\" is not a mapping"},
      {"closed_day: {moves: most}",
       "scenarios[0].closed_day.moves: \"most\" is not a share; expected a share such as 20%"},
      {"hall_shares: {330100: 120%}",
       "scenarios[0].hall_shares.330100: \"120%\" is out of range; expected a share such as 20%"},
      {"hall_shares: {330100: 70%, 330102: 30%}",
       "scenarios[0].hall_shares: the shares of the halls add up to 100%; expected less than 100%"},
      {"service_times: 10%",
       "scenarios[0].service_times: \"10%\" is not a change in percent; expected a change such as "
       "+10% or -10%, from -90% to +300%"},
      {"service_times: {all: {renewal: -5%}}",
       "scenarios[0].service_times.all.renewal: unknown service \"renewal\"; expected one of "
       "first_passport,"},
      {"absence: {330100: 101%}", "scenarios[0].absence.330100: \"101%\" is out of range"},
      {"outage: {330100: 10:40-10:00}",
       "scenarios[0].outage.330100: \"10:40-10:00\" ends before it begins"},
      {"outage: [10:00-11:00, 10:30-11:30]", "begins before the period above it ends"},
      {"hours: {someday: 09:00-12:00}", "someday"},
      {"hours: {330101: 09:00-12:00}", "no hall has the code \"330101\""},
      {"counters: {330100: {\"09:02-12:00\": 3}}", "is not a part of the day"},
      {"counters: {330100: {\"12:00-13:00\": 3}}", "the hall is not open then"},
      {"open: [someday]",
       "scenarios[0].open[0]: \"someday\" is not a day; expected a weekday (sun,"},
      {"closed: [mon, tue, wed, thu, fri, sat, sun]", "closes the hall on every weekday"},
      {"rules: {all: {slot_minute: 15}}", "unknown key \"slot_minute\"; expected \"slot_minutes\""},
      {"rules: {330100: {slot_minutes: 240}}",
       "Main hall (municipal bureau): a period of 210 "
       "minutes holds no slot of 240 minutes"},
      {"rules: {all: {call: {order: random}}}",
       "expected one of hall, arrival, "
       "appointments_first"},
      {"rules: {all: {check_in_late_minutes: 40}}", "exceeds check_in_tail_minutes"},
      {"name: again", "\"name\""},
  };
  for (const Row& row : rows) {
    CAPTURE(row.line);
    const auto result = read("scenarios:\n  - name: changed\n    " + row.line + "\n");
    CHECK(result.scenarios.empty());
    REQUIRE(result.diagnostics.size() == 1);
    const std::string said = config::format(result.diagnostics.front());
    CAPTURE(said);
    CHECK(said.find(row.said) != std::string::npos);
    CHECK(result.diagnostics.front().line == 3);
  }
}

TEST_CASE("a file that is not a list of scenarios is refused") {
  for (const char* text :
       {"", "[]", "scenarios: []", "scenarios: {}", "scenarios:\n  - demand: +1%",
        "scenarios: [{name: a}, {name: a}]", "{", "scenarios: [{name: 3}]"}) {
    CAPTURE(text);
    const auto result = read(text);
    CHECK(result.scenarios.empty());
    CHECK_FALSE(result.diagnostics.empty());
  }
}

TEST_CASE("scenarios do not change each other or the base") {
  const auto result = read(
      "scenarios:\n  - {name: more, counters: {330100: +2}}\n  - {name: base}\n"
      "  - {name: fewer, counters: {330100: -2}, visitors: 7}\n");
  REQUIRE(result.scenarios.size() == 3);
  CHECK(hall_of(result.scenarios[0], 330100).counters.size() == 22);
  CHECK(hall_of(result.scenarios[1], 330100).counters.size() == 20);
  CHECK(result.scenarios[1].changes.empty());
  CHECK(hall_of(result.scenarios[2], 330100).counters.size() == 18);
  CHECK(result.scenarios[1].change.people == 0);
}

TEST_CASE("the examples are right") {
  int examples = 0;
  for (const auto& entry :
       std::filesystem::directory_iterator{testing::source_path("config/scenarios")}) {
    if (entry.path().extension() != ".yaml") continue;
    const auto result = read_scenarios(entry.path(), scenario("base", 0));
    for (const auto& each : result.diagnostics) MESSAGE(config::format(each));
    CHECK_FALSE(result.scenarios.empty());
    ++examples;
  }
  CHECK(examples > 0);
}

}  // namespace
}  // namespace offpeak::loadtest

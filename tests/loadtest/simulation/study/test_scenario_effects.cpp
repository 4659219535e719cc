#include <doctest/doctest.h>

#include <string>

#include "config/diagnostic.hpp"
#include "loadtest/simulation/demand/read_demand.hpp"
#include "loadtest/simulation/study/headline.hpp"
#include "loadtest/simulation/study/scenario_file.hpp"
#include "tests/config/sample.hpp"
#include "tests/loadtest/simulation/study/study_fixture.hpp"
#include "tests/support/source_path.hpp"

namespace offpeak::loadtest {
namespace {

constexpr std::uint32_t replications = 4;

/// Hangzhou with its demand, on the busiest day.
Scenario base() {
  static const DemandModel demand =
      *read_demand(testing::source_path("config/demand/hangzhou.yaml"), hangzhou()).model;
  Scenario made = scenario("base", 9000);
  made.demand = demand;
  return made;
}

Scenario with(const std::string& lines, const Scenario& of = base()) {
  const config::Folder folder;
  const auto read = read_scenarios(
      folder.write("scenarios.yaml", "scenarios:\n  - name: changed\n    " + lines + "\n"), of);
  for (const auto& each : read.diagnostics) MESSAGE(config::format(each));
  REQUIRE(read.scenarios.size() == 1);
  return read.scenarios.front();
}

/// The sum of a few days of the real core.
DayResult play(const Scenario& scenario) {
  DayResult sum;
  for (std::uint32_t at = 0; at < replications; ++at) {
    sum.add(simulate_day(scenario, Draws{.seed = 11, .replication = at}));
  }
  return sum;
}

double mean_wait_minutes(const DayResult& sum) {
  return headline_of(sum, replications).wait_minutes;
}

const HallResult& main_hall_of(const DayResult& sum) { return sum.halls.front(); }

TEST_CASE("a hall that opens at lunch and later in the evening serves more and lets wait less") {
  const DayResult before = play(base());
  const DayResult longer = play(with("hours: 08:30-18:30"));
  CHECK(longer.balance().received().people > before.balance().received().people);
  CHECK(mean_wait_minutes(longer) < mean_wait_minutes(before));
  CHECK(main_hall_of(longer).cells[25].hours_ms > 0);  // 12:30
  CHECK(main_hall_of(before).cells[25].hours_ms == 0);
}

TEST_CASE("hours of a weekday hold on the played days that are such a day, and on no other") {
  Scenario two_days = base();
  two_days.days = 2;  // Saturday and Sunday
  constexpr std::size_t cell_16 = 32;
  const DayResult early = play(with("hours: {330100: {sun: 08:30-13:00}}", two_days));
  const DayResult usual = play(two_days);
  CHECK(main_hall_of(usual).cells[cell_16].hours_ms == 2 * replications * 1'800'000);
  CHECK(main_hall_of(early).cells[cell_16].hours_ms == replications * 1'800'000);
}

TEST_CASE("a further counter for foreigners shortens their waits") {
  const auto foreigners = [](const DayResult& sum) { return main_hall_of(sum).lanes[2]; };
  const LaneResult before = foreigners(play(base()));
  const LaneResult after = foreigners(play(with("counters: {330100: {foreigners: +1}}")));
  CHECK(after.open_ms > before.open_ms);
  CHECK(after.waits.wait_ms < before.waits.wait_ms);
}

TEST_CASE("a hall with a larger share of the people has more of them, and the city as many") {
  const DayResult before = play(base());
  const DayResult after = play(with("hall_shares: {330100: 25%}"));
  const auto people = [](const Heads& heads) { return static_cast<double>(heads.people); };
  CHECK(people(main_hall_of(after).balance.meant) >
        1.2 * people(main_hall_of(before).balance.meant));
  CHECK(people(after.balance().meant) ==
        doctest::Approx(people(before.balance().meant)).epsilon(0.03));
}

TEST_CASE("slower service makes as many wait longer") {
  const DayResult before = play(base());
  const DayResult slower = play(with("service_times: +15%"));
  CHECK(mean_wait_minutes(slower) > mean_wait_minutes(before));
  CHECK(slower.balance().meant == before.balance().meant);
}

TEST_CASE("absent staff make waits longer, and differ from day to day") {
  const DayResult before = play(base());
  const Scenario absent = with("absence: 15%");
  const DayResult after = play(absent);
  CHECK(main_hall_of(after).open_ms < main_hall_of(before).open_ms);
  CHECK(mean_wait_minutes(after) > mean_wait_minutes(before));
  const auto open_ms = [&](std::uint32_t replication) {
    return main_hall_of(simulate_day(absent, Draws{.seed = 11, .replication = replication}))
        .open_ms;
  };
  CHECK(open_ms(0) == open_ms(0));
  CHECK(open_ms(0) != open_ms(1));
}

}  // namespace
}  // namespace offpeak::loadtest

#include <doctest/doctest.h>

#include <string>

#include "config/diagnostic.hpp"
#include "demand/day_demand.hpp"
#include "demand/read_demand.hpp"
#include "loadtest/simulation/study/frame.hpp"
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
  static const demand::DemandModel demand =
      *demand::read_demand(testing::source_path("config/demand/hangzhou.yaml"), hangzhou()).model;
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

TEST_CASE("of the people of a closed Sunday those who move come on the other days of the week") {
  Scenario saturday = base();
  saturday.change.people = 0;
  const auto people = [](const Scenario& each) {
    return expected_people(each.demand, each.city, each.date, each.change);
  };
  const auto usual_people = [&](int day) {
    return expected_people(saturday.demand, saturday.city, config::make_date(2026, 6, day));
  };
  double other_days = 0;
  for (int day = 8; day <= 13; ++day) other_days += usual_people(day);  // Monday to Saturday
  const double sunday = usual_people(14);
  CHECK(people(with("closed: [sun]", saturday)) == doctest::Approx(people(saturday)));
  const Scenario closed = with("closed: [sun]\n    closed_day: {moves: 60%}", saturday);
  // The main hall has its own weekdays, so that the shares hold in each hall by itself.
  CHECK(people(closed) > people(saturday));
  CHECK(people(closed) ==
        doctest::Approx(people(saturday) * (1 + 0.6 * sunday / other_days)).epsilon(0.01));

  Scenario whole_week = saturday;
  whole_week.date = config::make_date(2026, 6, 8);
  whole_week.days = 7;
  const Scenario all = with("closed: [sun]\n    closed_day: {moves: 60%}", whole_week);
  StudySpec spec;
  spec.scenarios = {all};
  const auto moves = frame_of(spec, "0").scenarios[0].moves;
  CHECK(moves.from_other_days * 7 == doctest::Approx(0.6 * sunday));
  CHECK(moves.to_other_days * 7 == doctest::Approx(0.6 * sunday));
  CHECK(moves.stay_away * 7 == doctest::Approx(0.4 * sunday));
}

TEST_CASE(
    "a day that opens takes its people from the others, in each hall and in the drawn visitors") {
  Scenario monday = base();
  monday.change.people = 0;
  monday.date = config::make_date(2026, 6, 8);
  monday.city.halls[0].open_weekdays[0] = false;  // no Sunday in the main hall
  const DayResult before = play(monday);
  const DayResult after = play(with("open: [sun]\n    closed_day: {moves: 100%}", monday));
  const auto meant = [](const DayResult& sum) {
    return static_cast<double>(main_hall_of(sum).balance.meant.people);
  };
  CHECK(meant(after) < 0.9 * meant(before));
  CHECK(after.halls[1].balance.meant == before.halls[1].balance.meant);
}

TEST_CASE(
    "with a number of visitors a hall that is closed on the day sends nobody to another hall") {
  const Scenario closed = with("closed: {330100: [sat]}\n    closed_day: {moves: 50%}");
  const Scenario usual = base();
  const DayResult after = play(closed);
  CHECK(main_hall_of(after).balance.meant.people == 0);
  CHECK(after.halls[1].balance.meant == play(usual).halls[1].balance.meant);
}

}  // namespace
}  // namespace offpeak::loadtest

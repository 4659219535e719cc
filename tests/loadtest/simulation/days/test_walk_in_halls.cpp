// Walk-ins who look at the waits of halls before they set out.
#include <doctest/doctest.h>

#include "loadtest/simulation/days/told_waits.hpp"
#include "tests/loadtest/simulation/days/hangzhou_day.hpp"

namespace offpeak::loadtest {
namespace {

Scenario saturday(WalkInRule rule, double looking) {
  Scenario scenario =
      highest_saturday(rule == WalkInRule::plan ? Guidance::recommend : Guidance::off);
  scenario.following.compliance = 0;
  scenario.following.looking = looking;
  scenario.following.walk_in_rule = rule;
  scenario.following.look_minutes = 60;
  return scenario;
}

DayResult played(const Scenario& scenario) {
  Simulator simulator;
  simulator.check_replays();
  return simulator.run(scenario, {.seed = 7});
}

BookedPlaces bookings_of(const DayResult& day) {
  BookedPlaces sum;
  for (const HallResult& hall : day.halls) sum.add(hall.bookings);
  return sum;
}

std::uint64_t walk_ins_of(const DayResult& day) {
  std::uint64_t parties = 0;
  for (const HallResult& hall : day.halls) parties += hall.walk_in.parties;
  return parties;
}

TEST_CASE("the average of an hour is of those who were called in it, else of the last one") {
  ToldWaits told;
  told.begin(1);
  CHECK(told.hour_average_ms(0) == 0);
  told.call(10 * minute_ms, 8 * minute_ms);
  told.call(20 * minute_ms, 16 * minute_ms);
  CHECK(told.hour_average_ms(9 * minute_ms) == 0);
  CHECK(told.hour_average_ms(10 * minute_ms) == 8 * minute_ms);
  CHECK(told.hour_average_ms(69 * minute_ms) == 12 * minute_ms);
  CHECK(told.hour_average_ms(70 * minute_ms) == 16 * minute_ms);
  CHECK(told.hour_average_ms(600 * minute_ms) == 16 * minute_ms);
}

TEST_CASE("whoever is called before the slot begins has not waited") {
  ToldWaits told;
  told.begin(1);
  told.call(10 * minute_ms, -20 * minute_ms);
  told.call(20 * minute_ms, 4 * minute_ms);
  CHECK(told.hour_average_ms(20 * minute_ms) == 2 * minute_ms);
}

TEST_CASE("a prediction holds until the next one of its lane") {
  ToldWaits told;
  told.begin(2);
  told.predict(0, 10 * minute_ms, 4 * minute_ms);
  told.predict(1, 10 * minute_ms, 9 * minute_ms);
  told.predict(0, 15 * minute_ms, 5 * minute_ms);
  CHECK(told.newest_ms(0, 9 * minute_ms) == 0);
  CHECK(told.newest_ms(0, 14 * minute_ms) == 4 * minute_ms);
  CHECK(told.newest_ms(0, 15 * minute_ms) == 5 * minute_ms);
  CHECK(told.newest_ms(1, 15 * minute_ms) == 9 * minute_ms);
}

TEST_CASE("a walk-in who looks is shown no place that begins before it can be there") {
  const auto day = played(saturday(WalkInRule::plan, 1));
  CHECK(day.balance().meant == day.balance().sum());
  CHECK(day.balance().of(Fate::turned_away).parties <=
        played(highest_saturday(Guidance::off)).balance().of(Fate::turned_away).parties);
}

TEST_CASE("whoever looks goes to a hall by what is told, and everybody is in one balance") {
  const auto off = played(highest_saturday(Guidance::off));
  for (const auto rule : {WalkInRule::newest_wait, WalkInRule::hour_average}) {
    const auto day = played(saturday(rule, 0.3));
    CHECK(day.balance().meant == off.balance().meant);
    CHECK(day.balance().meant == day.balance().sum());
    const auto followed = static_cast<double>(bookings_of(day).followed);
    const auto walk_ins = static_cast<double>(walk_ins_of(off));
    CHECK(followed > 0.02 * walk_ins);
    CHECK(followed < 0.3 * walk_ins);
    CHECK(bookings_of(day).travel_m > 0);
    CHECK(bookings_of(day).placed == doctest::Approx(bookings_of(off).placed).epsilon(0.01));
  }
}

TEST_CASE("a walk-in who is shown a better place books it") {
  const auto off = played(highest_saturday(Guidance::off));
  const auto day = played(saturday(WalkInRule::plan, 1));
  CHECK(day.balance().meant == off.balance().meant);
  CHECK(day.balance().meant == day.balance().sum());
  CHECK(bookings_of(day).placed > bookings_of(off).placed);
  CHECK(walk_ins_of(day) < walk_ins_of(off));
}

}  // namespace
}  // namespace offpeak::loadtest

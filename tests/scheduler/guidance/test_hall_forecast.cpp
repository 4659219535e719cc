#include "scheduler/guidance/hall_forecast.hpp"

#include <doctest/doctest.h>

#include <vector>

namespace offpeak::scheduler {
namespace {

using doctest::Approx;

constexpr LaneCode documents{1};
constexpr LaneCode foreigners{2};
constexpr LaneCode machines{3};
constexpr Date monday = config::make_date(2026, 6, 8);
constexpr std::size_t nine = 18;  // the half-hour from 9:00 on
constexpr std::size_t half_past_eleven = 23;

config::Period period(int from, int to) {
  return {config::MinuteOfDay{from * 60}, config::MinuteOfDay{to * 60}};
}

/// Four counters, the last of which serves foreigners too, and a machine; open from 9 to 12 and
/// from 14 to 17 on Mondays.
config::City city_of_one() {
  config::City city;
  city.lanes = {
      {.code = documents, .key = "documents", .name = {}},
      {.code = foreigners, .key = "foreigners", .name = {}},
      {.code = machines, .key = "machines", .name = {}, .bookable = false, .machines = true}};
  config::Hall& hall = city.halls.emplace_back();
  hall.code = HallCode{100001};
  hall.seasons = {{.first = std::chrono::January / 1,
                   .last = std::chrono::December / 31,
                   .periods = {period(9, 12), period(14, 17)}}};
  hall.open_weekdays[1] = true;
  for (int number = 1; number <= 3; ++number) {
    hall.counters.push_back({.number = number, .share_percent = {{documents, 100}}, .hours = {}});
  }
  hall.counters.push_back(
      {.number = 4, .share_percent = {{documents, 50}, {foreigners, 50}}, .hours = {}});
  hall.counters.push_back({.number = 101, .share_percent = {{machines, 100}}, .hours = {}});
  return city;
}

HalfHours evenly(double parties) {
  HalfHours all{};
  for (std::size_t at = nine; at < 34; ++at) {
    if (at < 24 || at >= 28) all[at] = parties;
  }
  return all;
}

ExpectedLane lane_of(LaneCode code, double parties) {
  return {.lane = code,
          .walk_ins = evenly(parties),
          .people = 1.5,
          .counter_minutes = 10,
          .deviation_minutes = 5};
}

std::vector<LaneForecast> forecast(const std::vector<ExpectedLane>& lanes, Date date = monday,
                                   const VisitHabits& habits = {}) {
  const config::City city = city_of_one();
  std::vector<LaneForecast> results(lanes.size());
  HallForecaster forecaster;
  const auto done = forecaster.forecast(city, city.halls[0], date, lanes, habits, results);
  REQUIRE(done.has_value());
  return results;
}

TEST_CASE("counters that share a lane are one pool, and machines another") {
  const config::City city = city_of_one();
  const auto pools = counter_pools(city.halls[0]);
  REQUIRE(pools.size() == 2);
  CHECK(pools[0].counters.size() == 4);
  CHECK(pools[0].lanes == (lane_bit(documents) | lane_bit(foreigners)));
  CHECK(pools[1].lanes == lane_bit(machines));
  const auto& open = city.halls[0].seasons[0].periods;
  CHECK(staffed_counters(pools[0], open, 9.5 * 60) == 4);
  CHECK(staffed_counters(pools[0], open, 9.5 * 60, foreigners) == 1);
  CHECK(staffed_counters(pools[0], open, 13 * 60) == 0);
}

TEST_CASE("who comes has parties, people, counter time and a share of what the pool can do") {
  const auto lanes = forecast({lane_of(documents, 8), lane_of(foreigners, 1)});
  const auto& cell = lanes[0].half_hours[nine];
  const double visit = 10 + 26.0 / 60;
  CHECK(cell.parties == Approx(8));
  CHECK(cell.people == Approx(12));
  CHECK(cell.counter_minutes == Approx(8 * visit));
  CHECK(cell.load == Approx(9 * visit / 120));
  CHECK(cell.level == Level::green);
}

TEST_CASE(
    "a lane that one counter of four serves waits longer than the others, and not less evenly") {
  const auto lanes = forecast({lane_of(documents, 10), lane_of(foreigners, 1)});
  for (const std::size_t at : {nine, half_past_eleven}) {
    const auto& all = lanes[0].half_hours[at];
    const auto& one = lanes[1].half_hours[at];
    CHECK(one.wait_mean_minutes > all.wait_mean_minutes);
    CHECK(one.wait_p90_minutes >= one.wait_p50_minutes);
  }
}

TEST_CASE("a machine's queue does not know the counters'") {
  const auto alone = forecast({lane_of(machines, 2)});
  const auto beside = forecast({lane_of(machines, 2), lane_of(documents, 14)});
  CHECK(beside[0].half_hours[nine].wait_mean_minutes ==
        alone[0].half_hours[nine].wait_mean_minutes);
}

TEST_CASE("too many make the level yellow and red, and some then turn round") {
  const auto lanes = forecast({lane_of(documents, 20)});
  CHECK(lanes[0].half_hours[half_past_eleven].level == Level::red);
  const auto turning = forecast({lane_of(documents, 20)}, monday, {.turning_share = 0.3});
  CHECK(turning[0].half_hours[half_past_eleven].parties <
        0.85 * lanes[0].half_hours[half_past_eleven].parties);
}

TEST_CASE(
    "who has an appointment comes before the slot and makes the queue, as far as it is kept") {
  const std::vector<SlotParties> slots{{9 * 60, 6}, {10 * 60, 6}};
  ExpectedLane lane = lane_of(documents, 4);
  lane.booked = slots;
  const auto all = forecast({lane});
  const auto half = forecast({lane}, monday, {.show_rate = 0.5});
  const auto sum = [](const LaneForecast& forecast) {
    double parties = 0;
    for (const auto& cell : forecast.half_hours) parties += cell.parties;
    return parties;
  };
  CHECK(sum(all[0]) - sum(half[0]) == Approx(6));
  CHECK(all[0].half_hours[nine - 1].parties > 4);  // they wait for the doors to open
  CHECK(all[0].half_hours[nine - 1].level == Level::grey);
  CHECK(all[0].half_hours[nine + 2].wait_mean_minutes >
        half[0].half_hours[nine + 2].wait_mean_minutes);
}

TEST_CASE(
    "open suggestions count as far as they are followed, walk-ins as far as they are corrected") {
  ExpectedLane lane = lane_of(documents, 4);
  lane.suggested_minutes[nine + 2] = 100;
  const auto parties = [&](double compliance) {
    double sum = 0;
    const auto lanes = forecast({lane}, monday, {.compliance = compliance});
    for (const auto& cell : lanes[0].half_hours) {
      sum += cell.parties;
    }
    return sum;
  };
  CHECK(parties(0.3) - parties(0) == Approx(3));
  std::vector<ObservedDay> many;
  for (int day = 1; day < 60; ++day) {
    ObservedDay& past = many.emplace_back();
    past.date = monday - std::chrono::days{day};
    past.expected_walk_ins[9] = 40;
    past.walk_ins[9] = past.walk_in_people = 200;
  }
  const DemandCorrection correction{many, monday};
  const double before = parties(0);
  lane.correction = &correction;
  CHECK(parties(0) == Approx(2 * before));
}

TEST_CASE("nobody is forecast for a closed day, and all is grey") {
  const auto lanes = forecast({lane_of(documents, 8)}, monday + std::chrono::days{1});
  for (const auto& cell : lanes[0].half_hours) {
    CHECK(cell.parties == 0);
    CHECK(cell.level == Level::grey);
  }
}

}  // namespace
}  // namespace offpeak::scheduler

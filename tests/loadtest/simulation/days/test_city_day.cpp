#include <doctest/doctest.h>

#include "loadtest/simulation/days/agenda.hpp"
#include "tests/loadtest/simulation/days/one_hall.hpp"

namespace offpeak::loadtest {
namespace {

/// A Saturday of 8,000 people.
Scenario saturday() {
  Scenario scenario;
  scenario.city = load_hangzhou();
  scenario.date = config::make_date(2026, 6, 13);
  scenario.change.people = 8000;
  auto& demand = scenario.demand;
  demand.weekday_factors.fill(1);
  demand.month_factors.fill(1);
  demand.day_parts = {{.period = {OneHall::minute(8, 30), OneHall::minute(12, 0)}, .share = 0.55},
                      {.period = {OneHall::minute(13, 30), OneHall::minute(17, 0)}, .share = 0.45}};
  demand.mix = {{scenario.city.find_service("passport_renewal")->code, 0.5},
                {scenario.city.find_service("hk_macao_permit")->code, 0.3},
                {scenario.city.find_service("collection")->code, 0.15},
                {scenario.city.find_service("business_registration")->code, 0.05}};
  demand.party_sizes.workday = demand.party_sizes.day_off = {0.4, 0.3, 0.2, 0.1};
  demand.lead_day_shares = {0.1, 0.2, 0.2, 0.2, 0.1, 0.1, 0.1};
  demand.patience_minutes_mean = 60;
  return scenario;
}

bool same(const Waits& one, const Waits& other) {
  return one.parties == other.parties && one.wait_ms == other.wait_ms &&
         one.minutes.bins() == other.minutes.bins();
}

void check_same(const DayResult& one, const DayResult& other) {
  CHECK(one.balance().meant == other.balance().meant);
  CHECK(one.commands == other.commands);
  REQUIRE(one.halls.size() == other.halls.size());
  for (std::size_t hall = 0; hall < one.halls.size(); ++hall) {
    CAPTURE(one.halls[hall].hall);
    CHECK(same(one.halls[hall].all(), other.halls[hall].all()));
    CHECK(one.halls[hall].busy_ms == other.halls[hall].busy_ms);
    CHECK(one.halls[hall].overtime_ms == other.halls[hall].overtime_ms);
  }
}

TEST_CASE("a day of the city keeps the invariants, and its events give its state again") {
  const auto scenario = saturday();
  Simulator simulator;
  simulator.check_replays();
  for (std::uint32_t replication = 0; replication < 3; ++replication) {
    CAPTURE(replication);
    const auto result = simulator.run(scenario, {.seed = 7, .replication = replication});
    CHECK(result.halls.size() == 15);
    CHECK(result.balance().meant.parties > 2000);
    std::uint64_t booked = 0;
    for (const auto& hall : result.halls) {
      booked += hall.booked.parties;
      CHECK(hall.all().parties > 0);
      CHECK(hall.busy_ms <= hall.open_ms);
    }
    CHECK(booked > 500);
  }
}

/// The same where halls give numbers to all who come until they close.
Scenario saturday_of_numbers_for_all() {
  auto scenario = saturday();
  for (auto& hall : scenario.city.halls) hall.rules.last_tickets = config::minutes{0};
  return scenario;
}

TEST_CASE("of far more visitors than can be served most get no number, and halls close in time") {
  auto scenario = saturday();
  scenario.change.people = 200'000;
  Simulator simulator;
  simulator.check_replays();
  const auto result = simulator.run(scenario, {.seed = 7});
  for (const auto& hall : result.halls) CHECK(hall.overtime_ms < 2 * 60 * minute_ms);
  const Balance all = result.balance();
  CHECK(all.of(Fate::turned_away).parties > 10 * all.of(Fate::served).parties);
  CHECK(all.of(Fate::unserved).parties == 0);
}

TEST_CASE("where all get numbers most lose patience, and the day is in order") {
  auto scenario = saturday_of_numbers_for_all();
  scenario.change.people = 200'000;
  Simulator simulator;
  simulator.check_replays();
  const auto result = simulator.run(scenario, {.seed = 7});
  for (const auto& hall : result.halls) {
    CHECK(hall.busy_ms <= hall.open_ms);
    CHECK(hall.overtime_ms <= day_end);
  }
  const Balance all = result.balance();
  CHECK(all.of(Fate::left).parties > 10 * all.of(Fate::served).parties);
  CHECK(all.of(Fate::turned_away).parties > all.of(Fate::served).parties);
  CHECK(all.of(Fate::unserved).parties == 0);  // patience of an hour ends before midnight
}

TEST_CASE("who never loses patience still waits when midnight cuts the day, and is unserved") {
  auto scenario = saturday_of_numbers_for_all();
  scenario.change.people = 40'000;
  scenario.demand.patience_minutes_mean = 0;
  scenario.demand.balking_share = 0;
  Simulator simulator;
  simulator.check_replays();
  const auto result = simulator.run(scenario, {.seed = 7});
  std::uint64_t cut = 0;
  for (const auto& hall : result.halls) {
    cut += hall.midnight_days;
    CHECK((hall.balance.of(Fate::unserved).parties > 0) <= (hall.midnight_days == 1));
    CHECK(hall.overtime_ms <= day_end);
  }
  CHECK(cut > 10);
  CHECK(result.balance().of(Fate::unserved).parties > 1000);
  CHECK(result.balance().of(Fate::left).parties == 0);
}

TEST_CASE("the same draws give the same day, whatever was played before") {
  const auto scenario = saturday();
  Simulator used;
  const auto other = used.run(scenario, {.seed = 8});
  const auto again = used.run(scenario, {.seed = 7});
  const auto fresh = Simulator{}.run(scenario, {.seed = 7});
  check_same(again, fresh);
  check_same(simulate_day(scenario, {.seed = 7}), fresh);
  CHECK(other.halls[0].busy_ms != fresh.halls[0].busy_ms);
}

TEST_CASE("days in a row are the sum of the days") {
  auto scenario = saturday();
  auto sum = simulate_day(scenario, {.seed = 7});
  scenario.date += std::chrono::days{1};
  sum.add(simulate_day(scenario, {.seed = 7}));
  scenario.date -= std::chrono::days{1};
  scenario.days = 2;
  check_same(simulate_day(scenario, {.seed = 7}), sum);
}

TEST_CASE("levels fill the whole day of a hall") {
  const auto result = simulate_day(saturday(), {.seed = 7});
  for (const auto& hall : result.halls) {
    std::int64_t whole_ms = 0;
    for (const auto& cell : hall.cells) {
      for (const auto level_ms : cell.level_ms) whole_ms += level_ms;
    }
    CHECK(whole_ms == day_end);
  }
}

TEST_CASE("visitors out of the halls' order are refused") {
  const auto scenario = saturday();
  auto visitors =
      visitors_on(scenario.demand, scenario.city, scenario.date, scenario.change, {.seed = 7});
  std::swap(visitors.front(), visitors.back());
  CHECK_THROWS_AS(simulate_visitors(scenario, visitors, {.seed = 7}), BrokenInvariant);
}

}  // namespace
}  // namespace offpeak::loadtest

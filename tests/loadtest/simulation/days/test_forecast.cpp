// The forecast of a day from the model alone, beside the same day as the production core plays it.
#include <doctest/doctest.h>

#include <cmath>
#include <vector>

#include "base/in_parallel.hpp"
#include "demand/day_demand.hpp"
#include "demand/expected_arrivals.hpp"
#include "loadtest/simulation/days/received.hpp"
#include "loadtest/simulation/days/simulate_day.hpp"
#include "scheduler/guidance/hall_forecast.hpp"
#include "tests/loadtest/simulation/days/hangzhou_day.hpp"

namespace offpeak::loadtest {
namespace {

using scheduler::LaneForecast;

constexpr std::uint32_t replications = 20;  // docs/guidance.md has the same of 200

Scenario day_of(config::Date date, double people) {
  Scenario scenario = hangzhou_day(date, people);
  if (people <= 0) {
    scenario.change.people = demand::expected_people(scenario.demand, scenario.city, date);
  }
  return scenario;
}

/// The highest day, and the Friday before it as the model has it.
std::vector<Scenario> days() {
  return {day_of(config::make_date(2026, 6, 13), 8000), day_of(config::make_date(2026, 6, 12), 0)};
}

/// By hall and lane.
std::vector<std::vector<LaneForecast>> forecast(const Scenario& scenario, double meant_people) {
  const auto& model = scenario.demand;
  const scheduler::VisitHabits habits{
      .show_rate = 1 - model.no_show_share,
      .turning_share = model.balking_share,
      .day_variation = std::hypot(model.city_variation, model.hall_variation),
      .early_minutes_mean = model.early_minutes_mean,
      .early_minutes_deviation = model.early_minutes_deviation};
  std::vector<std::vector<LaneForecast>> halls;
  scheduler::HallForecaster forecaster;
  for (const auto& hall :
       demand::expected_arrivals(model, scenario.city, scenario.date, meant_people, nullptr)) {
    std::vector<scheduler::ExpectedLane> lanes;
    for (const auto& lane : hall.lanes) {
      if (scenario.city.find(lane.meant.lane)->machines) continue;
      lanes.push_back({.lane = lane.meant.lane,
                       .walk_ins = lane.walk_ins,
                       .booked = lane.booked,
                       .people = lane.meant.people,
                       .counter_minutes = lane.meant.counter_minutes,
                       .deviation_minutes = lane.meant.deviation_minutes});
    }
    auto& cells = halls.emplace_back(lanes.size());
    REQUIRE(forecaster.forecast(scenario.city, *hall.hall, scenario.date, lanes, habits, cells)
                .has_value());
  }
  return halls;
}

DayResult played(const Scenario& scenario) {
  std::vector<DayResult> each(replications);
  base::in_parallel(each.size(), 2, [&](std::size_t at) {
    each[at] = simulate_day(scenario, {7, static_cast<std::uint32_t>(at / 2), at % 2 == 1});
  });
  DayResult sum;
  for (const DayResult& day : each) sum.add(day);
  return sum;
}

/// Over the hours of all halls, weighed by those who were called.
struct Comparison {
  double called = 0;
  double waited = 0;           // minutes
  double forecast_called = 0;  // parties expected
  double forecast_waited = 0;
  double wait_errors = 0;     // absolute, times those called
  double arrival_errors = 0;  // absolute

  double mean() const { return waited / called; }
  double forecast_mean() const { return forecast_waited / forecast_called; }
};

void compare_hour(const HallResult& played, const std::vector<LaneForecast>& lanes,
                  std::size_t hour, Comparison& sum) {
  Comparison here;
  double arrived = 0;
  for (std::size_t half = 2 * hour; half < 2 * hour + 2; ++half) {
    constexpr double ms_per_minute = 60'000;
    arrived += played.cells[half].arrivals;
    here.called += played.cells[half].called;
    here.waited += static_cast<double>(played.cells[half].wait_ms) / ms_per_minute;
    for (const LaneForecast& lane : lanes) {
      const auto& cell = lane.half_hours[half];
      here.forecast_called += replications * cell.parties;
      here.forecast_waited += replications * cell.parties * cell.wait_mean_minutes;
    }
  }
  sum.called += here.called;
  sum.waited += here.waited;
  sum.forecast_called += here.forecast_called;
  sum.forecast_waited += here.forecast_waited;
  sum.arrival_errors += std::abs(arrived - here.forecast_called);
  if (here.called > 0 && here.forecast_called > 0) {
    sum.wait_errors += here.called * std::abs(here.mean() - here.forecast_mean());
  }
}

TEST_CASE("as many mean to come for each who is received as in the simulator, to 3 in a hundred") {
  for (const Scenario& scenario : days()) {
    const double people = scenario.change.people;
    const double meant = demand::meant_for(scenario.demand, scenario.city, scenario.date, people);
    const double simulated = meant_per_received(scenario, 1, 2).at(scenario.date);
    CAPTURE(meant / people);
    CAPTURE(simulated);
    CHECK(std::abs(meant / people - simulated) < 0.03 * simulated);
  }
}

TEST_CASE(
    "a forecast from the model alone is near what the core plays, hall by hall and hour by hour") {
  constexpr double meant_per_received[] = {1.191, 1.167};  // as the simulator solves it
  std::size_t number = 0;
  for (Scenario& scenario : days()) {
    const double ratio = meant_per_received[number++];
    scenario.change.meant_per_received[scenario.date] = ratio;
    const auto halls = forecast(scenario, ratio * scenario.change.people);
    const DayResult day = played(scenario);
    REQUIRE(halls.size() == day.halls.size());
    Comparison all;
    for (std::size_t hall = 0; hall < halls.size(); ++hall) {
      for (std::size_t hour = 0; hour < 24; ++hour) {
        compare_hour(day.halls[hall], halls[hall], hour, all);
      }
    }
    const double wait_error = all.wait_errors / all.waited;
    const double arrival_error = all.arrival_errors / all.called;
    MESSAGE("mean wait ", all.mean(), ", forecast ", all.forecast_mean(),
            "; by hall and hour off by ", wait_error, ", arrivals by ", arrival_error);
    CHECK(std::abs(all.forecast_mean() / all.mean() - 1) < 0.2);
    CHECK(wait_error < 0.35);
    CHECK(arrival_error < 0.05);
  }
}

}  // namespace
}  // namespace offpeak::loadtest

#include "tests/loadtest/simulation/fit/played_days.hpp"

#include "loadtest/simulation/fit/played_day.hpp"
#include "tests/demand/hangzhou.hpp"

namespace offpeak::loadtest {

using demand::hangzhou;
using demand::hangzhou_demand;
using demand::main_hall;

Scenario one_busy_hall() {
  Scenario scenario;
  scenario.name = "known";
  scenario.city = hangzhou();
  scenario.city.halls = {*hangzhou().find(main_hall)};
  scenario.city.halls.front().open_weekdays.fill(true);
  for (auto& lane : scenario.city.lanes) lane.machines = false;
  scenario.date = config::make_date(2026, 6, 1);
  demand::DemandModel& demand = scenario.demand = hangzhou_demand();
  demand.city_people = 700;
  demand.hall_weekday_factors.clear();
  demand.month_factors.fill(1);
  demand.events.clear();
  demand.day_factor_max = 10;
  demand.balking_share = 0;
  demand.patience_minutes_mean = 30;
  return scenario;
}

std::vector<RecordedDay> played_days(const Scenario& scenario, int days, std::uint64_t seed) {
  DayPlayer player{scenario};
  std::vector<RecordedDay> played;
  for (int day = 0; day < days; ++day) {
    played.push_back(player.play(scenario.date + std::chrono::days{day}, {.seed = seed}));
  }
  return played;
}

}  // namespace offpeak::loadtest

// Days of the shipped city with its shipped demand.
#pragma once

#include <stdexcept>

#include "demand/read_demand.hpp"
#include "tests/loadtest/simulation/days/one_hall.hpp"

namespace offpeak::loadtest {

/// `people` are to be received; 0: as many as the model has.
inline Scenario hangzhou_day(config::Date date, double people) {
  Scenario scenario;
  scenario.city = load_hangzhou();
  auto demand =
      demand::read_demand(testing::source_path("config/demand/hangzhou.yaml"), scenario.city);
  if (!demand.model) throw std::runtime_error{"config/demand/hangzhou.yaml has mistakes"};
  scenario.demand = std::move(*demand.model);
  scenario.date = date;
  scenario.change.people = people;
  return scenario;
}

/// 13 June, 8,000 received: so many mean to come that about as many are.
inline Scenario highest_saturday(Guidance guidance) {
  Scenario scenario = hangzhou_day(config::make_date(2026, 6, 13), 8000);
  scenario.change.meant_per_received[scenario.date] = 1.19;
  scenario.guidance = guidance;
  return scenario;
}

}  // namespace offpeak::loadtest

// One scenario: a city, its demand and a day.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "config/city.hpp"
#include "loadtest/simulation/days/conditions.hpp"
#include "loadtest/simulation/days/guidance.hpp"
#include "loadtest/simulation/visitors/visitors.hpp"

namespace offpeak::loadtest {

/// Overrides are applied already: `city` and `demand` are what is simulated.
struct Scenario {
  std::string name;
  config::City city;
  demand::DemandModel demand;
  DemandChange change;
  config::Date date{};
  int days = 1;                                       // from `date` on, one after the other
  std::map<config::HallCode, Conditions> conditions;  // where a hall's day is no usual one
  Guidance guidance = Guidance::off;
  Following following{};
  std::vector<std::string> changes;  // what it overrides, in words
};

}  // namespace offpeak::loadtest

// Other opening hours in a scenario.
#pragma once

#include "config/fields.hpp"
#include "loadtest/simulation/days/scenario.hpp"

namespace offpeak::loadtest {

/// Asks `fields` for hours. The scenario's date and days must be set: hours of a weekday become
/// those of the days that are played.
void override_hours(config::Fields& fields, Scenario& scenario);

}  // namespace offpeak::loadtest

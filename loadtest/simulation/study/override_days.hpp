// What becomes of the people of a day that a scenario closes.
#pragma once

#include "config/fields.hpp"
#include "loadtest/simulation/days/scenario.hpp"

namespace offpeak::loadtest {

/// Asks `fields` for closed_day. The scenario's opening days and demand must be set; `base` has the
/// usual opening days.
void override_days(config::Fields& fields, const Scenario& base, Scenario& scenario);

}  // namespace offpeak::loadtest

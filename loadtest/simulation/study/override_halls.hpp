// What a scenario overrides in the halls: counters, opening days, rules.
#pragma once

#include "config/fields.hpp"
#include "loadtest/simulation/days/scenario.hpp"

namespace offpeak::loadtest {

/// Asks `fields` for counters, open, closed and rules. The scenario's date and hours must be
/// set: spans of the day are those of its opening.
void override_halls(config::Fields& fields, Scenario& scenario);

}  // namespace offpeak::loadtest

// What a scenario lets happen in the halls: slower or faster service, absent staff, outages.
#pragma once

#include "config/fields.hpp"
#include "loadtest/simulation/days/scenario.hpp"

namespace offpeak::loadtest {

/// Asks `fields` for service_times, absence and outage.
void override_conditions(config::Fields& fields, Scenario& scenario);

}  // namespace offpeak::loadtest

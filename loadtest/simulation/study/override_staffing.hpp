// Counters that a scenario gives one by one, as `offpeak plan` writes them.
#pragma once

#include "config/fields.hpp"
#include "loadtest/simulation/days/scenario.hpp"

namespace offpeak::loadtest {

/// Asks `fields` for staffing and bookable. The counters stand in place of those of the same lanes.
/// What can be booked stays what the city's counters give, unless `bookable: staffed` says so.
void override_staffing(config::Fields& fields, Scenario& scenario);

}  // namespace offpeak::loadtest

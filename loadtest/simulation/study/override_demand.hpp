// What a scenario overrides in the demand.
#pragma once

#include "config/fields.hpp"
#include "loadtest/simulation/days/scenario.hpp"

namespace offpeak::loadtest {

inline constexpr int demand_percent_max = 1000;  // more
inline constexpr double patience_minutes_max = 24 * 60;

/// Asks `fields` for visitors, demand, online, moving, no_shows, cancellations, booked_share,
/// balking and patience_minutes.
void override_demand(config::Fields& fields, Scenario& scenario);

}  // namespace offpeak::loadtest

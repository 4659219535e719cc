// How many come: the city's average day and the weekdays.
#pragma once

#include "loadtest/simulation/fit/fit.hpp"
#include "loadtest/simulation/fit/observations.hpp"

namespace offpeak::loadtest {

/// Fits `fit.model`'s people and weekdays. Days are made comparable by what the base model says of
/// them: months, events, and halls that are closed. `unseen_share` of the people are received where
/// the store does not see them.
void fit_people(const Observations& seen, const config::City& city, const demand::DemandModel& base,
                double unseen_share, DemandFit& fit);

}  // namespace offpeak::loadtest

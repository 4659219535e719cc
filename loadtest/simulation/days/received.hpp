// How many have to mean to come so that as many are received as a study asks for.
#pragma once

#include <map>

#include "loadtest/simulation/days/scenario.hpp"

namespace offpeak::loadtest {

/// More than so many for each who is received are not drawn: then the halls cannot receive them.
inline constexpr double meant_per_received_max = 2;

/// People who mean to come for each who is received in this scenario, by each of its days that
/// somebody comes on; for DemandChange::meant_per_received. Measured on trial days of this seed, in
/// rounds, because who finds no place or turns round depends on the queues; the last round has
/// about 160,000 people in all. Right to about 0.3 %, to either side. Any number of threads gives
/// the same.
std::map<config::Date, double> meant_per_received(const Scenario& scenario, std::uint64_t seed,
                                                  int threads);

}  // namespace offpeak::loadtest

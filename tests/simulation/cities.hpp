// The configurations with which a server may be started.
#pragma once

#include <span>

#include "config/city.hpp"

namespace offpeak::simulation {

/// The tests' city, and what an operator may make of it: counters, reserve, slots, hours, release
/// and halls differ. All of them name the slots that clients ask for, or did before.
std::span<const config::City> cities();

}  // namespace offpeak::simulation

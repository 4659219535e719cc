// Cities as an operator may edit them from one start to the next, each named by a number. They are
// written as configuration files and read by the loader: what `check-config` accepts, and nothing
// else.
#pragma once

#include <cstdint>

#include "config/city.hpp"

namespace offpeak::model {

/// Halls, lanes, services, counters, hours, slots and rules are drawn from the number, each apart
/// from the others: two cities share most names and hardly any value. Throws where the loader
/// refuses what was written, which then says why. Each is read once: no start waits for the disk.
const config::City& changing_city(std::uint8_t number);

}  // namespace offpeak::model

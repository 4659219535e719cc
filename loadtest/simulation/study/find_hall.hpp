// The hall that a key of a scenario names.
#pragma once

#include "config/city.hpp"
#include "config/fields.hpp"

namespace offpeak::loadtest {

/// nullptr, and an error, when the city has none.
config::Hall* find_hall(const config::View& member, config::City& city);

}  // namespace offpeak::loadtest

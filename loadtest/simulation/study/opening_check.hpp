// The relations between a hall's hours and its rules, for a scenario that changes one of them.
#pragma once

#include "config/city.hpp"
#include "config/view.hpp"

namespace offpeak::loadtest {

/// Reports at `where` what the loader would report of a hall that sets these rules itself: a
/// mapping as in the city's file, of which only the keys count.
void check_opening_of(const config::View& where, const config::Hall& hall,
                      const config::Node& rules);

}  // namespace offpeak::loadtest

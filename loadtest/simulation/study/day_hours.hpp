// Opening hours of a single day of the year.
#pragma once

#include <chrono>
#include <vector>

#include "config/city.hpp"

namespace offpeak::loadtest {

/// Cuts the day out of the season that covers it and gives it these periods, so that the seasons
/// still cover every day once.
void set_hours_of_day(config::Hall& hall, std::chrono::month_day day,
                      const std::vector<config::Period>& periods);

}  // namespace offpeak::loadtest

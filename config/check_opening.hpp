// Relations between hours, rules and counters.
#pragma once

#include <vector>

#include "config/city.hpp"
#include "config/view.hpp"

namespace offpeak::config {

/// Every period is as long as a slot or longer, and a release wave on the day itself comes before
/// the doors open. `level` is a city or a hall; it is checked only when it sets the hours or the
/// rules concerned.
void check_opening(const std::vector<Season>& seasons, const Rules& rules, const View& level);

/// Warns of bookable services for which no slot of the hall is ever large enough.
void check_services_fit(const Hall& hall, const std::vector<Lane>& lanes,
                        const std::vector<Service>& services, const View& where);

}  // namespace offpeak::config

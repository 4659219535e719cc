// The lane whose level is the hall's.
#pragma once

#include <optional>
#include <vector>

#include "config/city.hpp"
#include "config/view.hpp"

namespace offpeak::config {

/// The lane to which clerks give most of their time, the first of equals. Nothing when the hall has
/// machines alone.
std::optional<LaneCode> largest_staffed_lane(const Hall& hall, const std::vector<Lane>& lanes);

/// Takes that one where the hall names none. Reports one that is named and cannot be: no counter
/// serves it, or machines do.
void settle_level_lane(Hall& hall, const std::vector<Lane>& lanes, const View& where);

}  // namespace offpeak::config

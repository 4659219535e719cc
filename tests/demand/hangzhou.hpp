// The city's own files, as they stand in the tree.
#pragma once

#include <string>

#include "config/city.hpp"
#include "demand/read_demand.hpp"

namespace offpeak::demand {

const config::City& hangzhou();
const DemandModel& hangzhou_demand();

/// The text of the demand's file, to be spoilt.
std::string hangzhou_demand_text();
DemandResult read_text(const std::string& text);

inline constexpr config::Date saturday_in_june = config::make_date(2026, 6, 13);
inline constexpr config::HallCode main_hall{330100};

}  // namespace offpeak::demand

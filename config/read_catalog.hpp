// The lanes and services of a city.
#pragma once

#include <vector>

#include "config/city.hpp"
#include "config/fields.hpp"

namespace offpeak::config {

inline constexpr int service_minutes_max = 240;
inline constexpr double variation_max = 3.0;
inline constexpr int fee_yuan_max = 100'000;

/// Codes and keys are unique. In the order of the file: readers of later parts look lanes up by
/// key.
Reader lanes(std::vector<Lane>& into);

/// Codes and keys are unique, and every lane is one of `known`, which must outlive the reader.
Reader services(std::vector<Service>& into, const std::vector<Lane>& known);

/// The key of a lane of this city; `into` is left alone when there is no such lane.
Reader lane_key(LaneCode& into, const std::vector<Lane>& known);

}  // namespace offpeak::config

// How far halls are from each other.
#pragma once

#include "config/city.hpp"

namespace offpeak::config {

/// Metres between the halls' positions along the great circle of a sphere (the haversine formula,
/// R. W. Sinnott, Sky and Telescope 68, 1984).
double distance_m(const Hall& one, const Hall& other);

}  // namespace offpeak::config

// How far places are from each other.
#pragma once

#include "config/city.hpp"

namespace offpeak::config {

/// Degrees, north and east positive.
struct Position {
  double lat = 0;
  double lon = 0;

  friend bool operator==(const Position&, const Position&) = default;
};

inline Position position_of(const Hall& hall) { return {hall.lat, hall.lon}; }

/// Metres along the great circle of a sphere (the haversine formula, R. W. Sinnott, Sky and
/// Telescope 68, 1984).
double distance_m(const Position& one, const Position& other);

}  // namespace offpeak::config

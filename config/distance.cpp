#include "config/distance.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace offpeak::config {

double distance_m(const Position& one, const Position& other) {
  constexpr double earth_radius_m = 6'371'000;
  const auto radians = [](double degrees) { return degrees * std::numbers::pi / 180; };
  const double lat = std::sin(radians(other.lat - one.lat) / 2);
  const double lon = std::sin(radians(other.lon - one.lon) / 2);
  const double chord =
      lat * lat + std::cos(radians(one.lat)) * std::cos(radians(other.lat)) * lon * lon;
  return 2 * earth_radius_m * std::asin(std::sqrt(std::min(chord, 1.0)));
}

}  // namespace offpeak::config

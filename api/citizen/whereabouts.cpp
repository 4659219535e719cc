#include "api/citizen/whereabouts.hpp"

#include <algorithm>
#include <cmath>

#include "base/number.hpp"

namespace offpeak::api {
namespace {

constexpr double lat_max = 90;
constexpr double lon_max = 180;
constexpr double metres_per_km = 1000;

constexpr Sentence far_notice{
    "far_from_halls", "您的位置离本市所有大厅都超过100公里，所以没有按远近推荐。",
    "You are more than 100 km from every hall of this city, so distances were left out."};
static_assert(near_km_max == 100, "the sentence says so");

std::optional<double> read_degrees(std::string_view text, double most) {
  const auto degrees = base::parse_number<double>(text, std::chars_format::fixed);
  return degrees && std::abs(*degrees) <= most ? degrees : std::nullopt;
}

std::optional<config::Position> read_position(std::string_view text) {
  const auto comma = text.find(',');
  if (comma == std::string_view::npos) return std::nullopt;
  const auto lat = read_degrees(text.substr(0, comma), lat_max);
  const auto lon = read_degrees(text.substr(comma + 1), lon_max);
  return lat && lon ? std::optional{config::Position{*lat, *lon}} : std::nullopt;
}

}  // namespace

Checked<Whereabouts> read_near(const config::City& city, std::string_view text) {
  if (text.empty()) return Whereabouts{};
  const auto position = read_position(text);
  if (!position) {
    return invalid_field("near",
                         "must be a latitude and a longitude in degrees, such as 30.27,120.16");
  }
  const bool is_near = std::ranges::any_of(city.halls, [&](const config::Hall& hall) {
    return config::distance_m(*position, config::position_of(hall)) <= near_km_max * metres_per_km;
  });
  return is_near ? Whereabouts{.position = position} : Whereabouts{.is_far = true};
}

void write_notice(base::JsonWriter& json, const Whereabouts& near) {
  if (near.is_far) write_sentence(json, "notice", far_notice);
}

}  // namespace offpeak::api

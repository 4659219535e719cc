// Where a citizen asks from, and whether that says anything about halls.
#pragma once

#include <optional>
#include <string_view>

#include "api/citizen/sentence.hpp"
#include "api/problem.hpp"
#include "config/city.hpp"
#include "config/distance.hpp"

namespace offpeak::api {

/// A position that is further than this from every hall is of somebody who is elsewhere now, or of
/// a device that does not know: no hall of the city is nearby, and none is the nearest one. Such a
/// position is not used, and the reply says so.
inline constexpr double near_km_max = 100;

struct Whereabouts {
  std::optional<config::Position> position{};  // no further than that from some hall
  bool is_far = false;                         // one was given, and is not used
};

/// "LAT,LON" in degrees; nothing when the text is empty.
Checked<Whereabouts> read_near(const config::City& city, std::string_view text);

/// Says in a reply that the position was not used.
void write_notice(base::JsonWriter& json, const Whereabouts& near);

}  // namespace offpeak::api

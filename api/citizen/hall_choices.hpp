// The halls that serve a service, and the first day on which each has room.
#pragma once

#include <optional>
#include <vector>

#include "config/city.hpp"
#include "config/distance.hpp"
#include "scheduler/engine/availability.hpp"

namespace offpeak::api {

inline constexpr std::size_t hall_choices_max = 5;

struct HallChoice {
  const config::Hall* hall = nullptr;
  std::optional<double> distance_m{};  // where it is known from where
  /// With room for one person; nothing: none within the horizon, or the lane has no slots.
  std::optional<config::Date> first_day{};
};

/// At most `hall_choices_max`: the nearest ones or, without a place, those with the earliest day.
std::vector<HallChoice> hall_choices(const config::City& city,
                                     const engine::Availability& availability,
                                     const config::Service& service,
                                     const std::optional<config::Position>& near,
                                     config::Instant now);

}  // namespace offpeak::api

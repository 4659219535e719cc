#include "api/citizen/hall_choices.hpp"

#include <algorithm>
#include <utility>

#include "api/citizen/slot_room.hpp"

namespace offpeak::api {
namespace {

namespace s = scheduler;

std::optional<config::Date> first_day(const config::City& city,
                                      const engine::Availability& availability, const Visit& visit,
                                      const config::Hall& hall, config::Instant now) {
  const config::Date today = config::date_of(now);
  for (int days = 0; days <= config::horizon_days_max; ++days) {
    const config::Date date = today + std::chrono::days{days};
    if (days > s::horizon_days(hall.rules, date)) continue;
    for (const auto& plan : s::plan_day(city, hall, visit.lane(), date)) {
      if (room_for(city, availability, visit, plan, now)) return date;
    }
  }
  return std::nullopt;
}

/// Nearest first; without a place, the earliest day first, and those without one last.
auto rank_of(const HallChoice& choice) {
  constexpr auto never = config::Date::max();
  return std::pair{choice.distance_m.value_or(0),
                   choice.distance_m ? never : choice.first_day.value_or(never)};
}

}  // namespace

std::vector<HallChoice> hall_choices(const config::City& city,
                                     const engine::Availability& availability,
                                     const config::Service& service,
                                     const std::optional<config::Position>& near,
                                     config::Instant now) {
  const Visit visit = Visit::of(service);
  std::vector<HallChoice> choices;
  for (const auto& hall : city.halls) {
    if (hall.lane_percent[static_cast<std::size_t>(service.lane)] == 0) continue;
    HallChoice choice{.hall = &hall, .first_day = first_day(city, availability, visit, hall, now)};
    if (near) choice.distance_m = config::distance_m(*near, config::position_of(hall));
    choices.push_back(choice);
  }
  std::ranges::stable_sort(choices, {}, rank_of);
  if (choices.size() > hall_choices_max) choices.resize(hall_choices_max);
  return choices;
}

}  // namespace offpeak::api

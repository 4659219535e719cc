#include "loadtest/simulation/days/walk_in_halls.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "config/distance.hpp"
#include "guide/suggestion_plan.hpp"
#include "loadtest/simulation/days/hall_play.hpp"
#include "loadtest/simulation/days/own_draws.hpp"

namespace offpeak::loadtest {
namespace {

constexpr double metres_per_km = 1000;

double distance_km(const config::Hall& one, const config::Hall& other) {
  return config::distance_m(config::position_of(one), config::position_of(other)) / metres_per_km;
}

}  // namespace

DayTime way_ms(const config::City& city, config::HallCode from, config::HallCode to) {
  const double km = distance_km(*city.find(from), *city.find(to));
  return std::llround(km * guide::minutes_per_km * minute_ms);
}

void WalkInHalls::begin(const PlayedHall& city, std::span<HallPlay* const> halls) {
  city_ = &city;
  halls_.assign(halls.begin(), halls.end());
}

bool WalkInHalls::looks(const Guest& guest) const {
  if (guest.at_machine) return false;
  const double draw = own_draws(city_->draws, Purpose::looking, city_->date, *guest.visitor)[0];
  return draw < city_->scenario.following.looking;
}

bool WalkInHalls::follow_plan() const {
  return city_->scenario.following.walk_in_rule == WalkInRule::plan;
}

config::HallCode WalkInHalls::hall_for(const Guest& guest, config::HallCode own, DayTime at) const {
  const config::City& city = city_->scenario.city;
  std::vector<std::pair<double, config::HallCode>> near;  // by distance
  for (const auto& hall : city.halls) {
    const double km = distance_km(*city.find(own), hall);
    const HallDay& day = play_of(hall.code).day();
    const DayTime last = day.closes_at() - config::milliseconds{hall.rules.last_tickets}.count();
    const bool is_choice = hall.code != own && km <= guide::nearby_km_max &&
                           !day.slots(guest.lane).empty() &&
                           at + looks_before + way_ms(city, own, hall.code) < last;
    if (is_choice) near.emplace_back(km, hall.code);
  }
  std::ranges::sort(near);
  if (near.size() > guide::nearby_halls_max) near.resize(guide::nearby_halls_max);
  config::HallCode best = own;
  DayTime least = shown_ms(own, guest, at);
  for (const auto& [km, hall] : near) {
    const DayTime cost = shown_ms(hall, guest, at) + way_ms(city, own, hall);
    if (cost >= least) continue;
    least = cost;
    best = hall;
  }
  return best;
}

void WalkInHalls::send(const Visitor& visitor, config::HallCode to, DayTime at) const {
  const DayTime way = way_ms(city_->scenario.city, visitor.hall, to);
  play_of(to).citizens().come_from_elsewhere(visitor, at + looks_before + way);
}

HallPlay& WalkInHalls::play_of(config::HallCode hall) const {
  const config::City& city = city_->scenario.city;
  return *halls_[static_cast<std::size_t>(city.find(hall) - city.halls.data())];
}

DayTime WalkInHalls::shown_ms(config::HallCode hall, const Guest& guest, DayTime at) const {
  const Following& following = city_->scenario.following;
  const ToldWaits& told = play_of(hall).told_waits();
  const DayTime known = at - following.age_minutes * minute_ms;
  return following.walk_in_rule == WalkInRule::newest_wait ? told.newest_ms(guest.lane_place, known)
                                                           : told.hour_average_ms(known);
}

}  // namespace offpeak::loadtest

// What machines serve instead of clerks.
#pragma once

#include <set>

#include "config/city.hpp"
#include "scheduler/messages/command.hpp"

namespace offpeak::demand {

/// The city's lanes of machines. A counter that serves these alone is a machine.
inline scheduler::LaneSet machine_lanes(const config::City& city) {
  scheduler::LaneSet lanes = 0;
  for (const config::Lane& lane : city.lanes) {
    if (lane.machines) lanes |= scheduler::lane_bit(lane.code);
  }
  return lanes;
}

/// The services of these lanes.
inline std::set<config::ServiceCode> machine_services(const config::City& city) {
  std::set<config::ServiceCode> services;
  for (const config::Service& service : city.services) {
    if (city.find(service.lane)->machines) services.insert(service.code);
  }
  return services;
}

}  // namespace offpeak::demand

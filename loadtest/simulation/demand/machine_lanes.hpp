// Which lanes are those of self-service machines.
#pragma once

#include "loadtest/simulation/demand/demand_model.hpp"
#include "scheduler/messages/command.hpp"

namespace offpeak::loadtest {

/// The lanes of the model's machine services. A counter that serves these alone is a machine.
inline scheduler::LaneSet machine_lanes(const DemandModel& model, const config::City& city) {
  scheduler::LaneSet lanes = 0;
  for (const auto code : model.machine_services) {
    lanes |= scheduler::lane_bit(city.find(code)->lane);
  }
  return lanes;
}

}  // namespace offpeak::loadtest

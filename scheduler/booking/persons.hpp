// The keys that a command names people by, as those of the persons they were joined to.
#pragma once

#include "scheduler/messages/command.hpp"
#include "scheduler/state/state.hpp"

namespace offpeak::scheduler {

/// Does nothing while no keys are joined. What joins and separates keys names them as they are.
void name_persons(const State& state, Command& command);

}  // namespace offpeak::scheduler

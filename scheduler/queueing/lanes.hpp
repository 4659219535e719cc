// Which lanes the configuration gives a counter and a hall.
#pragma once

#include "config/city.hpp"
#include "scheduler/messages/command.hpp"

namespace offpeak::scheduler {

/// Those that share a counter's time.
LaneSet lanes_of(const config::Counter& counter);

/// Those of any of the hall's counters.
LaneSet lanes_of(const config::Hall& hall);

}  // namespace offpeak::scheduler

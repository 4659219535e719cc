// The records of a state as lines of JSON. An id is shown only so far that lines about the same
// thing can be matched; citizens are counted, not named.
#pragma once

#include <functional>
#include <string>

#include "scheduler/state/state.hpp"

namespace offpeak {

/// Hands over a line for each record, {"record":"appointment", …}, table by table. Codes of lanes,
/// services and reasons are the numbers of the configuration and of store/FORMAT.md.
void export_records(const scheduler::State& state,
                    const std::function<void(const std::string&)>& line);

}  // namespace offpeak

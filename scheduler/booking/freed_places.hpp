// What the facts of a command make free at once. Who waits or watches for it is asked on the state
// that these facts leave: whoever gives a place up stands in line again, with a ledger that says
// so.
#pragma once

#include <span>
#include <vector>

#include "scheduler/messages/event.hpp"
#include "scheduler/messages/slot_span.hpp"
#include "scheduler/state/state.hpp"

namespace offpeak::scheduler {

struct FreedPlace {
  SlotSpan span{};
  /// The booking instead of which it was offered: nothing more is offered to it for now.
  Place offered_to = nowhere;
};

/// In the order of the facts, which `state` does not know of yet.
std::vector<FreedPlace> freed_by(const State& state, std::span<const Event> facts);

}  // namespace offpeak::scheduler

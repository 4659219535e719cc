// From the state to what everybody may read. Whoever changes the state calls these, on its thread.
#pragma once

#include "scheduler/engine/availability.hpp"
#include "scheduler/messages/event.hpp"
#include "scheduler/state/state.hpp"

namespace offpeak::engine {

/// What a fact, just applied, changed of a slot.
void publish_change(Availability& availability, const scheduler::State& state,
                    const scheduler::Fact& fact);

/// Every slot from `today` on.
void publish_all(Availability& availability, const scheduler::State& state, config::Date today);

}  // namespace offpeak::engine

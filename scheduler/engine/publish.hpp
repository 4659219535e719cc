// Publishes from the state what everybody may read. The thread that changes the state calls these.
#pragma once

#include "scheduler/engine/availability.hpp"
#include "scheduler/messages/event.hpp"
#include "scheduler/state/state.hpp"

namespace offpeak::engine {

/// Publishes the slot that a fact, just applied, has changed.
void publish_change(Availability& availability, const scheduler::State& state,
                    const scheduler::Fact& fact);

/// Publishes every slot from `today` on.
void publish_all(Availability& availability, const scheduler::State& state, config::Date today);

}  // namespace offpeak::engine

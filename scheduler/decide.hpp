// The one entrance: a command becomes a receipt and the facts that follow from it.
#pragma once

#include "config/city.hpp"
#include "scheduler/messages/command.hpp"
#include "scheduler/messages/event.hpp"
#include "scheduler/messages/receipt.hpp"
#include "scheduler/state/state.hpp"

namespace offpeak::scheduler {

/// Appends the facts of `command` at `now` to `events`, changing nothing. A rejection has no facts,
/// except that it is remembered when the command came with an idempotency key (I6 of
/// docs/architecture.md). `now` must not be before the state's last event.
Receipt decide(const State& state, const config::City& city, const Command& command, Instant now,
               Events& events);

/// Decides and applies, as every driver does with a command; then decides who is offered what has
/// become free by it, and applies that too. `events` grows by all that became true.
Receipt execute(State& state, const config::City& city, const Command& command, Instant now,
                Events& events);

/// Questions change nothing and are never journaled.
bool is_question(const CommandBody& body);

}  // namespace offpeak::scheduler

// A slot as it stands: the configuration alone does not say what a forecast has set, and what is
// closed.
#pragma once

#include "scheduler/booking/closed_times.hpp"
#include "scheduler/booking/opening.hpp"
#include "scheduler/state/state.hpp"

namespace offpeak::scheduler {

inline bool is_shut(const SlotPlan& slot, const State& state) {
  return closure_over(state, slot.key.hall(), slot.start, slot.end()) != nullptr;
}

/// The slot with its own reserve, for which nobody looks where the hall's is flat. A forecast's
/// reserve is a part of the configured share: when that is another one, the slot has the new share
/// at once, and a forecast begins anew from there. `shut`: as of is_shut.
inline SlotPlan as_it_stands(const SlotPlan& slot, const State& state, bool shut) {
  if (shut) {
    SlotPlan closed = slot;
    closed.capacity_minutes = 0;
    return closed;
  }
  const config::Rules& rules = slot.rules();
  if (rules.walk_in_reserve == config::ReserveKind::flat) return slot;
  return with_reserve(slot, state.reserve_percent(slot.key, rules.walk_in_reserve_percent));
}
inline SlotPlan as_it_stands(const SlotPlan& slot, const State& state) {
  return as_it_stands(slot, state, is_shut(slot, state));
}

}  // namespace offpeak::scheduler

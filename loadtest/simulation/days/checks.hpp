// What must hold of the core's state when a simulated day is over. The invariants I1 to I8 are in
// docs/architecture.md, "What always holds".
#pragma once

#include "loadtest/simulation/days/hall_day.hpp"
#include "loadtest/simulation/days/measures.hpp"
#include "loadtest/simulation/days/world.hpp"

namespace offpeak::loadtest {

/// Throws BrokenInvariant. I1: no slot is overbooked. I3: at the end of the day nobody has an
/// active appointment. I4: the numbers of a lane have no gaps, and everyone was called to one
/// counter. Every visitor is accounted for once, here and in the core alike. I2, I6 and I7 are
/// about a journal, replies and a store, which a simulation does not have.
void check_day(const World& world, const HallDay& day, const HallResult& result);

/// I5: the kept journal gives the same state again. Throws BrokenInvariant.
void check_replay(const World& world);

}  // namespace offpeak::loadtest

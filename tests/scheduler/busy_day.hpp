// A state in which everything is open at once, for what reads whole states.
#pragma once

#include "tests/scheduler/fixture.hpp"

namespace offpeak::scheduler::tests {

inline constexpr const char* busy_start = "2026-06-09 10:00";

/// What stands where when `play_busy_day` has returned.
struct BusyDay {
  Outcome family;    // cancelled, its capacity still held; two citizens
  Outcome pair;      // first in Friday's line, waiting
  Outcome grace;     // offered
  Outcome lone;      // in Saturday's line, waiting
  Outcome behind;    // next in that line
  Outcome gone;      // left that line
  Outcome moved;     // replaced an appointment on Saturday
  Outcome saturday;  // booked on Saturday
};

/// Every status but those of the day of the visit, offers, lines, changes and replies kept.
BusyDay play_busy_day(Driver& driver);

}  // namespace offpeak::scheduler::tests

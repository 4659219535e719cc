// When a place in a lane is called, if everything takes as long as it does on average.
#pragma once

#include "scheduler/queueing/supply.hpp"
#include "scheduler/queueing/wait.hpp"

namespace offpeak::scheduler {

/// Calls that a forecast plays one by one; when more are ahead, it plays several as one.
inline constexpr std::uint32_t forecast_steps_max = 256;

struct Forecast {
  DayMs call_ms = never_ms;  // never: not today
  std::uint32_t ahead = 0;   // calls of this lane before it, of those who are there
  std::uint32_t calls = 0;   // calls of all lanes before it, of those who will come too
};

/// Plays the day from now on: each counter, when it is free and works, calls whom the rule puts
/// first (queueing/call_fronts.hpp). Uses `supply` up.
Forecast forecast_call(const State& state, const config::City& city, const config::Hall& hall,
                       Supply& supply, const Standing& standing, Instant now);

}  // namespace offpeak::scheduler

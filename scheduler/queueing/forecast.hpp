// When a place in a lane is called if everything takes its average time.
#pragma once

#include "scheduler/queueing/supply.hpp"
#include "scheduler/queueing/wait.hpp"

namespace offpeak::scheduler {

/// Calls that a forecast plays one by one; with more ahead, it plays several at a time.
inline constexpr std::uint32_t forecast_steps_max = 256;

struct Forecast {
  DayMs call_ms = never_ms;  // never: not today
  std::uint32_t ahead = 0;   // calls of this lane before it, counting those who are in the hall
  std::uint32_t calls =
      0;  // calls of all lanes before it, counting those who are still to come as well
};

/// Plays the day from now on: each counter, when it is free and works, calls whom the rule puts
/// first (queueing/call_fronts.hpp). Uses `supply` up.
Forecast forecast_call(const State& state, const config::City& city, const config::Hall& hall,
                       Supply& supply, const Standing& standing, Instant now);

}  // namespace offpeak::scheduler

// When a booked visitor may check in.
#pragma once

#include "scheduler/booking/opening.hpp"

namespace offpeak::scheduler {

enum class Arrival : std::uint8_t {
  early,    // before the window
  in_time,  // keeps the slot's place
  tail,     // late: joins the walk-in tail
  missed,   // later than that: a no-show
};

/// Those who check in from here on, and until there, keep the slot's place.
struct CheckInWindow {
  Instant from{};
  Instant until{};
};
CheckInWindow check_in_window(const config::Rules& rules, Instant slot_start);

/// By the rules' minutes before and after the slot's start; each end of the window is included.
Arrival judge_arrival(const config::Rules& rules, Instant slot_start, Instant now);

/// The first moment at which a booked appointment that has not checked in is a no-show.
Instant no_show_from(const config::Rules& rules, Instant slot_start);

}  // namespace offpeak::scheduler

// What was expected of a lane's day before it began, in the terms in which its report counts it.
#pragma once

#include <cstdint>

#include "scheduler/messages/receipt.hpp"

namespace offpeak::scheduler {

/// People are expected ones, so that they need not be whole: in tenths of a person.
struct DayForecast {
  std::uint32_t booked_tenths = 0;   // come with an appointment
  std::uint32_t walk_in_tenths = 0;  // come without one, and stay
  /// Of those who come over the day. `unknown` when nobody is expected.
  Wait wait{};

  friend bool operator==(const DayForecast&, const DayForecast&) = default;
};

}  // namespace offpeak::scheduler

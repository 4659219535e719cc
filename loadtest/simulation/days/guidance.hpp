// What a scenario does so that visitors come at quieter times.
#pragma once

#include <cstdint>

namespace offpeak::loadtest {

enum class Guidance : std::uint8_t {
  off,
  levelled,  // reserves for walk-ins follow the forecast, so that bookings fill the valleys
};

}  // namespace offpeak::loadtest

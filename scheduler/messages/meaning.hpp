// What the store remembers of the configuration and the keys under which it was written, so that a
// start with others is noticed.
#pragma once

#include <cstdint>

namespace offpeak::scheduler {

/// Of what it is the meaning. Persisted: never renumber.
enum class MeaningOf : std::uint8_t {
  city = 0,           // code 0: the city's key
  hall = 1,           // by its code: its name
  lane = 2,           // by its code: its key
  service = 3,        // by its code: its key
  configuration = 4,  // code 0: all that bookings rest on
  citizen_key = 5,    // code 0: the key behind the keys of citizens
  code_key = 6,       // code 0: the key behind kiosk codes
};

/// Digests kept: of each hall, lane and service there ever was.
inline constexpr std::uint32_t meanings_max = 8192;

}  // namespace offpeak::scheduler

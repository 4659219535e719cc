// Keys and moments for the tests of api/security.
#pragma once

#include <algorithm>
#include <cstdint>

#include "api/security/keys.hpp"
#include "config/civil_time.hpp"

namespace offpeak::testing {

inline const config::Instant morning =
    config::instant_at(config::make_date(2026, 6, 13), config::MinuteOfDay{8 * 60});

/// Keys whose bytes count up from `first`.
inline security::Keys counting_keys(std::uint8_t first = 0) {
  security::Keys keys;
  std::uint8_t next = first;
  for (auto& byte : keys.token.bytes()) byte = next++;
  next = first;
  for (auto& byte : keys.citizen.bytes()) byte = next++;
  return keys;
}

}  // namespace offpeak::testing

// A 64-bit number as people see it: a hash, a checksum, a digest.
#pragma once

#include <cstdint>
#include <string>

#include "base/hex.hpp"

namespace offpeak::base {

/// 16 lower-case digits, the most significant first.
inline std::string hex16(std::uint64_t value) {
  std::string text(16, '0');
  for (auto digit = text.rbegin(); digit != text.rend(); ++digit, value >>= 4) {
    *digit = hex_digits[value & 0xF];
  }
  return text;
}

}  // namespace offpeak::base

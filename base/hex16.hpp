// A 64-bit number as people see it: a hash, a checksum, a digest.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

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

/// Nothing unless `text` is 16 lower-case digits.
inline std::optional<std::uint64_t> parse_hex16(std::string_view text) {
  std::array<std::uint8_t, sizeof(std::uint64_t)> bytes{};
  if (!decode_hex(text, bytes)) return std::nullopt;
  std::uint64_t value = 0;
  for (const auto byte : bytes) value = value << 8 | byte;
  return value;
}

}  // namespace offpeak::base

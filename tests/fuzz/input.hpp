// What a fuzzer is given, and how it says that something is wrong.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "base/assert.hpp"

namespace offpeak::fuzz {

/// The input is of no use as a seed for others.
inline constexpr int rejected = -1;

using Bytes = std::span<const std::byte>;

inline std::string_view text_of(const std::uint8_t* data, std::size_t size) {
  return {reinterpret_cast<const char*>(data), size};
}

inline Bytes bytes_of(const std::uint8_t* data, std::size_t size) {
  return {reinterpret_cast<const std::byte*>(data), size};
}

}  // namespace offpeak::fuzz

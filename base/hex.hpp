// Lower-case hexadecimal, the written form of 128-bit names and of key files. Allocates nothing.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "base/bits.hpp"

namespace offpeak::base {

inline constexpr std::string_view hex_digits = "0123456789abcdef";
inline constexpr std::size_t bits128_bytes = 16;

/// Writes two digits per byte; `out` holds exactly twice as many characters.
constexpr void encode_hex(std::span<const std::uint8_t> bytes, std::span<char> out) {
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    out[2 * i] = hex_digits[bytes[i] >> 4];
    out[2 * i + 1] = hex_digits[bytes[i] & 0xF];
  }
}

/// False when `text` is not exactly the lower-case hexadecimal of that many bytes.
constexpr bool decode_hex(std::string_view text, std::span<std::uint8_t> out) {
  if (text.size() != 2 * out.size()) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    const bool is_digit = c >= '0' && c <= '9';
    if (!is_digit && (c < 'a' || c > 'f')) return false;
    const int value = is_digit ? c - '0' : c - 'a' + 10;
    out[i / 2] = static_cast<std::uint8_t>(i % 2 == 0 ? value << 4 : out[i / 2] | value);
  }
  return true;
}

/// The first 16 bytes as 128 bits, most significant byte first on every machine.
template <class Bits>
constexpr Bits bits_of(std::span<const std::uint8_t> bytes) {
  Bits bits;
  for (std::size_t i = 0; i < bits128_bytes; ++i) {
    bits.words[i / 8] = bits.words[i / 8] << 8 | bytes[i];
  }
  return bits;
}

template <class Tag>
constexpr std::array<std::uint8_t, bits128_bytes> bytes_of(const Bits128<Tag>& bits) {
  std::array<std::uint8_t, bits128_bytes> bytes{};
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    bytes[i] = static_cast<std::uint8_t>(bits.words[i / 8] >> (56 - 8 * (i % 8)));
  }
  return bytes;
}

/// 32 characters, not terminated.
using Hex128 = std::array<char, 2 * bits128_bytes>;

template <class Tag>
constexpr Hex128 to_hex(const Bits128<Tag>& bits) {
  Hex128 text{};
  encode_hex(bytes_of(bits), text);
  return text;
}

constexpr std::string_view text_of(const Hex128& text) { return {text.data(), text.size()}; }

/// Nothing unless `text` is 32 lower-case digits.
template <class Bits>
constexpr std::optional<Bits> from_hex(std::string_view text) {
  std::array<std::uint8_t, bits128_bytes> bytes{};
  if (!decode_hex(text, bytes)) return std::nullopt;
  return bits_of<Bits>(bytes);
}

}  // namespace offpeak::base

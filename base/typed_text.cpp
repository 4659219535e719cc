#include "base/typed_text.hpp"

#include <cstdint>
#include <cstring>

namespace offpeak::base {
namespace {

struct Character {
  std::uint32_t code_point = 0;
  std::size_t bytes = 1;
};

constexpr std::uint32_t not_folded = 0xFFFFFFFF;

/// The character that begins the text, if it is one of those up to U+FFFF that may be folded; a
/// byte that begins none is a character of its own.
Character first_of(std::string_view text) {
  const auto byte = [&](std::size_t at) {
    return at < text.size() ? static_cast<unsigned char>(text[at]) : 0U;
  };
  const auto continues = [&](std::size_t at) { return (byte(at) & 0xC0U) == 0x80U; };
  if (byte(0) < 0x80) return {byte(0), 1};
  if ((byte(0) & 0xE0U) == 0xC0U && continues(1)) {
    return {(byte(0) & 0x1FU) << 6 | (byte(1) & 0x3FU), 2};
  }
  if ((byte(0) & 0xF0U) == 0xE0U && continues(1) && continues(2)) {
    return {(byte(0) & 0x0FU) << 12 | (byte(1) & 0x3FU) << 6 | (byte(2) & 0x3FU), 3};
  }
  return {not_folded, 1};
}

constexpr bool is_between(std::uint32_t c, std::uint32_t first, std::uint32_t last) {
  return first <= c && c <= last;
}

constexpr bool is_space(std::uint32_t c) {
  return c == ' ' || is_between(c, '\t', '\r') || c == 0xA0 || is_between(c, 0x2000, 0x200A) ||
         c == 0x202F || c == 0x205F || c == 0x3000;
}
constexpr bool is_hyphen(std::uint32_t c) {
  return c == '-' || is_between(c, 0x2010, 0x2015) || c == 0x2212 || c == 0xFE58 || c == 0xFE63 ||
         c == 0xFF0D;
}
constexpr bool is_invisible(std::uint32_t c) {
  return c == 0xAD || c == 0x34F || c == 0x180E || is_between(c, 0xFE00, 0xFE0F) ||
         is_between(c, 0x200B, 0x200F) || is_between(c, 0x202A, 0x202E) ||
         is_between(c, 0x2060, 0x2069) || c == 0xFEFF;
}
constexpr bool is_wide(std::uint32_t c) {
  return is_between(c, 0xFF10, 0xFF19) || is_between(c, 0xFF21, 0xFF3A) ||
         is_between(c, 0xFF41, 0xFF5A);
}
constexpr std::uint32_t wide_offset = 0xFF10 - '0';

}  // namespace

TypedText::TypedText(std::string_view typed) {
  while (!typed.empty() && size_ < chars_max) {
    const auto [c, bytes] = first_of(typed);
    if (is_wide(c)) {
      chars_[size_++] = static_cast<char>(c - wide_offset);
    } else if (!is_space(c) && !is_hyphen(c) && !is_invisible(c)) {
      for (const char byte : typed.substr(0, bytes)) {
        if (size_ < chars_max) chars_[size_++] = byte;
      }
    }
    typed.remove_prefix(bytes);
  }
}

TypedText::~TypedText() { explicit_bzero(chars_.data(), chars_.size()); }

}  // namespace offpeak::base

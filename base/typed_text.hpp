// What people type or paste as a number: full-width characters of Chinese input methods, spaces and
// hyphens between groups, and characters that nobody sees.
#pragma once

#include <array>
#include <cstddef>
#include <string_view>

namespace offpeak::base {

/// The text with full-width letters and digits (U+FF10 to U+FF5A) as ASCII, and without spaces of
/// any width, hyphens, dashes, and invisible characters (zero-width, direction marks). Every other
/// byte stays as it is, also where it is not UTF-8: whoever reads the text refuses it.
///
/// May hold an identity number, so it allocates nothing and is wiped at its end.
class TypedText {
 public:
  /// A longer text is cut; no number is half as long.
  static constexpr std::size_t chars_max = 64;

  explicit TypedText(std::string_view typed);
  TypedText(const TypedText&) = delete;
  TypedText& operator=(const TypedText&) = delete;
  ~TypedText();

  std::string_view text() const { return {chars_.data(), size_}; }

 private:
  std::array<char, chars_max> chars_{};
  std::size_t size_ = 0;
};

}  // namespace offpeak::base

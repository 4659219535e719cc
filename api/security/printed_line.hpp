// The check digit of a passport's number in the machine-readable zone, the two lines printed below
// the photo: it tells an O from a 0 and an I from a 1, which people cannot.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace offpeak::security {

/// Longer numbers are printed in another place.
inline constexpr std::size_t printed_number_chars_max = 9;

/// ICAO Doc 9303, part 3, 4.9: weights 7, 3, 1 over 0 to 9 and, for letters, 10 to 35; modulo 10.
/// '0' to '9' for upper-case letters and digits.
char printed_check_digit(std::string_view number);

enum class Reading : std::uint8_t {
  as_typed,   // the number fits its digit
  corrected,  // with some lookalikes the other way it fits, in one way alone
  none,       // no way to read it fits, or more than one does
};

/// Changes `number` (upper case, at most `printed_number_chars_max`) to the way of reading it that
/// `digit` confirms. Changed by no other result than `corrected`.
Reading read_lookalikes(std::span<char> number, char digit);

}  // namespace offpeak::security

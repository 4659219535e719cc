// Kiosk codes as numbers, and their written form: six characters typed by hand, of which the last
// one catches a mistyped one. Which code an appointment gets is in scheduler/state/kiosk_codes.hpp,
// how people see it in api/security/check_in_codes.hpp.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "scheduler/messages/ids.hpp"

namespace offpeak::scheduler {

inline constexpr int kiosk_code_bits = 25;
/// Per hall and day; a code without its mark is below.
inline constexpr std::uint32_t kiosk_codes_max = 1U << kiosk_code_bits;

/// Marks a code that people see through the key of the installation. Codes of appointments booked
/// before there was one have no mark, and are shown as they are. Persisted.
inline constexpr std::uint32_t keyed_code_mark = 1U << 31;

constexpr bool is_keyed(KioskCode code) {
  return (static_cast<std::uint32_t>(code) & keyed_code_mark) != 0;
}
constexpr KioskCode keyed(KioskCode code) {
  return KioskCode{static_cast<std::uint32_t>(code) | keyed_code_mark};
}
constexpr KioskCode unmarked(KioskCode code) {
  return KioskCode{static_cast<std::uint32_t>(code) & ~keyed_code_mark};
}

/// Five characters of Crockford's base 32 and one check character, of a code below
/// `kiosk_codes_max`.
std::string format_code(KioskCode code);
/// Below `kiosk_codes_max`. Accepts lower case, I and L for 1, O for 0, and what base::TypedText
/// folds. Nothing when the text is not a code.
std::optional<KioskCode> parse_code(std::string_view typed);

}  // namespace offpeak::scheduler

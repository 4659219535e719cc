// The short code of an appointment: six characters typed by hand at a kiosk. Unique per hall and
// day because the n-th appointment there gets the n-th code; neighbouring appointments get codes
// that look unrelated, and the last character catches a mistyped one. It is not a secret: it opens
// nothing but a check-in at that hall on that day.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "scheduler/ids.hpp"

namespace offpeak::scheduler {

inline constexpr std::uint32_t kiosk_codes_max = 1U << 25;  // per hall and day

/// The n-th code (from 0) of a hall and day, and back. One-to-one.
KioskCode nth_code(HallCode hall, Date date, std::uint32_t n);
std::uint32_t ordinal_of(HallCode hall, Date date, KioskCode code);

/// Five characters of Crockford's base 32 and one check character.
std::string format_code(KioskCode code);
/// Reads lower case, and I, L as 1 and O as 0; nothing when it cannot be a code.
std::optional<KioskCode> parse_code(std::string_view text);

}  // namespace offpeak::scheduler

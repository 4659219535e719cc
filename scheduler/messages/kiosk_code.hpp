// The written form of a kiosk code: six characters typed by hand, of which the last one catches a
// mistyped one. Which code an appointment gets is in scheduler/state/kiosk_codes.hpp.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "scheduler/messages/ids.hpp"

namespace offpeak::scheduler {

/// Five characters of Crockford's base 32 and one check character.
std::string format_code(KioskCode code);
/// Accepts lower case, I and L for 1, and O for 0. Nothing when the text is not a code.
std::optional<KioskCode> parse_code(std::string_view text);

}  // namespace offpeak::scheduler

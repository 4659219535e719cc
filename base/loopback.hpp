// Whether an address leads back to the machine itself.
#pragma once

#include <string_view>

namespace offpeak::base {

/// 127.0.0.0/8, ::1 or the first as IPv6, fully written. Whatever else begins like one of them is
/// not: 127.0.0.1.example.org is somebody else's name.
bool is_loopback_address(std::string_view text);

}  // namespace offpeak::base

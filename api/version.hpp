// What was built.
#pragma once

#include <string_view>

namespace offpeak::api {

inline constexpr std::string_view version = OFFPEAK_VERSION;
inline constexpr std::string_view compiler = "gcc " __VERSION__;

}  // namespace offpeak::api

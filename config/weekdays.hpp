// Weekdays as files and replies write them.
#pragma once

#include <array>
#include <string_view>

namespace offpeak::config {

/// By std::chrono::weekday::c_encoding(): 0 is Sunday.
inline constexpr std::array<std::string_view, 7> weekday_words{"sun", "mon", "tue", "wed",
                                                               "thu", "fri", "sat"};

}  // namespace offpeak::config

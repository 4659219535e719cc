// A line of text made by a printf format, which the compiler checks.
#pragma once

#include <string>

namespace offpeak::base {

/// What is longer than `line_chars_max` is cut there.
inline constexpr int line_chars_max = 400;
std::string line_of(const char* format, ...) __attribute__((format(printf, 1, 2)));

}  // namespace offpeak::base

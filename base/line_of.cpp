#include "base/line_of.hpp"

#include <algorithm>
#include <array>
#include <cstdarg>
#include <cstdio>

namespace offpeak::base {

std::string line_of(const char* format, ...) {
  std::array<char, line_chars_max + 1> line{};
  std::va_list values;
  va_start(values, format);
  const int length = std::vsnprintf(line.data(), line.size(), format, values);
  va_end(values);
  return {line.data(), static_cast<std::size_t>(std::clamp(length, 0, line_chars_max))};
}

}  // namespace offpeak::base

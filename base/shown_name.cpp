#include "base/shown_name.hpp"

#include <algorithm>
#include <cstddef>

namespace offpeak::base {
namespace {

constexpr std::size_t shown_name_chars_max = 40;
constexpr std::ptrdiff_t shown_name_digits_max = 6;  // document numbers have 7 digits or more

}  // namespace

std::string shown_name(std::string_view name) {
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  const bool may_be_number = std::ranges::count_if(name, is_digit) > shown_name_digits_max;
  std::string shown;
  for (const char c : name.substr(0, shown_name_chars_max)) {
    const bool fit = c > ' ' && c < 127 && !(may_be_number && is_digit(c));
    shown += fit ? c : '?';
  }
  return shown.empty() ? "?" : shown;
}

}  // namespace offpeak::base

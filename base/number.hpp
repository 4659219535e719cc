// Decimal numbers that are a whole text: no space, no plus, nothing behind them.
#pragma once

#include <charconv>
#include <concepts>
#include <optional>
#include <string_view>
#include <system_error>

namespace offpeak::base {

namespace detail {

template <class Number, class... Format>
std::optional<Number> parse_whole(std::string_view text, Format... format) {
  Number number{};
  const char* const end = text.data() + text.size();
  const auto [parsed, error] = std::from_chars(text.data(), end, number, format...);
  if (error != std::errc{} || parsed != end) return std::nullopt;
  return number;
}

}  // namespace detail

/// Digits, after a minus where `Number` has one; leading zeros count for nothing. Nothing for any
/// other text, and for a number that `Number` cannot hold.
template <std::integral Number>
std::optional<Number> parse_number(std::string_view text) {
  return detail::parse_whole<Number>(text);
}

/// The same, from `least` to `most`, both included.
template <std::integral Number>
std::optional<Number> parse_number(std::string_view text, Number least, Number most) {
  const auto number = parse_number<Number>(text);
  return number && *number >= least && *number <= most ? number : std::nullopt;
}

/// A real in one of the notations that `format` allows; `fixed` has no exponents. Both have "inf"
/// and "nan": a caller checks that the number lies within bounds, which NaN never does.
template <std::floating_point Number>
std::optional<Number> parse_number(std::string_view text,
                                   std::chars_format format = std::chars_format::general) {
  return detail::parse_whole<Number>(text, format);
}

/// "1%" as 0.01: above 0 and below 100 percent, in digits, perhaps with a point among them.
inline std::optional<double> parse_percent(std::string_view text) {
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  if (text.size() < 2 || text.back() != '%') return std::nullopt;
  text.remove_suffix(1);
  if (!is_digit(text.front()) || !is_digit(text.back())) return std::nullopt;
  const auto percent = parse_number<double>(text, std::chars_format::fixed);
  if (!percent || !(*percent > 0 && *percent < 100)) return std::nullopt;
  return *percent / 100;
}

}  // namespace offpeak::base

#include "loadtest/simulation/study/read_percent.hpp"

#include <charconv>
#include <string_view>

#include "base/number.hpp"

namespace offpeak::loadtest {
namespace {

using config::NodeKind;
using config::View;

/// The number before the sign of percent.
std::optional<double> parse_percent(std::string_view text) {
  if (!text.ends_with('%')) return std::nullopt;
  text.remove_suffix(1);
  while (text.ends_with(' ')) text.remove_suffix(1);
  if (text.starts_with('+')) text.remove_prefix(1);
  return base::parse_number<double>(text, std::chars_format::fixed);
}

/// Nothing, and an error, where it lies outside the bounds.
std::optional<double> within(const View& where, double percent, int min, int max,
                             const std::string& expected) {
  if (percent >= min && percent <= max) return percent;
  where.wrong_type("is out of range", expected);
  return std::nullopt;
}

}  // namespace

std::optional<double> read_share(const View& where) {
  const auto percent =
      where.is(NodeKind::scalar) ? parse_percent(where.node().text) : std::optional<double>{};
  if (!percent) {
    where.wrong_type("is not a share", expected_share);
    return std::nullopt;
  }
  const auto sound = within(where, *percent, 0, 100, expected_share);
  return sound ? std::optional{*sound / 100} : std::nullopt;
}

std::string expected_change(int percent_min, int percent_max) {
  return "a change such as +10% or -10%, from " + std::to_string(percent_min) + "% to +" +
         std::to_string(percent_max) + '%';
}

std::optional<double> read_change(const View& where, int percent_min, int percent_max) {
  const std::string expected = expected_change(percent_min, percent_max);
  const std::string& text = where.node().text;
  const bool has_sign = text.starts_with('+') || text.starts_with('-');
  const auto percent =
      where.is(NodeKind::scalar) && has_sign ? parse_percent(text) : std::optional<double>{};
  if (!percent) {
    where.wrong_type("is not a change in percent", expected);
    return std::nullopt;
  }
  const auto sound = within(where, *percent, percent_min, percent_max, expected);
  return sound ? std::optional{1 + *sound / 100} : std::nullopt;
}

}  // namespace offpeak::loadtest

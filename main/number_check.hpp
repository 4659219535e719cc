// Checks of numbers on the command line, on the text as it was written: the parser of the command
// line itself takes -1 for the largest number where no sign is allowed.
#pragma once

#include <CLI/CLI.hpp>
#include <limits>
#include <string>

#include "base/number.hpp"

namespace offpeak {

/// From `least` to `most`, both included.
template <std::integral Number>
CLI::Validator whole_number(Number least, Number most) {
  const std::string range = std::to_string(least) + " to " + std::to_string(most);
  return CLI::Validator{[=](const std::string& text) -> std::string {
                          if (base::parse_number<Number>(text, least, most)) return {};
                          return text + " is not a whole number from " + range;
                        },
                        range};
}

inline CLI::Validator any_seed() {
  return whole_number(std::uint64_t{0}, std::numeric_limits<std::uint64_t>::max());
}

/// From `least` to `most`, both included.
inline CLI::Validator real_number(double least, double most) {
  const std::string range =
      std::to_string(static_cast<long>(least)) + " to " + std::to_string(static_cast<long>(most));
  return CLI::Validator{[=](const std::string& text) -> std::string {
                          const auto number = base::parse_number<double>(text);
                          if (number && *number >= least && *number <= most) return {};
                          return text + " is not a number from " + range;
                        },
                        range};
}

}  // namespace offpeak

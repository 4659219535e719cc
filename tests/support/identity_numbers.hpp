// Valid identity numbers of nobody: region code 999999 is not in use.
#pragma once

#include <cstdint>
#include <string>

#include "config/civil_time.hpp"

namespace offpeak::testing {

/// The check character after 17 digits, by the table of weights printed in GB 11643-1999. The code
/// under test evaluates the sum another way.
inline char resident_check(const std::string& digits) {
  constexpr int weights[] = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
  constexpr char characters[] = "10X98765432";
  int sum = 0;
  for (int i = 0; i < 17; ++i) sum += weights[i] * (digits[static_cast<std::size_t>(i)] - '0');
  return characters[sum % 11];
}

/// A resident number for a birth date and an order number of 0 to 999.
inline std::string resident_number(config::Date birth, int order) {
  std::string digits = "999999";
  for (const char c : config::format_date(birth)) {
    if (c != '-') digits.push_back(c);
  }
  const std::string padded = std::to_string(1000 + order % 1000);
  digits += padded.substr(1);
  return digits + resident_check(digits);
}

/// The n-th of 20 million different numbers, all of adults born from 1950 to 2004.
inline std::string resident_number(std::uint64_t n) {
  constexpr std::uint64_t days = 20'000;
  const auto day = std::chrono::days{static_cast<int>(n / 1000 % days)};
  return resident_number(config::make_date(1950, 1, 1) + day, static_cast<int>(n % 1000));
}

}  // namespace offpeak::testing

// One short name for all inputs of a study.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "config/city.hpp"

namespace offpeak::loadtest {

/// Inputs are added in a fixed order, each with its length, so that two inputs never run into each
/// other.
class InputDigest {
 public:
  void add(std::string_view bytes);
  void add(std::uint64_t number);
  void add(const config::Calendar& calendar);
  /// 32 hexadecimal digits (XXH3-128): tells studies apart, but does not protect from forgery.
  std::string hex() const;

 private:
  std::string bytes_;
};

}  // namespace offpeak::loadtest

// One short name for everything that a study's results follow from.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "config/city.hpp"

namespace offpeak::loadtest {

/// Inputs are given in an order that their reader keeps to; each is told from its neighbours by its
/// length.
class InputDigest {
 public:
  void add(std::string_view bytes);
  void add(std::uint64_t number);
  void add(const config::Calendar& calendar);
  /// 32 hexadecimal digits (XXH3-128): tells studies apart, and is no protection from forgery.
  std::string hex() const;

 private:
  std::string bytes_;
};

}  // namespace offpeak::loadtest

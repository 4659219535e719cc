#include "base/hex16.hpp"

#include <doctest/doctest.h>

namespace offpeak::base {
namespace {

TEST_CASE("a 64-bit number is read as it was written") {
  CHECK(hex16(0x5f0c2a9d8e7b4136) == "5f0c2a9d8e7b4136");
  CHECK(hex16(0) == "0000000000000000");
  for (const std::uint64_t value : {std::uint64_t{0}, std::uint64_t{0x5f0c2a9d8e7b4136}}) {
    CHECK(parse_hex16(hex16(value)) == value);
  }
  for (const char* wrong : {"", "5f0c", "5f0c2a9d8e7b413g", "5f0c2a9d8e7b41360"}) {
    CHECK_FALSE(parse_hex16(wrong));
  }
}

}  // namespace
}  // namespace offpeak::base

#include <doctest/doctest.h>

#include "base/loopback.hpp"

namespace offpeak::base {
namespace {

using namespace std::string_view_literals;

TEST_CASE("an address is this machine's only when the whole of it is") {
  for (const auto text : {"127.0.0.1"sv, "127.0.0.0"sv, "127.255.255.255"sv, "::1"sv,
                          "0:0:0:0:0:0:0:1"sv, "::ffff:127.0.0.1"sv}) {
    CAPTURE(text);
    CHECK(is_loopback_address(text));
  }
  for (const auto text : {"127.0.0.1.evil.example"sv,
                          "127.evil.example"sv,
                          "127."sv,
                          "127"sv,
                          "127.1"sv,
                          "127.0.0.256"sv,
                          "127.0.0.1 "sv,
                          " 127.0.0.1"sv,
                          "127.0.0.1\0x"sv,
                          "1270.0.0.1"sv,
                          "128.0.0.1"sv,
                          "0.0.0.0"sv,
                          "10.127.0.1"sv,
                          "::"sv,
                          "::2"sv,
                          "::1.evil"sv,
                          "::ffff:128.0.0.1"sv,
                          "localhost"sv,
                          "localhost.evil.example"sv,
                          ""sv}) {
    CAPTURE(text);
    CHECK_FALSE(is_loopback_address(text));
  }
}

}  // namespace
}  // namespace offpeak::base

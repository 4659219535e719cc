#include "base/number.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <cstdint>
#include <limits>

namespace offpeak::base {
namespace {

TEST_CASE("a whole number is its digits and nothing else") {
  struct Row {
    std::string_view text;
    std::optional<int> number;
  };
  for (const auto& [text, number] : {
           Row{"0", 0},
           Row{"330100", 330100},
           Row{"007", 7},
           Row{"-5", -5},
           Row{"2147483647", 2147483647},
           Row{"-2147483648", std::numeric_limits<int>::min()},
           Row{"2147483648", {}},
           Row{"-2147483649", {}},
           Row{"", {}},
           Row{"-", {}},
           Row{"--5", {}},
           Row{"+5", {}},
           Row{" 5", {}},
           Row{"5 ", {}},
           Row{"5a", {}},
           Row{"5.0", {}},
           Row{"5e1", {}},
           Row{"0x5", {}},
           Row{std::string_view{"5\0", 2}, {}},
       }) {
    CAPTURE(text);
    CHECK(parse_number<int>(text) == number);
  }
  CHECK_FALSE(parse_number<int>(std::string_view{}));
}

TEST_CASE("a number without a sign takes no minus and no more than it can hold") {
  CHECK(parse_number<std::uint16_t>("65535") == 65535);
  CHECK_FALSE(parse_number<std::uint16_t>("65536"));
  CHECK_FALSE(parse_number<std::uint16_t>("-1"));
  CHECK_FALSE(parse_number<std::uint16_t>("-0"));
  CHECK(parse_number<std::uint64_t>("18446744073709551615") ==
        std::numeric_limits<std::uint64_t>::max());
  CHECK_FALSE(parse_number<std::uint64_t>("18446744073709551616"));
}

TEST_CASE("bounds of a number are inclusive") {
  CHECK_FALSE(parse_number<int>("0", 1, 500));
  CHECK(parse_number<int>("1", 1, 500) == 1);
  CHECK(parse_number<int>("500", 1, 500) == 500);
  CHECK_FALSE(parse_number<int>("501", 1, 500));
  CHECK_FALSE(parse_number<int>("1 ", 1, 500));
}

TEST_CASE("a real has a point and an exponent, unless only fixed notation is allowed") {
  struct Row {
    std::string_view text;
    std::optional<double> general, fixed;
  };
  for (const auto& [text, general, fixed] : {
           Row{"1", 1.0, 1.0},
           Row{"-2.5", -2.5, -2.5},
           Row{".5", 0.5, 0.5},
           Row{"1e3", 1000.0, {}},
           Row{"1e400", {}, {}},
           Row{"", {}, {}},
           Row{"-", {}, {}},
           Row{".", {}, {}},
           Row{"+1", {}, {}},
           Row{" 1", {}, {}},
           Row{"1 ", {}, {}},
           Row{"1.5%", {}, {}},
           Row{"1,5", {}, {}},
       }) {
    CAPTURE(text);
    CHECK(parse_number<double>(text) == general);
    CHECK(parse_number<double>(text, std::chars_format::fixed) == fixed);
  }
}

TEST_CASE("infinity and NaN are reals, for the bounds of the caller to refuse") {
  for (const auto format : {std::chars_format::general, std::chars_format::fixed}) {
    CHECK(parse_number<double>("inf", format) == std::numeric_limits<double>::infinity());
    CHECK(parse_number<double>("-inf", format) == -std::numeric_limits<double>::infinity());
    const auto nan = parse_number<double>("nan", format);
    REQUIRE(nan);
    CHECK(std::isnan(*nan));
  }
}

TEST_CASE("a percentage is above 0 and below 100, in digits") {
  CHECK(parse_percent("1%") == 0.01);
  CHECK(parse_percent("0.5%") == 0.005);
  CHECK(parse_percent("99.9%").has_value());
  for (const auto* text : {"", "%", "1", "0%", "100%", "-1%", "1e1%", ".5%", "5.%", "inf%", "nan%",
                           " 1%", "1%%", "1 %"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_percent(text).has_value());
  }
}

}  // namespace
}  // namespace offpeak::base

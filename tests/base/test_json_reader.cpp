#include "base/json_reader.hpp"

#include <doctest/doctest.h>

#include <boost/json.hpp>

namespace offpeak::base {
namespace {

constexpr std::size_t depth_max = 4;

TEST_CASE("a sound text is read, up to the largest numbers that there are") {
  for (const std::string_view text :
       {"null", "[]", R"({"a":[1,-2.5,{"b":"1e400"}]})", "[1.7976931348623157e308]",
        "[-1.7976931348623157e308]", "[5e-324]", "[1e-400]", "[1e-9999999999]",
        R"(["1e9999999999",1e-9999999999])", "[[[[]]]]"}) {
    CAPTURE(text);
    const auto value = read_json(text, depth_max);
    REQUIRE(value.has_value());
    CHECK((*read_json(boost::json::serialize(*value), depth_max) == *value));
  }
}

TEST_CASE("a text that is not accepted is refused with the place and the reason") {
  const std::string too_large =
      "is a number with too large an exponent: numbers may be from -1.7e308 to 1.7e308";
  struct Row {
    std::string_view text;
    std::string field;
    std::string detail;  // how it begins
  };
  const Row rows[] = {
      {"1e400", "", too_large},
      {"-1e400", "", too_large},
      {"0e400", "", too_large},
      {"1e9999999999", "", too_large},
      {R"({"a":1e400})", "a", too_large},
      {R"({"a":1e9999999999})", "a", too_large},
      {R"({"e1\"":true,"b":[0,-1.5E+000099999999999]})", "b[1]", too_large},
      {R"({"a":1e-9999999999,"b":1e400})", "b", too_large},
      {R"({"a":1e9999999999)", "", "is not JSON: "},
      {R"([0,[1,-1e400]])", "[1][1]", too_large},
      {R"({"a":[{"b":0},{"c":{"d":1e400}}]})", "a[1].c.d", too_large},
      {R"({"a b":1e400})", "a?b", too_large},
      {R"({"":1e400})", "?", too_large},
      {"", "", "is not JSON: "},
      {"{", "", "is not JSON: "},
      {"[Infinity]", "", "is not JSON: "},
      {"[NaN]", "", "is not JSON: "},
      {"[1] [2]", "", "is not JSON: "},
      {"[[[[[]]]]]", "", "is not JSON: "},
  };
  for (const auto& row : rows) {
    CAPTURE(row.text);
    const auto value = read_json(row.text, depth_max);
    REQUIRE_FALSE(value.has_value());
    CHECK(value.error().field == row.field);
    CHECK(value.error().detail.starts_with(row.detail));
  }
}

}  // namespace
}  // namespace offpeak::base

#include <doctest/doctest.h>

#include <boost/json.hpp>
#include <limits>

#include "base/json_writer.hpp"

namespace json = boost::json;
using offpeak::base::JsonWriter;

TEST_CASE("Objects and lists nest, and commas stand between their members only") {
  std::string out;
  JsonWriter writer{out};
  writer.begin_object();
  writer.key("empty").begin_array().end_array();
  writer.key("none").begin_object().end_object();
  writer.key("list").begin_array();
  writer.number(1);
  writer.begin_object().key("deep").boolean(true).end_object();
  writer.null().plain("x");
  writer.end_array();
  writer.key("last").boolean(false);
  writer.end_object();
  CHECK(out == R"({"empty":[],"none":{},"list":[1,{"deep":true},null,"x"],"last":false})");
}

TEST_CASE("Every text comes back from a parser as it was") {
  std::string all_ascii;
  for (int c = 0; c < 128; ++c) all_ascii += static_cast<char>(c);
  for (const std::string& text : {std::string{}, std::string{"\"\\/"}, std::string{"办证大厅 𝄞"},
                                  std::string{"a\0b", 3}, all_ascii}) {
    std::string out;
    JsonWriter{out}.text(text);
    CHECK(std::string{json::parse(out).as_string()} == text);
  }
}

TEST_CASE("Control characters are escaped, everything else is written as it is") {
  std::string out;
  JsonWriter{out}.text("\x01\n\x1f\"\\\x7f市");
  CHECK(out == "\"\\u0001\\u000a\\u001f\\\"\\\\\x7f市\"");
}

TEST_CASE("Numbers come back from a parser as they were") {
  for (const std::int64_t number :
       {std::int64_t{0}, std::int64_t{-1}, std::numeric_limits<std::int64_t>::min(),
        std::numeric_limits<std::int64_t>::max()}) {
    std::string out;
    JsonWriter{out}.number(number);
    CHECK(json::parse(out).to_number<std::int64_t>() == number);
  }
  for (const double number : {0.1, 30.23, 120.19, -1e-9, 1e21}) {
    std::string out;
    JsonWriter{out}.real(number);
    CHECK(json::parse(out).to_number<double>() == number);
  }
}

TEST_CASE("Unsigned numbers are written to their largest") {
  std::string out;
  JsonWriter{out}.number(std::numeric_limits<std::uint64_t>::max());
  CHECK(out == "18446744073709551615");
}

TEST_CASE("A number has as many significant digits as asked for, and no more than it needs") {
  std::string out;
  JsonWriter writer{out};
  writer.begin_array();
  for (const double number : {1.0 / 3, 0.5, 1234567.0, 1e-7, -2.0 / 3}) writer.real(number, 3);
  writer.end_array();
  CHECK(out == "[0.333,0.5,1.23e+06,1e-07,-0.667]");
}

TEST_CASE("A number that is not finite is null, for JSON has no word for it") {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  std::string out;
  JsonWriter writer{out};
  writer.begin_array();
  writer.real(infinity).real(-infinity, 3).real(std::numeric_limits<double>::quiet_NaN());
  writer.end_array();
  CHECK(out == "[null,null,null]");
}

TEST_CASE("A line begins where the writer says so, after the comma and before a bracket") {
  std::string out;
  JsonWriter writer{out};
  writer.begin_object();
  writer.key("a").number(1);
  writer.line().key("b").begin_array();
  writer.line().number(2);
  writer.line().number(3).end_array();
  writer.line().end_object();
  CHECK(out == "{\"a\":1,\n\"b\":[\n2,\n3]\n}");
}

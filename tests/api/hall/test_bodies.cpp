#include <doctest/doctest.h>

#include "api/hall/bodies.hpp"
#include "api/hall/tickets.hpp"
#include "api/words.hpp"
#include "base/json_writer.hpp"
#include "tests/api/api_server.hpp"
#include "tests/api/security/support.hpp"

namespace api = offpeak::api;
namespace s = offpeak::scheduler;

namespace {

api::Checked<api::Arrival> read_arrival(std::string_view body) {
  static offpeak::security::CitizenKeyer keyer{offpeak::testing::counting_keys()};
  api::BodyContext context{offpeak::testing::hangzhou(), keyer,
                           offpeak::config::make_date(2026, 6, 13)};
  context.takes_made_up_numbers = true;
  return api::read_arrival(context, body);
}

}  // namespace

TEST_CASE("The letters of a kiosk code are read in either case, with or without a priority") {
  const auto lower_case = read_arrival(R"({"code":"00000e"})");
  const auto upper_case = read_arrival(R"({"code":"00000E"})");
  CHECK(lower_case.has_value() == upper_case.has_value());
  struct Row {
    std::string body;
    std::string field;
    std::string detail_piece;
  };
  for (const auto& row : std::vector<Row>{
           {"", "body", "not JSON"},
           {"{}", "code", "missing"},
           {R"({"code":123456})", "code", "string"},
           {R"({"code":"12345"})", "code", "six"},
           {R"({"code":"UUUUUU"})", "code", "six"},
           {R"({"code":"7K2M9K","hall":"330100"})", "hall", "not a field"},
       }) {
    CAPTURE(row.body);
    const auto arrival = read_arrival(row.body);
    REQUIRE(arrival.has_error());
    CHECK(arrival.error().field == row.field);
    CHECK(arrival.error().detail.find(row.detail_piece) != std::string::npos);
  }
}

TEST_CASE("Codes and document numbers are read as people type and paste them") {
  const auto by_code = read_arrival(R"({"code":"7K2M9K"})");
  REQUIRE(by_code.has_value());
  for (const char* body : {R"({"code":"７Ｋ２Ｍ９Ｋ"})", R"({"code":" 7k2-m9k\u200b"})",
                           R"({"code":"７ｋ２　ｍ９ｋ"})"}) {
    CAPTURE(body);
    const auto typed = read_arrival(body);
    REQUIRE(typed.has_value());
    CHECK(typed->who == by_code->who);
  }
  const auto by_number = read_arrival(R"({"id_number":"999999199001010016"})");
  REQUIRE(by_number.has_value());
  for (const char* body : {R"({"id_number":"999999 19900101 0016"})",
                           R"({"id_number":"９９９９９９１９９００１０１００１６"})",
                           R"({"id_number":"\ufeff999999-1990-0101-0016"})"}) {
    CAPTURE(body);
    const auto typed = read_arrival(body);
    REQUIRE(typed.has_value());
    CHECK(typed->who == by_number->who);
  }
  const auto by_digit =
      read_arrival(R"({"id_type":"passport","id_number":"L898902C3","printed_check_digit":"6"})");
  const auto wide_digit =
      read_arrival(R"({"id_type":"passport","id_number":"L898902C3","printed_check_digit":"６"})");
  REQUIRE(by_digit.has_value());
  REQUIRE(wide_digit.has_value());
  CHECK(wide_digit->who == by_digit->who);
  const auto no_digit =
      read_arrival(R"({"id_type":"passport","id_number":"L898902C3","printed_check_digit":"　"})");
  CHECK(no_digit.has_error());
}

TEST_CASE("A ticket's number is a letter for the lane and at least three digits") {
  struct Row {
    std::uint8_t lane;
    std::uint16_t number;
    std::string text;
  };
  for (const auto& row : std::vector<Row>{{1, 1, "A001"},
                                          {1, 12, "A012"},
                                          {2, 999, "B999"},
                                          {4, 1000, "D1000"},
                                          {16, 7, "P007"}}) {
    CHECK(api::ticket_number(s::LaneCode{row.lane}, row.number) == row.text);
  }
}

TEST_CASE("Each ground of priority has a word, and no other word is one") {
  for (std::uint8_t i = 1; i <= static_cast<std::uint8_t>(s::PriorityGround::urgent); ++i) {
    const s::PriorityGround ground{i};
    CHECK(api::parse_ground(api::ground_name(ground)) == ground);
  }
  CHECK(api::ground_name(s::PriorityGround::none) == "");
  for (const auto* word : {"", "none", "Senior", "vip"}) CHECK_FALSE(api::parse_ground(word));
}

TEST_CASE("Waits are told in minutes with tenths, and an unknown one is null, never zero") {
  for (const auto& [seconds, text] :
       std::vector<std::pair<std::uint32_t, std::string>>{{0, "0"},
                                                          {6, "0.1"},
                                                          {60, "1"},
                                                          {510, "8.5"},
                                                          {599, "10"},
                                                          {s::Wait::unknown_s, "null"}}) {
    std::string out;
    offpeak::base::JsonWriter json{out};
    api::write_minutes(json, seconds);
    CHECK(out == text);
  }
}

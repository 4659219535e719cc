#include <doctest/doctest.h>

#include <boost/json.hpp>

#include "api/citizen/catalog.hpp"
#include "tests/api/api_server.hpp"

namespace api = offpeak::api;
namespace config = offpeak::config;
namespace json = boost::json;
namespace scheduler = offpeak::scheduler;
using offpeak::testing::hangzhou;

namespace {

config::Instant at(std::string_view text) { return config::parse_instant(text).value(); }

const scheduler::Board* no_board(const config::Hall&) { return nullptr; }

json::object hall_at(std::uint32_t code, std::string_view now) {
  const auto* hall = hangzhou().find(config::HallCode{code});
  REQUIRE(hall != nullptr);
  return json::parse(api::render_hall(hangzhou(), *hall, at(now), no_board)).as_object();
}

bool has(const json::value& list, std::string_view text) {
  for (const auto& value : list.as_array()) {
    if (value.as_string() == text) return true;
  }
  return false;
}

}  // namespace

TEST_CASE("The 15 halls come in order of their codes, with names in both languages") {
  const auto list =
      json::parse(api::render_halls(hangzhou(), at("2026-06-13T10:00:00+08:00"), no_board))
          .as_object();
  const auto& halls = list.at("halls").as_array();
  REQUIRE(halls.size() == 15);
  for (std::size_t i = 1; i < halls.size(); ++i) {
    CHECK(halls[i - 1].at("code").as_string() < halls[i].at("code").as_string());
  }
  const auto& first = halls[0].as_object();
  CHECK(first.at("code") == "330100");
  CHECK(first.at("name").at("zh") == "市局");
  CHECK(first.at("district") == "上城区");
  CHECK(first.at("address") == "婺江路169号");
  CHECK(first.at("location") == json::object{{"lat", 30.23}, {"lon", 120.19}});
  CHECK(first.at("mode") == "both");
  CHECK(halls[10].at("mode") == "walk_in_first");
}

TEST_CASE("A hall's hours are those of the day, and it is open within them only") {
  struct Row {
    std::string_view now;
    std::string_view hours;
    bool open;
  };
  constexpr std::string_view summer =
      R"([{"from":"08:30","to":"12:00"},{"from":"14:30","to":"17:30"}])";
  constexpr std::string_view winter =
      R"([{"from":"08:30","to":"12:00"},{"from":"13:30","to":"17:00"}])";
  const std::vector<Row> rows{
      {"2026-06-13T08:29:59+08:00", summer, false},
      {"2026-06-13T08:30:00+08:00", summer, true},  // a Saturday
      {"2026-06-13T12:00:00+08:00", summer, false},
      {"2026-06-13T14:00:00+08:00", summer, false},
      {"2026-06-13T17:29:59+08:00", summer, true},
      {"2026-06-14T17:30:00+08:00", summer, false},
      {"2026-05-30T13:30:00+08:00", winter, true},
      {"2026-06-19T10:00:00+08:00", "[]", false},  // Dragon Boat Festival
      {"2026-06-12T16:30:00Z", summer, false},     // half past midnight of the 13th in the city
  };
  for (const auto& row : rows) {
    CAPTURE(row.now);
    const auto hall = hall_at(330100, row.now);
    CHECK(hall.at("hours") == json::parse(row.hours));
    CHECK(hall.at("open_now") == row.open);
  }
}

TEST_CASE("A hall's details add its address, seasons, weekdays and lanes") {
  const auto hall = hall_at(330100, "2026-06-13T10:00:00+08:00");
  CHECK(hall.at("address") == "婺江路169号");
  CHECK(hall.at("open_weekdays") == json::array{"mon", "tue", "wed", "thu", "fri", "sat", "sun"});
  const auto& seasons = hall.at("seasons").as_array();
  REQUIRE(seasons.size() == 2);
  CHECK(seasons[0].at("first") == "10-01");
  CHECK(seasons[0].at("last") == "05-31");
  const auto& lanes = hall.at("lanes").as_array();
  REQUIRE(lanes.size() == 5);
  CHECK(lanes[0].at("lane") == "documents");
  CHECK(lanes[0].at("counters") == 16);  // 12 of its own and a share of two
  CHECK(lanes[4].at("lane") == "self_service");
  CHECK(lanes[4].at("counters") == 4);
  CHECK(hall_at(330102, "2026-06-13T10:00:00+08:00").at("address") == "");
}

TEST_CASE("A hall's details tell the rules in force, those of its season too") {
  const auto hall = hall_at(330100, "2026-06-13T10:00:00+08:00");
  const auto& rules = hangzhou().find(config::HallCode{330100})->rules;
  auto told = hall.at("rules").as_object();
  CHECK(told.at("horizon_seasons").as_array().size() == rules.horizon_seasons.size());
  told.erase("horizon_seasons");
  CHECK(told == json::parse(R"({"slot_minutes":30,"party_max":4,"hold_minutes":10,
      "check_in_early_minutes":30,"check_in_late_minutes":15,"check_in_tail_minutes":30,
      "free_cancel_days_before":1,"free_cancel_until":"17:00","last_tickets_minutes":30,
      "walk_in_reserve":"forecast","walk_in_reserve_percent":20,"horizon_days":14,
      "release":[{"days_before":null,"at":"09:00","share_percent":60},
                 {"days_before":3,"at":"09:00","share_percent":25},
                 {"days_before":1,"at":"17:00","share_percent":15}]})"));
  const auto other = hall_at(330102, "2026-06-13T10:00:00+08:00");
  CHECK(other.at("rules").at("walk_in_reserve_percent") == 30);
}

TEST_CASE("A hall's details tell its counters, with the lanes they serve and their hours") {
  auto city = hangzhou();
  auto& hall = city.halls.front();
  hall.counters.resize(2);
  hall.counters[0] = {.number = 1, .share_percent = {{config::LaneCode{1}, 100}}, .hours = {}};
  hall.counters[1] = {.number = 7,
                      .share_percent = {{config::LaneCode{1}, 60}, {config::LaneCode{2}, 40}},
                      .hours = {{config::MinuteOfDay{9 * 60}, config::MinuteOfDay{12 * 60}}}};
  const auto body =
      json::parse(api::render_hall(city, hall, at("2026-06-13T10:00:00+08:00"), no_board));
  const std::string second = city.find(config::LaneCode{2})->key;
  CHECK(body.at("counters") ==
        json::parse(R"([{"number":1,"lanes":[{"lane":"documents","share_percent":100}],"hours":[]},
            {"number":7,"lanes":[{"lane":"documents","share_percent":60},
                                 {"lane":")" +
                    second + R"(","share_percent":40}],
             "hours":[{"from":"09:00","to":"12:00"}]}])"));
}

TEST_CASE("A hall offers the services of its lanes and no others") {
  const auto main_hall = hall_at(330100, "2026-06-13T10:00:00+08:00");
  CHECK(has(main_hall.at("services"), "business_registration"));
  CHECK(has(main_hall.at("services"), "foreigner_visa_residence"));
  const auto small_hall = hall_at(330190, "2026-06-13T10:00:00+08:00");
  CHECK(has(small_hall.at("services"), "passport_renewal"));
  CHECK(has(small_hall.at("services"), "collection"));
  CHECK_FALSE(has(small_hall.at("services"), "business_registration"));
  CHECK_FALSE(has(small_hall.at("services"), "foreigner_visa_residence"));
}

TEST_CASE("Services tell their lane, minutes and fee, and whether one books them") {
  const auto list = json::parse(api::render_services(hangzhou())).as_object();
  const auto& services = list.at("services").as_array();
  REQUIRE(services.size() == 11);
  CHECK(services[1] == json::parse(R"({"key":"passport_renewal","code":2,
      "name":{"zh":"护照换发","en":"Passport renewal"},"lane":"documents","mean_minutes":6,
      "fee_yuan":120,"bookable":true,"requires_resident_number":false})"));
  CHECK(services[0].at("requires_resident_number") == true);
  CHECK(services[5].at("key") == "hk_macao_endorsement_machine");
  CHECK(services[5].at("bookable") == false);
  CHECK(services[5].at("fee_yuan").is_null());
}

TEST_CASE("A hall has the level of its newest board, and says of when it is") {
  scheduler::Board board;
  board.level.level = scheduler::Level::yellow;
  board.as_of = at("2026-06-13T09:59:00+08:00");
  const auto board_of = [&board](const config::Hall& hall) {
    return hall.code == config::HallCode{330100} ? &board : nullptr;
  };
  const auto now = at("2026-06-13T10:00:00+08:00");
  const auto halls = json::parse(api::render_halls(hangzhou(), now, board_of)).at("halls");
  CHECK(halls.at(0).at("level") == "yellow");
  CHECK(halls.at(0).at("level_as_of") == "2026-06-13T09:59:00+08:00");
  CHECK(!halls.at(1).as_object().contains("level"));
}

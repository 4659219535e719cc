// POST /v1/advice, over a real socket.
#include <doctest/doctest.h>

#include <boost/json.hpp>

#include "tests/api/api_server.hpp"

using namespace offpeak::testing;
namespace json = boost::json;

namespace {

const std::string eligible = R"({"document":"passport","reason":"damaged","age":30,
    "registered_in":{"province":"zhejiang","city":"杭州市"},"holds_same_document":true,
    "document_expires_on":"2029-06-13","state_personnel":false,"active_military":false,
    "travel_on":"2026-07-20","on":"2026-06-08"})";

HttpReply ask(HttpClient& client, const std::string& body) {
  return client.exchange({.method = "POST", .target = "/v1/advice", .body = body});
}

}  // namespace

TEST_CASE("Who may apply online is told how, until when, and what a hall would take") {
  ApiServer server;
  auto client = server.connect();
  const auto reply = ask(client, eligible);
  REQUIRE(reply.status == 200);
  const auto advice = reply.json();
  CHECK(advice.at("channel") == "online");
  CHECK(advice.at("reasons").at(0).at("zh") == "符合全程网办条件，不用到大厅。");
  const auto& online = advice.at("online");
  REQUIRE(online.at("ways").as_array().size() == 4);
  CHECK(online.at("ways").at(0).at("url") == "https://s.nia.gov.cn");
  CHECK_FALSE(online.at("ways").at(0).as_object().contains("find"));
  CHECK(online.at("ways").at(2).at("zh") == "“移民局”微信小程序");
  CHECK(online.at("ways").at(2).at("find").at("zh") == "在微信里搜索小程序“移民局”");
  CHECK_FALSE(online.at("ways").at(2).as_object().contains("url"));
  CHECK(online.at("checklist").as_array().size() == 3);
  CHECK(online.at("authority").at("zh") == "杭州");
  CHECK(online.at("ready_by") == "2026-06-17");
  CHECK(online.at("correct_by") == "2026-06-29");
  CHECK(online.at("pay_by") == "2026-06-29");
  CHECK(online.at("provisional") == false);
  const auto& hall = advice.at("hall");
  CHECK(hall.at("services") == json::parse(R"(["passport_replacement"])"));
  REQUIRE(hall.at("bring").as_array().size() == 3);
  CHECK(hall.at("bring").at(2).at("zh") == "损毁的证件，当场书面说明损毁原因");
  CHECK(hall.at("processing_days") == 7);
  CHECK(hall.at("fee_yuan") == 120);
  CHECK(advice.at("latest_safe") == json::parse(R"({"online":"2026-07-07","hall":"2026-07-08"})"));
  CHECK(advice.at("peak_before") == false);
  CHECK_FALSE(advice.as_object().contains("ask"));
}

TEST_CASE("With nothing known the reply is the first question, without a channel") {
  ApiServer server;
  auto client = server.connect();
  const auto advice = ask(client, "{}").json();
  CHECK(advice.at("ask") == "document");
  CHECK(advice.at("question").at("zh") == "您要办哪种证件或签注？");
  CHECK_FALSE(advice.as_object().contains("channel"));
  CHECK_FALSE(advice.as_object().contains("hall"));
}

TEST_CASE("Today stands for a day that is left out") {
  ApiServer server;
  auto client = server.connect();
  const auto advice =
      ask(client,
          R"({"document":"passport","reason":"first","registered_in":{"province":"浙江省"}})")
          .json();
  CHECK(advice.at("channel") == "hall");
  CHECK(advice.at("hall").at("services") == json::parse(R"(["first_passport"])"));
  CHECK(advice.at("hall").at("ready_by") == "2026-06-24");  // from 2026-06-13
}

TEST_CASE(
    "Who has to come is told the halls: the nearest ones, each with its first day with room") {
  ApiServer server;
  auto client = server.connect();
  const auto halls_of = [&](const std::string& near) {
    const auto advice =
        ask(client,
            R"({"document":"passport","reason":"first","registered_in":{"province":"浙江"})" +
                near + "}")
            .json();
    return advice.at("hall").at("halls").as_array();
  };
  const auto nearest = halls_of(R"(,"near":"29.61,119.02")");
  REQUIRE(nearest.size() == 5);
  CHECK(nearest.at(0).at("hall") == "330127");  // Chun'an
  CHECK(nearest.at(0).at("distance_km").to_number<double>() < 10);
  CHECK(nearest.at(0).at("first_day") == "2026-06-13");
  CHECK(nearest.at(0).at("name").as_object().contains("zh"));
  const auto earliest = halls_of("");
  REQUIRE(earliest.size() == 5);
  CHECK(!earliest.at(0).as_object().contains("distance_km"));
  CHECK(earliest.at(0).at("first_day") == "2026-06-13");
}

TEST_CASE(
    "Who asks from elsewhere is told the halls as without a place, and that it was left out") {
  ApiServer server;
  auto client = server.connect();
  const auto hall_of = [&](const std::string& near) {
    return ask(client,
               R"({"document":"passport","reason":"first","registered_in":{"province":"浙江"})" +
                   near + "}")
        .json()
        .at("hall");
  };
  auto elsewhere = hall_of(R"(,"near":"39.90,116.40")");
  CHECK(elsewhere.at("notice").at("code") == "far_from_halls");
  elsewhere.as_object().erase("notice");
  CHECK(elsewhere == hall_of(""));
  CHECK(!hall_of(R"(,"near":"29.61,119.02")").as_object().contains("notice"));
}

TEST_CASE("A multiple-entry business endorsement is made by a machine, on the spot") {
  ApiServer server;
  auto client = server.connect();
  const auto advice =
      ask(client, R"({"document":"hk_macao_business_endorsement_multiple"})").json();
  CHECK(advice.at("channel") == "machine");
  CHECK(advice.at("hall").at("processing_days") == 0);
  CHECK(advice.at("hall").at("ready_by") == "2026-06-13");
  CHECK(advice.at("hall").at("anywhere") == true);
  CHECK(advice.at("hall").at("stay_days") == 14);
}

TEST_CASE("A wrong answer is bad input that names the field") {
  ApiServer server;
  auto client = server.connect();
  struct Row {
    std::string body;
    std::string field;
  };
  for (const auto& row : std::vector<Row>{
           {"", "body"},
           {"[]", "body"},
           {R"({"documents":"passport"})", "documents"},
           {R"({"document":"visa"})", "document"},
           {R"({"document":1})", "document"},
           {R"({"near":"91,0"})", "near"},
           {R"({"near":""})", "near"},
           {R"({"near":[30,120]})", "near"},
           {R"({"reason":"stolen"})", "reason"},
           {R"({"age":-1})", "age"},
           {R"({"age":151})", "age"},
           {R"({"age":15.5})", "age"},
           {R"({"age":"15"})", "age"},
           {R"({"registered_in":"hangzhou"})", "registered_in"},
           {R"({"registered_in":{}})", "registered_in.province"},
           {R"({"registered_in":{"province":"atlantis"}})", "registered_in.province"},
           {R"({"registered_in":{"province":"zhejiang","city":""}})", "registered_in.city"},
           {R"({"registered_in":{"province":"zhejiang","town":"x"}})", "registered_in.town"},
           {R"({"holds_same_document":"yes"})", "holds_same_document"},
           {R"({"state_personnel":0})", "state_personnel"},
           {R"({"active_military":null})", "active_military"},
           {R"({"document_expires_on":"2026-02-29"})", "document_expires_on"},
           {R"({"travel_on":"tomorrow"})", "travel_on"},
           {R"({"travel_on":"2026-06-13"})", "travel_on"},
           {R"({"on":"2026-06-14","travel_on":"2026-06-14"})", "travel_on"},
           {R"({"on":"9999-12-31"})", "on"},
       }) {
    CAPTURE(row.body);
    const auto reply = ask(client, row.body);
    CHECK(reply.status == 400);
    CHECK(reply.text("code") == "invalid_field");
    CHECK(reply.text("field") == row.field);
  }
}

TEST_CASE("A city without the table advises nobody") {
  ApiServer server{{.online_rules = nullptr}};
  auto client = server.connect();
  CHECK(ask(client, eligible).status == 404);
}

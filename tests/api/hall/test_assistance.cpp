// A kiosk calls for staff over HTTP, and a clerk of its hall answers.
#include <doctest/doctest.h>

#include <boost/json.hpp>

#include "store/memory/journal.hpp"
#include "tests/api/hall.hpp"
#include "tests/support/empty_follower.hpp"

using namespace offpeak::testing;
namespace json = boost::json;
namespace store = offpeak::store;
using offpeak::scheduler::Role;

namespace {

const std::string calls = "/v1/halls/330100/assistance";

HttpReply call(Hall& hall, const std::string& token, const std::string& body = "") {
  return hall.client.post(calls, body, token);
}

json::array open_calls(Hall& hall) {
  const auto list = hall.client.get("/v1/halls/330100/waiting", hall.server.staff());
  REQUIRE(list.status == 200);
  return list.json().at("assistance").as_array();
}

}  // namespace

TEST_CASE("A kiosk calls, every clerk of the hall sees it, and the kiosk learns who comes") {
  Hall hall;
  CHECK(open_calls(hall).empty());
  const auto called = call(hall, hall.server.kiosk(), R"({"place":"东门 2 号取号机"})");
  REQUIRE(called.status == 201);
  CHECK(called.text("at") == in_the_morning);
  const auto id = called.text("id");
  CHECK(called.json() == json::object{{"id", id}, {"at", in_the_morning}});
  CHECK(open_calls(hall) == json::array{json::object{
                                {"id", id}, {"at", in_the_morning}, {"place", "东门 2 号取号机"}}});

  hall.pass(20);
  const auto again = call(hall, hall.server.kiosk(), R"({"place":"2"})");
  CHECK(again.status == 201);
  CHECK(again.json() == called.json());
  CHECK(open_calls(hall).size() == 1);
  const auto path = calls + "/" + id;
  const auto open = hall.client.get(path, hall.server.kiosk());
  CHECK(open.status == 200);
  CHECK(open.json() == json::object{{"id", id}, {"at", in_the_morning}, {"status", "open"}});

  for (int i = 0; i < 2; ++i) {  // the reply was lost, or two clerks said so
    CHECK(hall.client.post(path + "/done", "", hall.server.staff()).status == 204);
    CHECK(hall.client.get(path, hall.server.kiosk()).text("status") == "done");
    CHECK(open_calls(hall).empty());
  }
  const auto next = call(hall, hall.server.kiosk());
  CHECK(next.status == 201);
  CHECK(next.text("id") != id);
  CHECK(open_calls(hall) ==
        json::array{json::object{{"id", next.text("id")}, {"at", next.text("at")}}});
}

TEST_CASE("Two kiosks and a clerk have a call each; another hall's staff has none of them") {
  Hall hall;
  const auto& server = hall.server;
  const auto first = call(hall, server.token(Role::kiosk, 330100, "kiosk-1"));
  const auto second = call(hall, server.token(Role::kiosk, 330100, "kiosk-2"));
  const auto third = call(hall, server.staff());
  CHECK(open_calls(hall).size() == 3);
  CHECK(first.text("id") != second.text("id"));
  CHECK(second.text("id") != third.text("id"));
  const auto neighbour = server.token(Role::staff, 330102);
  const auto path = "/" + first.text("id");
  CHECK(hall.client.get(calls + path, neighbour).status == 403);
  CHECK(hall.client.post(calls + path + "/done", "", neighbour).status == 403);
  CHECK(hall.client.post("/v1/halls/330102/assistance" + path + "/done", "", neighbour).status ==
        404);
  CHECK(hall.client.get("/v1/halls/330102/waiting", neighbour).json().at("assistance") ==
        json::array{});
  CHECK(hall.client.post(calls + path + "/done", "", server.kiosk()).status == 403);
  CHECK(open_calls(hall).size() == 3);
}

TEST_CASE("A call is forgotten after fifteen minutes of the hall's time, and by a new start") {
  Hall hall;
  const auto id = call(hall, hall.server.kiosk()).text("id");
  hall.pass(15 * 60 - 1);
  CHECK(open_calls(hall).size() == 1);
  hall.pass(1);
  CHECK(open_calls(hall).empty());
  CHECK(hall.client.get(calls + "/" + id, hall.server.kiosk()).status == 404);
  CHECK(hall.client.post(calls + "/" + id + "/done", "", hall.server.staff()).status == 404);
  CHECK(call(hall, hall.server.kiosk()).text("id") != id);
  hall.server.restart_at("2026-06-13T09:50:00+08:00");
  hall.client = hall.server.connect();
  CHECK(open_calls(hall).empty());
}

TEST_CASE(
    "Unknown halls and calls are not found; a place is a few words and no number of a person") {
  Hall hall;
  const auto kiosk = hall.server.kiosk();
  for (const std::string id : {"x", "00000000000000000000000000000000"}) {
    CHECK(hall.client.get(calls + "/" + id, kiosk).text("code") == "not_found");
    CHECK(hall.client.post(calls + "/" + id + "/done", "", hall.server.staff()).status == 404);
  }
  CHECK(hall.client.post("/v1/halls/999999/assistance", "", kiosk).status == 404);
  struct Row {
    std::string body;
    int status;
    std::string field{};
  };
  const std::vector<Row> rows{
      {"{}", 201},
      {R"({"place":"kiosk 2"})", 201},
      {R"({"place":"East-Gate 1234"})", 201},
      {R"({"place":"一二三四五六七八九十一二三四五六七八九十"})", 201},
      {R"({"place":"一二三四五六七八九十一二三四五六七八九十一"})", 400, "place"},
      {R"({"place":"12345"})", 400, "place"},
      {R"({"place":"a1b2c3d4e5"})", 400, "place"},
      {R"({"place":""})", 400, "place"},
      {R"({"place":" "})", 400, "place"},
      {R"({"place":"<b>"})", 400, "place"},
      {"{\"place\":\"a\\n\"}", 400, "place"},
      {"{\"place\":\"\\u202e\"}", 400, "place"},
      {"{\"place\":\"\\u4dff\"}", 400, "place"},
      {"{\"place\":\"\\ua000\"}", 400, "place"},
      {R"({"place":"😀"})", 400, "place"},
      {R"({"place":2})", 400, "place"},
      {R"({"name":"kiosk"})", 400, "name"},
      {"[]", 400, "body"},
  };
  for (const auto& row : rows) {
    CAPTURE(row.body);
    const auto reply = call(hall, kiosk, row.body);
    CHECK(reply.status == row.status);
    if (row.status == 400) CHECK(reply.text("field") == row.field);
  }
}

TEST_CASE("A hall with as many open calls as there may be refuses another") {
  Hall hall;
  for (int n = 0; n < 32; ++n) {
    REQUIRE(call(hall, hall.server.token(Role::kiosk, 330100, "k" + std::to_string(n))).status ==
            201);
  }
  const auto refused = call(hall, hall.server.kiosk());
  CHECK(refused.status == 429);
  CHECK(refused.text("code") == "rate_limited");
  CHECK(refused.header("Retry-After") == "60");
  CHECK(call(hall, hall.server.token(Role::kiosk, 330100, "k7")).status == 201);
  CHECK(open_calls(hall).size() == 32);
}

TEST_CASE("A standby takes no call, and does not say that there is none") {
  store::MemoryJournal journal;
  EmptyFollower follower;
  Hall hall{{.now = in_the_morning, .journal = &journal, .follower = &follower}};
  const auto id = "/" + std::string(32, '1');
  for (const auto& reply :
       {call(hall, hall.server.kiosk()), hall.client.get(calls + id, hall.server.kiosk()),
        hall.client.post(calls + id + "/done", "", hall.server.staff())}) {
    CHECK(reply.status == 503);
    CHECK(reply.text("code") == "standby");
  }
  const auto list = hall.client.get("/v1/halls/330100/waiting", hall.server.staff());
  CHECK(list.status == 200);
  CHECK(!list.json().as_object().contains("assistance"));
}

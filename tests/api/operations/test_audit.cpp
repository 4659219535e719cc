// Who did what: GET /v1/operations/audit.
#include <doctest/doctest.h>

#include <boost/json.hpp>
#include <set>

#include "api/security/tokens.hpp"
#include "tests/api/hall.hpp"

using namespace offpeak::testing;
using offpeak::scheduler::Role;
namespace security = offpeak::security;
namespace json = boost::json;

namespace {

const std::string audit = "/v1/operations/audit";

struct Page {
  json::array entries;
  json::value next;
};
Page page_of(Hall& hall, const std::string& query = "") {
  const auto reply = hall.client.get(audit + query, hall.server.admin());
  REQUIRE(reply.status == 200);
  return {reply.json().at("entries").as_array(), reply.json().at("next")};
}

std::vector<std::string> actions(const Page& page) {
  std::vector<std::string> names;
  for (const auto& entry : page.entries) names.emplace_back(entry.at("action").as_string());
  return names;
}

std::string text(const json::value& entry, const char* field) {
  return std::string{entry.at(field).as_string()};
}

std::string actor(Role role, std::uint32_t hall = 330100) {
  return security::format_actor(
      security::actor_of(role, "test", security::own_issuer, offpeak::scheduler::HallCode{hall}));
}

}  // namespace

TEST_CASE("The audit of one action has its entries alone, and pages that join without a gap") {
  Hall hall;
  hall.at(3, "open");
  for (int i = 0; i < 3; ++i) {
    hall.take();
    hall.at(3, "call-next");
    hall.at(3, "park");
  }
  const auto parks = page_of(hall, "?action=park");
  CHECK(actions(parks) == std::vector<std::string>{"park", "park", "park"});
  CHECK(parks.next.is_null());
  const auto newest = page_of(hall, "?action=park&limit=2");
  REQUIRE(newest.entries.size() == 2);
  CHECK(newest.entries.at(1) == parks.entries.at(1));
  const auto rest =
      page_of(hall, "?action=park&after=" + std::to_string(newest.next.to_number<int>()));
  REQUIRE(rest.entries.size() == 1);
  CHECK(rest.entries.at(0) == parks.entries.at(2));
  CHECK(page_of(hall, "?action=transfer").entries.empty());
  const auto refused = hall.client.get(audit + "?action=parks", hall.server.admin());
  CHECK(refused.status == 400);
  CHECK(refused.text("field") == "action");
  CHECK(refused.text("detail").find("call_next, recall, serve, finish, miss, park") !=
        std::string::npos);
}

TEST_CASE("The audit lists what staff and kiosks did, newest first, and nothing of citizens") {
  Hall hall;
  REQUIRE(hall.client
              .post("/v1/appointments", wish(documents("2026-06-15", "1000"), {{1}}),
                    hall.server.citizen(1))
              .status == 201);
  const auto ticket = hall.take().text("id");
  hall.at(3, "open");
  hall.at(3, "call-next");
  hall.at(3, "finish");  // refused: nothing was done
  hall.at(3, "park");
  const auto page = page_of(hall);
  CHECK(actions(page) ==
        std::vector<std::string>{"park", "call_next", "open_counter", "take_ticket"});
  CHECK(page.next.is_null());
  const auto& call = page.entries[1];
  CHECK(text(call, "actor") == actor(Role::staff));
  CHECK(text(call, "role") == "staff");
  CHECK(text(call, "hall") == "330100");
  CHECK(call.at("counter") == 3);
  CHECK(text(call, "subject") == ticket);
  CHECK(text(call, "at") == in_the_morning);
  CHECK(text(page.entries[3], "actor") == actor(Role::kiosk));
  CHECK(text(page.entries[3], "role") == "kiosk");
}

TEST_CASE("The audit says why a counter paused, if the clerk did") {
  Hall hall;
  hall.at(3, "open");
  const std::vector<std::string> reasons{"rest", "meal", "handover", "device", "other"};
  for (const auto& reason : reasons) {
    CAPTURE(reason);
    REQUIRE(hall.at(3, "pause", R"({"reason":")" + reason + "\"}").status == 204);
    const auto entry = page_of(hall, "?limit=1").entries.at(0);
    CHECK(text(entry, "action") == "pause_counter");
    CHECK(entry.at("counter") == 3);
    CHECK(text(entry, "reason") == reason);
  }
  hall.at(3, "open");
  hall.at(3, "pause");
  CHECK_FALSE(page_of(hall, "?limit=1").entries.at(0).as_object().contains("reason"));
}

TEST_CASE("The audit is asked by time, hall and actor") {
  Hall hall;
  hall.take();
  hall.at(3, "open");
  hall.client.post("/v1/halls/330102/counters/1/open", "", hall.server.admin());
  struct Row {
    std::string query;
    std::size_t entries;
  };
  const std::vector<Row> rows{
      {"", 3},
      {"?hall=330102", 1},
      {"?hall=330100", 2},
      {"?hall=330106", 0},
      {"?actor=" + actor(Role::staff), 1},
      {"?actor=" + actor(Role::kiosk) + "&hall=330102", 0},
      {"?from=2026-06-13&to=2026-06-13", 3},
      {"?to=2026-06-12", 0},
      {"?from=2026-06-14", 0},
      {"?from=2026-06-13T09:30:00%2B08:00", 3},
      {"?from=2026-06-13T09:30:00+08:00", 3},
      {"?to=2026-06-13T09:30:00%2B08:00", 0},
      {"?from=2026-06-13T09:30:01%2B08:00", 0},
  };
  for (const auto& row : rows) {
    CAPTURE(row.query);
    CHECK(page_of(hall, row.query).entries.size() == row.entries);
  }
}

TEST_CASE("Pages of the audit go on where the one before ended, and say when they are over") {
  Hall hall;
  constexpr int tickets = 7;
  for (int i = 0; i < tickets; ++i) hall.take();
  std::vector<std::int64_t> numbers;
  std::string after;
  for (int pages = 0; pages < tickets; ++pages) {
    const auto page = page_of(hall, "?limit=3" + after);
    CHECK(page.entries.size() <= 3);
    for (const auto& entry : page.entries) numbers.push_back(entry.at("number").as_int64());
    hall.take();  // what comes in meanwhile does not move the pages
    if (page.next.is_null()) break;
    after = "&after=" + std::to_string(page.next.as_int64());
  }
  CHECK(numbers == std::vector<std::int64_t>{6, 5, 4, 3, 2, 1, 0});
}

TEST_CASE("A question to the audit that makes no sense names the field") {
  Hall hall;
  for (const auto& [query, field] : std::vector<std::pair<std::string, std::string>>{
           {"?limit=0", "limit"},
           {"?limit=501", "limit"},
           {"?limit=x", "limit"},
           {"?after=0", "after"},
           {"?after=-1", "after"},
           {"?actor=test", "actor"},
           {"?actor=0000000000000000", "actor"},
           {"?hall=x", "hall"},
           {"?from=yesterday", "from"},
           {"?from=2026-06-14&to=2026-06-12", "to"},
           {"?who=me", "who"},
       }) {
    CAPTURE(query);
    const auto reply = hall.client.get(audit + query, hall.server.admin());
    CHECK(reply.status == 400);
    CHECK(reply.text("field") == field);
  }
}

TEST_CASE("The audit survives a restart, and no name of a token stands in it") {
  Hall hall;
  hall.take();
  hall.at(3, "open");
  const auto before = hall.client.get(audit, hall.server.admin()).body;
  hall.server.restart_at(in_the_morning);
  hall.client = hall.server.connect();
  const auto after = hall.client.get(audit, hall.server.admin()).body;
  CHECK(after == before);
  CHECK(after.find("\"test\"") == std::string::npos);
}

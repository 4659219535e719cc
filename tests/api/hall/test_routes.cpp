// Tickets and counters: the day in the hall over HTTP.
#include <doctest/doctest.h>

#include <atomic>
#include <boost/json.hpp>
#include <set>
#include <thread>

#include "scheduler/messages/kiosk_code.hpp"
#include "tests/api/hall.hpp"

using namespace offpeak::testing;
namespace json = boost::json;

namespace {

/// A text of the ticket that a clerk is shown.
std::string of_ticket(const HttpReply& reply, const char* field) {
  return std::string{reply.json().at("ticket").at(field).as_string()};
}

std::string transfer_to(const std::string& lane) { return R"({"lane":")" + lane + R"("})"; }

}  // namespace

TEST_CASE("A visitor takes a number, is called, served, and done; the phone says so at each step") {
  Hall hall;
  const auto taken = hall.take();
  REQUIRE(taken.status == 201);
  CHECK(taken.text("number") == "A001");
  CHECK(taken.text("status") == "waiting");
  CHECK(taken.text("lane") == "documents");
  CHECK(taken.text("issued_at") == in_the_morning);
  CHECK(taken.json().at("ahead") == 0);
  CHECK(taken.json().at("booked") == false);
  CHECK_FALSE(taken.json().as_object().contains("numbers"));
  const auto id = taken.text("id");

  CHECK(hall.at(3, "open").status == 204);
  CHECK(hall.ticket(id).json().at("ahead") == 0);
  const auto called = hall.at(3, "call-next");
  REQUIRE(called.status == 200);
  CHECK(of_ticket(called, "id") == id);
  CHECK(of_ticket(called, "status") == "called");
  CHECK(called.json().at("ticket").at("counter") == 3);
  const auto at_home = hall.ticket(id);
  CHECK(at_home.text("status") == "called");
  CHECK(at_home.json().at("counter") == 3);
  CHECK(at_home.text("called_at") == in_the_morning);
  CHECK_FALSE(at_home.json().as_object().contains("ahead"));

  const auto too_soon = hall.at(3, "recall");
  CHECK(too_soon.status == 409);
  CHECK(too_soon.text("code") == "recall_pause");
  CHECK_FALSE(too_soon.text("again_at").empty());
  hall.pass(15);
  CHECK(hall.at(3, "recall").json().at("ticket").at("recalls") == 1);
  CHECK(of_ticket(hall.at(3, "serve"), "status") == "serving");
  CHECK(hall.ticket(id).text("status") == "serving");
  const auto finished = hall.at(3, "finish", R"({"services":["advice"],"documents":2})");
  CHECK(finished.status == 200);
  CHECK(of_ticket(finished, "status") == "done");
  CHECK(hall.ticket(id).text("status") == "done");
  CHECK(hall.at(3, "pause").status == 204);
  CHECK(hall.at(3, "call-next").text("code") == "counter_closed");
  CHECK(hall.at(3, "close").status == 204);
  CHECK(hall.at(3, "close").status == 204);
}

TEST_CASE("A call is taken back, and clerks see who waits and who is booked and has not come") {
  Hall hall;
  const auto first = hall.take(R"({"service":"passport_renewal","priority":"senior"})");
  REQUIRE(first.status == 201);
  hall.take();
  CHECK(hall.at(3, "open").status == 204);
  const auto called = hall.at(3, "call-next");
  const auto undone = hall.at(3, "undo");
  CHECK(undone.status == 200);
  CHECK(of_ticket(undone, "id") == of_ticket(called, "id"));
  CHECK(of_ticket(undone, "status") == "waiting");
  CHECK_FALSE(undone.json().at("ticket").as_object().contains("counter"));
  CHECK(hall.ticket(of_ticket(called, "id")).text("status") == "waiting");

  const auto list = hall.client.get("/v1/halls/330100/waiting", hall.server.staff());
  REQUIRE(list.status == 200);
  const auto page = list.json();
  const auto& waiting = page.at("waiting").as_array();
  REQUIRE(waiting.size() == 2);
  CHECK(waiting[0].at("number").as_string() == of_ticket(called, "number"));
  CHECK(waiting[0].at("priority") == true);
  CHECK(waiting[0].at("returns") == true);
  CHECK_FALSE(waiting[0].as_object().contains("id"));
  CHECK(page.at("not_listed") == 0);
  CHECK(page.at("coming").as_array().empty());

  CHECK(of_ticket(hall.at(3, "call-next"), "id") == of_ticket(called, "id"));
  CHECK(hall.at(3, "park").status == 200);
  const auto parked = hall.client.get("/v1/halls/330100/waiting", hall.server.staff());
  CHECK(parked.json().at("waiting").at(0).at("id").as_string() == of_ticket(called, "id"));
}

TEST_CASE("A page that is loaded again has the visitor, and since when, from the server") {
  Hall hall;
  const auto id = hall.take().text("id");
  REQUIRE(hall.at(3, "open").status == 204);
  const auto at_counters = [&] {
    const auto list = hall.client.get("/v1/halls/330100/waiting", hall.server.staff());
    REQUIRE(list.status == 200);
    return list.json().at("at_counters").as_array();
  };
  CHECK(at_counters().empty());
  REQUIRE(hall.at(3, "call-next").status == 200);
  REQUIRE(at_counters().size() == 1);
  CHECK(at_counters()[0].at("called_at").as_string() == in_the_morning);
  CHECK_FALSE(at_counters()[0].as_object().contains("served_at"));
  hall.pass(20);
  REQUIRE(hall.at(3, "serve").status == 200);
  hall.pass(30);
  const auto now = at_counters();
  REQUIRE(now.size() == 1);
  CHECK(now[0] == json::parse(R"({"counter":3,"ticket_id":")" + id + R"(","number":"A001",
                                  "lane":"documents","services":["passport_renewal"],
                                  "called_at":"2026-06-13T09:30:00+08:00",
                                  "served_at":"2026-06-13T09:30:20+08:00"})"));
  REQUIRE(hall.at(3, "finish").status == 200);
  CHECK(at_counters().empty());
}

TEST_CASE("An unknown reason of a pause is answered with the ones there are") {
  Hall hall;
  REQUIRE(hall.at(3, "open").status == 204);
  const auto unknown = hall.at(3, "pause", R"({"reason":"holiday"})");
  CHECK(unknown.status == 400);
  CHECK(unknown.text("field") == "reason");
  CHECK(unknown.text("detail").find("rest, meal, handover, device or other") != std::string::npos);
}

TEST_CASE("A party has adjacent numbers and is called once; numbers of a lane have no gap") {
  Hall hall;
  CHECK(hall.take().text("number") == "A001");
  const auto party = hall.take(R"({"services":["passport_renewal","advice","taiwan_permit"]})");
  REQUIRE(party.status == 201);
  CHECK(party.text("number") == "A002");
  CHECK(party.json().at("numbers") == json::array{"A002", "A003", "A004"});
  CHECK(party.json().at("services").as_array().size() == 3);
  CHECK(party.json().at("ahead") == 1);
  CHECK(hall.take(R"({"service":"collection"})").text("number") == "D001");
  const auto priority = hall.take(R"({"service":"passport_renewal","priority":"senior"})");
  CHECK(priority.text("number") == "A005");
  CHECK(priority.text("priority") == "senior");
  CHECK(priority.json().at("ahead") == 0);

  REQUIRE(hall.at(1, "open").status == 204);
  CHECK(of_ticket(hall.at(1, "call-next"), "number") == "A005");
  REQUIRE(hall.at(2, "open").status == 204);
  CHECK(of_ticket(hall.at(2, "call-next"), "number") == "A001");
  REQUIRE(hall.at(4, "open").status == 204);
  const auto called = hall.at(4, "call-next");
  CHECK(called.json().at("ticket").at("numbers").as_array().size() == 3);
  REQUIRE(hall.at(5, "open").status == 204);
  CHECK(hall.at(5, "call-next").status == 204);
}

TEST_CASE(
    "Who comes with an appointment gets a ticket at the check-in, the same for the same key") {
  ApiServer server;
  auto client = server.connect();
  const auto booked = client.post("/v1/appointments", wish(documents("2026-06-13", "1000"), {{1}}),
                                  server.citizen(1));
  REQUIRE(booked.status == 201);
  server.restart_at("2026-06-13T09:45:00+08:00");
  client = server.connect();
  const std::string path = "/v1/halls/330100/check-ins";
  const auto first = client.post(path, code_body(booked.text("code")), server.kiosk(), "key");
  REQUIRE(first.status == 201);
  CHECK(first.text("number") == "A001");
  CHECK(first.json().at("booked") == true);
  CHECK(first.json().as_object().contains("wait_p50_minutes"));
  CHECK(first.json().as_object().contains("wait_p90_minutes"));
  const auto again = client.post(path, code_body(booked.text("code")), server.kiosk(), "key");
  CHECK(again.status == 201);
  CHECK(again.body == first.body);
  const auto appointment = client.get("/v1/appointments/" + booked.text("id"));
  CHECK(appointment.text("status") == "checked_in");
  CHECK(appointment.text("ticket_id") == first.text("id"));
  CHECK(client.get("/v1/tickets/" + appointment.text("ticket_id")).json().at("ahead") == 0);
  const auto listed = client.get("/v1/me/appointments", server.citizen(1));
  REQUIRE(listed.status == 200);
  CHECK_FALSE(listed.json().at("appointments").at(0).as_object().contains("ticket_id"));
}

TEST_CASE("A missed visitor returns once, and is a no-show the second time") {
  Hall hall;
  const auto id = hall.take().text("id");
  REQUIRE(hall.at(1, "open").status == 204);
  for (const std::string outcome : {"waiting", "no_show"}) {
    REQUIRE(hall.at(1, "call-next").status == 200);
    CHECK(hall.at(1, "miss").text("code") == "recall_first");
    for (int i = 0; i < 3; ++i) {
      hall.pass(15);
      CHECK(hall.at(1, "recall").status == 200);
    }
    CHECK(hall.at(1, "recall").text("code") == "recalls_spent");
    CHECK(hall.at(1, "miss").text("code") == "recall_pause");
    hall.pass(15);
    CHECK(of_ticket(hall.at(1, "miss"), "status") == outcome);
    CHECK(hall.ticket(id).text("status") == outcome);
  }
}

TEST_CASE("A parked visitor is called by name only, a transferred one waits in the other lane") {
  Hall hall;
  const auto id = hall.take().text("id");
  REQUIRE(hall.at(1, "open").status == 204);
  REQUIRE(hall.at(1, "call-next").status == 200);
  CHECK(of_ticket(hall.at(1, "park"), "status") == "parked");
  const auto parked = hall.ticket(id);
  CHECK(parked.text("status") == "parked");
  CHECK_FALSE(parked.json().as_object().contains("counter"));
  CHECK(hall.at(1, "call-next").status == 204);
  CHECK(of_ticket(hall.at(1, "call-next", R"({"ticket":")" + id + R"("})"), "id") == id);
  const auto moved = hall.at(1, "transfer", transfer_to("collection"));
  CHECK(of_ticket(moved, "lane") == "collection");
  CHECK(of_ticket(moved, "number") == "A001");
  CHECK(hall.ticket(id).text("lane") == "collection");
  REQUIRE(hall.at(2, "open", R"({"lanes":["collection"]})").status == 204);
  CHECK(of_ticket(hall.at(2, "call-next"), "id") == id);
}

TEST_CASE("Who has the ticket may give it up, until it is served") {
  Hall hall;
  const auto id = hall.take().text("id");
  CHECK(hall.client.del("/v1/tickets/" + id).status == 204);
  CHECK(hall.ticket(id).text("status") == "left");
  CHECK(hall.client.del("/v1/tickets/" + id).text("code") == "wrong_state");
  REQUIRE(hall.at(1, "open").status == 204);
  CHECK(hall.at(1, "call-next").status == 204);
  const auto served = hall.take().text("id");
  REQUIRE(hall.at(1, "call-next").status == 200);
  REQUIRE(hall.at(1, "serve").status == 200);
  CHECK(hall.client.del("/v1/tickets/" + served).text("code") == "wrong_state");
}

TEST_CASE("What cannot be done in the hall is refused with its own code") {
  Hall hall;
  REQUIRE(hall.at(1, "open").status == 204);  // nobody
  REQUIRE(hall.at(2, "open").status == 204);  // called
  REQUIRE(hall.at(3, "open").status == 204);  // paused
  REQUIRE(hall.at(3, "pause").status == 204);
  const auto called = hall.take().text("id");
  REQUIRE(hall.at(2, "call-next").status == 200);
  const std::string zero(32, '0');
  const std::string code = offpeak::scheduler::format_code(offpeak::scheduler::KioskCode{1});
  const std::string one = std::string(31, '0') + '1';
  struct Row {
    std::string path;  // behind the hall
    std::string body;
    int status;
    std::string code;
    std::string field{};
  };
  const std::vector<Row> rows{
      {"counters/99/open", "", 404, "unknown_counter"},
      {"counters/99/call-next", "", 404, "unknown_counter"},
      {"counters/x/call-next", "", 404, "unknown_counter"},
      {"counters/01/call-next", "", 404, "unknown_counter"},
      {"counters/65537/call-next", "", 404, "unknown_counter"},
      {"counters/4/call-next", "", 409, "counter_closed"},
      {"counters/4/pause", "", 409, "counter_closed"},
      {"counters/4/serve", "", 409, "counter_closed"},
      {"counters/3/call-next", "", 409, "counter_closed"},
      {"counters/2/call-next", "", 409, "counter_busy"},
      {"counters/1/recall", "", 409, "no_visitor"},
      {"counters/1/undo", "", 409, "no_visitor"},
      {"counters/4/undo", "", 409, "counter_closed"},
      {"counters/1/serve", "", 409, "no_visitor"},
      {"counters/1/finish", "", 409, "no_visitor"},
      {"counters/1/miss", "", 409, "no_visitor"},
      {"counters/1/park", "", 409, "no_visitor"},
      {"counters/1/transfer", transfer_to("collection"), 409, "no_visitor"},
      {"counters/2/finish", "", 409, "no_visitor"},
      {"counters/2/miss", "", 409, "recall_first"},
      {"counters/2/transfer", transfer_to("documents"), 409, "wrong_lane"},
      {"counters/2/transfer", transfer_to("nowhere"), 400, "invalid_field", "lane"},
      {"counters/2/transfer", "{}", 400, "invalid_field", "lane"},
      {"counters/1/call-next", R"({"ticket":"x"})", 400, "invalid_field", "ticket"},
      {"counters/1/call-next", R"({"ticket":")" + zero + "\"}", 400, "invalid_field", "ticket"},
      {"counters/1/call-next", R"({"ticket":")" + one + "\"}", 404, "not_found"},
      {"counters/1/call-next", R"({"ticket":")" + called + "\"}", 409, "wrong_state"},
      {"counters/1/open", R"({"lanes":[]})", 400, "invalid_field", "lanes"},
      {"counters/1/open", R"({"lanes":["documents","x"]})", 400, "invalid_field", "lanes[1]"},
      {"counters/1/open", R"({"lane":"documents"})", 400, "invalid_field", "lane"},
      {"counters/1/pause", R"({"reason":"holiday"})", 400, "invalid_field", "reason"},
      {"counters/1/pause", R"({"reason":""})", 400, "invalid_field", "reason"},
      {"counters/1/pause", R"({"reason":1})", 400, "invalid_field", "reason"},
      {"counters/1/pause", R"({"why":"meal"})", 400, "invalid_field", "why"},
      {"counters/2/finish", R"({"documents":-1})", 400, "invalid_field", "documents"},
      {"counters/2/finish", R"({"documents":100})", 400, "invalid_field", "documents"},
      {"counters/2/finish", R"({"services":["x"]})", 400, "invalid_field", "services[0]"},
      {"tickets", R"({})", 400, "invalid_field", "service"},
      {"tickets", R"({"service":"x"})", 400, "invalid_field", "service"},
      {"tickets", R"({"services":[]})", 400, "invalid_field", "services"},
      {"tickets", R"({"services":["advice","advice","advice","advice","advice"]})", 400,
       "invalid_field", "services"},
      {"tickets", R"({"service":"advice","services":["advice"]})", 400, "invalid_field", "service"},
      {"tickets", R"({"service":"advice","priority":"none"})", 400, "invalid_field", "priority"},
      {"tickets", R"({"services":["advice","collection"]})", 409, "wrong_lane"},
      {"check-ins", code_body(code), 404, "not_found"},
      {"check-ins", R"({"code":")" + code + R"(","priority":"old"})", 400, "invalid_field",
       "priority"},
  };
  for (const auto& row : rows) {
    CAPTURE(row.path);
    CAPTURE(row.body);
    const auto reply =
        hall.client.post("/v1/halls/330100/" + row.path, row.body, hall.server.staff());
    CHECK(reply.status == row.status);
    CHECK(reply.text("code") == row.code);
    CHECK(reply.text("field") == row.field);
  }
  CHECK(hall.ticket("x").status == 404);
  CHECK(hall.ticket(one).status == 404);
  CHECK(hall.client.del("/v1/tickets/" + one).status == 404);
  CHECK(hall.ticket(called).text("status") == "called");
}

TEST_CASE("Shortly before closing a walk-in is told when to come, and where to go now") {
  auto city = hangzhou();
  city.halls.front().rules.last_tickets = offpeak::config::minutes{60};
  Hall hall{{.city = city, .now = "2026-06-13T16:40:00+08:00"}};
  // Of the halls near by this one alone has a counter that calls.
  const auto clerk = hall.server.token(offpeak::scheduler::Role::staff, 330106);
  REQUIRE(hall.client.post("/v1/halls/330106/counters/1/open", "", clerk).status == 204);
  const auto reply = hall.take();
  CHECK(reply.status == 409);
  CHECK(reply.text("code") == "numbers_ended");
  CHECK(reply.header("Retry-After").empty());
  CHECK(reply.text("opens_at") == "2026-06-14T08:30:00+08:00");
  CHECK(reply.json().at("nearest_hall").at("hall") == "330106");
  const std::string zh{reply.json().at("message").at("zh").as_string()};
  CAPTURE(zh);
  CHECK(zh.find("现在还能取号的最近的大厅是") != std::string::npos);
  CHECK(zh.find("6月14日（星期日）08:30") != std::string::npos);
}

TEST_CASE("At night the hall gives out no numbers") {
  Hall hall{{.now = "2026-06-13T22:00:00+08:00"}};
  const auto reply = hall.take();
  CHECK(reply.status == 409);
  CHECK(reply.text("code") == "hall_closed");
  CHECK(reply.text("opens_at") == "2026-06-14T08:30:00+08:00");
  const std::string zh{reply.json().at("message").at("zh").as_string()};
  CHECK(zh.find("6月14日（星期日）08:30") != std::string::npos);
}

TEST_CASE("A repeated call-next with its key is the same call, byte for byte") {
  Hall hall;
  hall.take();
  hall.take();
  REQUIRE(hall.at(1, "open").status == 204);
  const auto first = hall.at(1, "call-next", "", "one");
  REQUIRE(first.status == 200);
  REQUIRE(hall.at(1, "serve").status == 200);
  REQUIRE(hall.at(1, "finish", R"({"services":["advice"]})").status == 200);
  const auto again = hall.at(1, "call-next", "", "one");
  CHECK(again.status == 200);
  CHECK(again.body == first.body);
  CHECK(hall.at(2, "call-next", "", "one").text("code") == "idempotency_mismatch");
  // It called nobody: the second visitor is still there for a new key.
  const auto next = hall.at(1, "call-next", "", "two");
  CHECK(of_ticket(next, "number") == "A002");
  REQUIRE(hall.at(1, "park").status == 200);
  CHECK(hall.at(1, "call-next", "", "three").status == 204);
  hall.take();
  CHECK(hall.at(1, "call-next", "", "three").status == 204);
  CHECK(hall.at(1, "call-next", "", "four").status == 200);
}

TEST_CASE("Two clerks who call at the same time never get the same ticket") {
  constexpr int tickets = 200;
  auto city = hangzhou();
  city.limits.kiosk_numbers_burst = tickets;
  Hall hall{{.city = city, .now = in_the_morning, .threads = 2}};
  for (int i = 0; i < tickets; ++i) REQUIRE(hall.take().status == 201);
  const std::string staff = hall.server.staff();
  std::array<std::vector<std::string>, 2> called;
  std::atomic<int> ready{0};
  {
    std::vector<std::jthread> clerks;
    for (std::size_t clerk = 0; clerk < called.size(); ++clerk) {
      clerks.emplace_back([&, clerk] {
        auto client = hall.server.connect();
        const std::string path = "/v1/halls/330100/counters/" + std::to_string(clerk + 1) + "/";
        client.post(path + "open", "", staff);
        for (++ready; ready < 2;) std::this_thread::yield();
        for (;;) {
          const auto call = client.post(path + "call-next", "", staff);
          if (call.status != 200) break;
          called[clerk].push_back(of_ticket(call, "id"));
          client.post(path + "serve", "", staff);
          client.post(path + "finish", "", staff);
        }
      });
    }
  }
  std::set<std::string> different;
  for (const auto& ids : called) different.insert(ids.begin(), ids.end());
  CHECK(called[0].size() + called[1].size() == tickets);
  CHECK(different.size() == tickets);
}

// The day of the visit: checking in, not showing up, and what follows from it.
#include <doctest/doctest.h>

#include <boost/json.hpp>

#include "tests/api/api_server.hpp"
#include "tests/api/requests.hpp"

using namespace offpeak::testing;

namespace {

const std::string slot = documents("2026-06-13", "1000");
const std::string check_ins = "/v1/halls/330100/check-ins";

/// A booking for ten o'clock, made at eight.
struct Booked {
  /// Booked in the first morning that the tests know of, and `now` is later.
  explicit Booked(const std::string& now, const std::string& booked_at = ApiServerOptions{}.now)
      : server{{.now = booked_at}} {
    const auto booked = client.post("/v1/appointments", wish(slot, {{1}}), server.citizen(1));
    REQUIRE(booked.status == 201);
    id = booked.text("id");
    code = booked.text("code");
    server.restart_at(now);
    client = server.connect();
  }
  HttpReply check_in(const std::string& token) {
    return client.post(check_ins, code_body(code), token);
  }
  std::string status() { return client.get("/v1/appointments/" + id).text("status"); }

  ApiServer server;
  HttpClient client = server.connect();
  std::string id;
  std::string code;
};

}  // namespace

TEST_CASE("One checks in from half an hour before the slot to half an hour after its start") {
  struct Row {
    std::string now;
    int status;
    std::string outcome;
    std::string afterwards;
  };
  for (const auto& row : std::vector<Row>{
           {"2026-06-13T09:29:59.999+08:00", 409, "too_early", "booked"},
           {"2026-06-13T09:30:00+08:00", 201, "waiting", "checked_in"},
           {"2026-06-13T10:15:00+08:00", 201, "waiting", "checked_in"},
           {"2026-06-13T10:30:00+08:00", 201, "waiting", "checked_in"},
           {"2026-06-13T10:30:00.001+08:00", 409, "too_late", "no_show"},
           {"2026-06-13T10:31:00+08:00", 409, "too_late", "no_show"},
       }) {
    CAPTURE(row.now);
    Booked booked{row.now};
    const auto reply = booked.check_in(booked.server.kiosk());
    CHECK(reply.status == row.status);
    CHECK(reply.text(row.status == 201 ? "status" : "code") == row.outcome);
    CHECK(booked.status() == row.afterwards);
  }
}

TEST_CASE("A hall's own kiosk and staff check in, and an admin anywhere") {
  using offpeak::scheduler::Role;
  Booked booked{"2026-06-13T09:45:00+08:00"};
  const auto& server = booked.server;
  CHECK(booked.check_in(server.token(Role::kiosk, 330102)).status == 403);
  CHECK(booked.check_in(server.token(Role::staff, 330102)).status == 403);
  CHECK(booked.check_in(server.token(Role::staff)).status == 403);
  CHECK(booked.check_in(server.citizen(1)).status == 403);
  CHECK(booked.check_in(server.token(Role::display, 330100)).status == 403);
  CHECK(booked.status() == "booked");
  CHECK(booked.check_in(server.admin()).status == 201);
  const auto again = booked.check_in(server.staff());
  CHECK(again.status == 201);
}

TEST_CASE("A lost paper is printed again with the same number, and counted") {
  Booked booked{"2026-06-13T09:45:00+08:00"};
  const auto first = booked.check_in(booked.server.kiosk());
  REQUIRE(first.status == 201);
  const auto again = booked.check_in(booked.server.staff());
  CHECK(again.status == 201);
  CHECK(again.body == first.body);
  const auto metrics = booked.client.get("/metrics");
  CHECK(metrics.body.find("offpeak_ticket_reprints_total 1") != std::string::npos);
  const auto audit =
      booked.client.get("/v1/operations/audit?limit=1", booked.server.admin()).json();
  CHECK(audit.at("entries").at(0).at("action") == "reprint_ticket");
  CHECK(audit.at("entries").at(0).at("subject").as_string() == first.text("id"));
}

TEST_CASE(
    "Who shows a document in the wrong hall or on the wrong day learns where and when to come") {
  struct Row {
    std::string now;
    std::string hall;
    std::string zh;
  };
  for (const auto& row : std::vector<Row>{
           {"2026-06-13T09:45:00+08:00", "330102", "请按预约的时间和地点前往"},
           {"2026-06-12T09:45:00+08:00", "330100", "请按预约的时间和地点前往"},
           {"2026-06-14T09:45:00+08:00", "330100", "时间已经过了"},
       }) {
    CAPTURE(row.now);
    Booked booked{row.now, "2026-06-12T09:30:00+08:00"};
    const auto refused =
        booked.client.post("/v1/halls/" + row.hall + "/check-ins",
                           R"({"id_number":")" + offpeak::testing::resident_number(1) + R"("})",
                           booked.server.admin());
    CHECK(refused.status == 409);
    CHECK(refused.text("code") == "appointment_elsewhere");
    const auto body = refused.json();
    CHECK(body.at("appointment").at("hall") == "330100");
    CHECK(body.at("appointment").at("start") == "2026-06-13T10:00:00+08:00");
    const auto name = body.at("appointment").at("hall_name").at("zh").as_string();
    const std::string zh{body.at("message").at("zh").as_string()};
    CHECK(zh.find(std::string{name}) != std::string::npos);
    CHECK(zh.find("6月13日（星期六）10:00") != std::string::npos);
    CHECK(zh.find(row.zh) != std::string::npos);
  }
}

TEST_CASE("A code is read as people type it, and must be one of this hall and day") {
  Booked booked{"2026-06-13T09:45:00+08:00"};
  auto& client = booked.client;
  const std::string kiosk = booked.server.kiosk();
  const auto malformed = client.post(check_ins, code_body("12345"), kiosk);
  CHECK(malformed.status == 400);
  CHECK(malformed.text("field") == "code");
  const auto other_hall =
      client.post("/v1/halls/330102/check-ins", code_body(booked.code), booked.server.admin());
  CHECK(other_hall.status == 404);
  CHECK(other_hall.text("code") == "not_found");
  CHECK(client.post("/v1/halls/999999/check-ins", code_body(booked.code), booked.server.admin())
            .status == 404);
  CHECK(
      client.post("/v1/halls/x/check-ins", code_body(booked.code), booked.server.admin()).status ==
      404);
  std::string typed = booked.code;
  for (char& c : typed) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  CHECK(client.post(check_ins, code_body(typed), kiosk).status == 201);
}

TEST_CASE(
    "Who checked in cannot cancel or move any more, and has left when the day ends unserved") {
  Booked booked{"2026-06-13T09:45:00+08:00"};
  REQUIRE(booked.check_in(booked.server.kiosk()).status == 201);
  const std::string path = "/v1/appointments/" + booked.id;
  const std::string token = booked.server.citizen(1);
  CHECK(booked.client.post(path + "/cancel", "", token).text("code") == "wrong_state");
  CHECK(booked.client.post(path + "/reschedule", slot_body(documents("2026-06-14", "1000")), token)
            .text("code") == "wrong_state");
  booked.server.restart_at("2026-06-14T00:00:00+08:00");
  booked.client = booked.server.connect();
  CHECK(booked.status() == "left");
}

TEST_CASE("An appointment is done when its visitor has been served") {
  Booked booked{"2026-06-13T10:00:00+08:00"};
  REQUIRE(booked.check_in(booked.server.kiosk()).status == 201);
  for (const std::string action : {"open", "call-next", "serve", "finish"}) {
    CAPTURE(action);
    const auto reply =
        booked.client.post("/v1/halls/330100/counters/1/" + action, "", booked.server.staff());
    CHECK(reply.status / 100 == 2);
  }
  CHECK(booked.status() == "done");
}

TEST_CASE("Three no-shows suspend booking, for a month") {
  ApiServer server;
  auto client = server.connect();
  const std::string token = server.citizen(1);
  // Three services of one visit, then two more visits.
  for (const auto& service : {"passport_renewal", "taiwan_permit", "advice"}) {
    REQUIRE(client.post("/v1/appointments", wish(slot, {{1, service}}), token).status == 201);
  }
  for (const std::string day : {"2026-06-14", "2026-06-15"}) {
    const std::string next = documents(day, "1000");
    const auto at_night = day.substr(0, 8) + std::to_string(std::stoi(day.substr(8)) - 1);
    server.restart_at(at_night + "T20:00:00+08:00");
    client = server.connect();
    CHECK(client.post("/v1/appointments", wish(next, {{1}}), token).status == 201);
  }
  server.restart_at("2026-06-15T10:31:00+08:00");
  client = server.connect();
  const auto list = client.get("/v1/me/appointments", token).json();
  CHECK(list.at("appointments").as_array().size() == 5);
  for (const auto& appointment : list.at("appointments").as_array()) {
    CHECK(appointment.at("status") == "no_show");
  }
  const std::string body = wish(documents("2026-06-16", "1000"), {{1}});
  for (const std::string path : {"/v1/appointments", "/v1/holds", "/v1/waitlist"}) {
    CAPTURE(path);
    const auto reply = client.post(path, body, token);
    CHECK(reply.status == 409);
    CHECK(reply.text("code") == "suspended");
  }
  // The hotline is outside the limits on requests, not outside the rules.
  CHECK(client.post("/v1/appointments", body, server.hotline()).text("code") == "suspended");

  server.restart_at("2026-07-15T10:00:00+08:00");
  client = server.connect();
  CHECK(
      client
          .post("/v1/appointments", wish(documents("2026-07-16", "1000"), {{1}}), server.citizen(1))
          .status == 201);
}

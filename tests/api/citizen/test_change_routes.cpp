// Rescheduling and cancelling.
#include <doctest/doctest.h>

#include <boost/json.hpp>

#include "tests/api/api_server.hpp"
#include "tests/api/requests.hpp"

using namespace offpeak::testing;

namespace {

const std::string monday = documents("2026-06-15", "1000");
const std::string tuesday = documents("2026-06-16", "1000");

std::string book(ApiServer& server, HttpClient& client, const std::string& slot,
                 const Person& person) {
  const auto booked =
      client.post("/v1/appointments", wish(slot, {person}), server.citizen(person.n));
  REQUIRE_MESSAGE(booked.status == 201, booked.body);
  return booked.text("id");
}

HttpReply cancel(HttpClient& client, const std::string& id, const std::string& token) {
  return client.post("/v1/appointments/" + id + "/cancel", "", token);
}

HttpReply move(HttpClient& client, const std::string& id, const std::string& slot,
               const std::string& token) {
  return client.post("/v1/appointments/" + id + "/reschedule", slot_body(slot), token);
}

}  // namespace

TEST_CASE("An appointment moves to another slot under a new id, and the two name each other") {
  ApiServer server;
  auto client = server.connect();
  const std::string old_id = book(server, client, monday, {1});
  const auto moved = move(client, old_id, tuesday, server.citizen(1));
  REQUIRE(moved.status == 201);
  CHECK(moved.text("status") == "booked");
  CHECK(moved.text("slot") == tuesday);
  CHECK(moved.text("reschedules") == old_id);
  CHECK(moved.text("id") != old_id);
  const auto old_one = client.get("/v1/appointments/" + old_id);
  CHECK(old_one.text("status") == "rescheduled");
  CHECK(old_one.text("rescheduled_to") == moved.text("id"));
  CHECK(client.get("/v1/appointments/" + moved.text("id")).body == moved.body);
  CHECK(client.get("/v1/appointments/" + old_id + ".ics").body ==
        client.get("/v1/appointments/" + moved.text("id") + ".ics").body);
  const auto list = client.get("/v1/me/appointments", server.citizen(1)).json().at("appointments");
  REQUIRE(list.as_array().size() == 2);
  CHECK(list.at(0).at("id").as_string() == moved.text("id"));
  CHECK(list.at(1).at("id").as_string() == old_id);
}

TEST_CASE("Who may not, whence not and where not to reschedule") {
  ApiServer server{{.city = city_with_slots_of(6)}};
  auto client = server.connect();
  const std::string id = book(server, client, monday, {1});
  book(server, client, tuesday, {2});
  const std::string token = server.citizen(1);
  const std::string cancelled = book(server, client, documents("2026-06-17", "1000"), {3});
  REQUIRE(cancel(client, cancelled, server.citizen(3)).status == 200);

  CHECK(move(client, id, documents("2026-06-17", "1030"), server.citizen(2)).status == 403);
  struct Row {
    std::string id;
    std::string slot;
    int status;
    std::string code;
  };
  const std::string nowhere(32, '0');
  for (const auto& row : std::vector<Row>{
           {id, tuesday, 409, "slot_full"},
           {id, monday, 409, "already_booked"},
           {id, documents("2026-06-19", "1000"), 404, "unknown_slot"},
           {id, documents("2026-06-12", "1000"), 409, "outside_horizon"},
           {id, "330100.collection.2026-06-15.1000", 409, "wrong_lane"},
           {nowhere, tuesday, 404, "not_found"},
           {"x", tuesday, 404, "not_found"},
       }) {
    CAPTURE(row.code);
    const auto reply = move(client, row.id, row.slot, token);
    CHECK(reply.status == row.status);
    CHECK(reply.text("code") == row.code);
  }
  CHECK(move(client, cancelled, documents("2026-06-17", "1030"), server.citizen(3)).text("code") ==
        "wrong_state");
  const auto malformed =
      client.post("/v1/appointments/" + id + "/reschedule", R"({"slot":"soon"})", token);
  CHECK(malformed.status == 400);
  CHECK(malformed.text("field") == "slot");
  CHECK(client.get("/v1/appointments/" + id).text("status") == "booked");

  // The hotline may, for anyone.
  CHECK(move(client, id, documents("2026-06-17", "1030"), server.hotline()).status == 201);
}

TEST_CASE("A move to a slot that is not released yet is refused") {
  ApiServer server;
  auto client = server.connect();
  const std::string id = book(server, client, monday, {1});
  CHECK(move(client, id, documents("2026-06-27", "1000"), server.citizen(1)).text("code") ==
        "not_released");
}

TEST_CASE("A cancellation is free until five on the day before, then late, then impossible") {
  struct Row {
    std::string now;
    int status;
    std::string outcome;
  };
  for (const auto& row : std::vector<Row>{
           {"2026-06-14T16:59:59+08:00", 200, "cancelled"},
           {"2026-06-14T17:00:00+08:00", 200, "late_cancelled"},
           {"2026-06-15T09:59:59+08:00", 200, "late_cancelled"},
           {"2026-06-15T10:00:00+08:00", 409, "wrong_state"},
       }) {
    CAPTURE(row.now);
    ApiServer server;
    auto client = server.connect();
    const std::string id = book(server, client, monday, {1});
    server.restart_at(row.now);
    client = server.connect();
    const auto reply = cancel(client, id, server.citizen(1));
    CHECK(reply.status == row.status);
    CHECK(reply.text(row.status == 200 ? "status" : "code") == row.outcome);
  }
}

TEST_CASE("Only its people and the hotline cancel an appointment, and only once") {
  ApiServer server;
  auto client = server.connect();
  const auto party = client.post("/v1/appointments", wish(monday, {{1}, {2}}), server.citizen(1));
  REQUIRE(party.status == 201);
  CHECK(cancel(client, party.text("id"), server.citizen(3)).status == 403);
  CHECK(client.get("/v1/appointments/" + party.text("id")).text("status") == "booked");
  CHECK(cancel(client, party.text("id"), server.citizen(2)).status == 403);  // a companion
  CHECK(cancel(client, party.text("id"), server.citizen(1)).text("status") == "cancelled");
  CHECK(cancel(client, party.text("id"), server.citizen(1)).text("code") == "wrong_state");
  CHECK(cancel(client, std::string(32, 'f'), server.citizen(1)).status == 404);
  CHECK(cancel(client, "x", server.citizen(1)).status == 404);
  const std::string id = book(server, client, monday, {4});
  CHECK(cancel(client, id, server.admin()).text("status") == "cancelled");
}

TEST_CASE("A cancelled place comes back after a while, not at once") {
  ApiServer server{{.city = city_with_slots_of(6)}};
  auto client = server.connect();
  const std::string id = book(server, client, monday, {1});
  REQUIRE(cancel(client, id, server.citizen(1)).status == 200);
  const auto book_again = [&] {
    return client.post("/v1/appointments", wish(monday, {{2}}), server.citizen(2));
  };
  CHECK(book_again().text("code") == "slot_full");
  server.restart_at("2026-06-13T08:04:59+08:00");  // 5 to 60 minutes, drawn at random
  client = server.connect();
  CHECK(book_again().text("code") == "slot_full");
  server.restart_at("2026-06-13T09:00:01+08:00");
  client = server.connect();
  CHECK(book_again().status == 201);
}

TEST_CASE("A move counts like a cancellation, and ends at the same limit") {
  ApiServer server;
  auto client = server.connect();
  const std::string token = server.citizen(1);
  std::string id = book(server, client, monday, {1});
  for (int i = 0; i < 5; ++i) {
    const auto moved = move(client, id, i % 2 == 0 ? tuesday : monday, token);
    REQUIRE(moved.status == 201);
    id = moved.text("id");
  }
  const auto refused = move(client, id, monday, token);
  CHECK(refused.status == 409);
  CHECK(refused.text("code") == "cancellation_limit");
  CHECK(client.get("/v1/appointments/" + id).text("status") == "booked");
}

TEST_CASE("Who cancelled five times lately cannot book or wait") {
  ApiServer server;
  auto client = server.connect();
  const std::string token = server.citizen(1);
  for (int i = 0; i < 5; ++i) {
    const std::string id = book(server, client, monday, {1});
    REQUIRE(cancel(client, id, token).status == 200);
  }
  for (const std::string path : {"/v1/appointments", "/v1/holds", "/v1/waitlist"}) {
    CAPTURE(path);
    CHECK(client.post(path, wish(monday, {{1}}), token).text("code") == "cancellation_limit");
  }
}

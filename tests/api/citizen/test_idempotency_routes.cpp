#include <doctest/doctest.h>

#include "tests/api/api_server.hpp"
#include "tests/api/requests.hpp"

using namespace offpeak::testing;

namespace {

const std::string slot = documents("2026-06-15", "1000");

}  // namespace

TEST_CASE("The same key and request have the same reply, byte for byte, and book once") {
  ApiServer server;
  auto client = server.connect();
  const std::string body = wish(slot, {{1}});
  const auto first = client.post("/v1/appointments", body, server.citizen(1), "key-1");
  REQUIRE(first.status == 201);
  const auto second = client.post("/v1/appointments", body, server.citizen(1), "key-1");
  CHECK(second.status == 201);
  CHECK(second.body == first.body);
  const auto mine = client.get("/v1/me/appointments", server.citizen(1));
  CHECK(mine.body == R"({"appointments":[)" + first.body + "]}");
}

TEST_CASE("Every kind of POST repeats its first reply, also after its subject has changed") {
  ApiServer server{{.city = city_with_slots_of(12)}};
  auto client = server.connect();
  const std::string token = server.citizen(1);
  struct Sent {
    std::string path;
    std::string body;
    std::string token;
    HttpReply reply;
  };
  std::vector<Sent> sent;
  const auto post = [&](const std::string& path, const std::string& body, const std::string& by) {
    const std::string key = "key-" + std::to_string(sent.size());
    sent.push_back({path, body, by, client.post(path, body, by, key)});
    REQUIRE_MESSAGE(sent.back().reply.status < 300, sent.back().reply.body);
    return sent.back().reply.text("id");
  };
  const std::string later = documents("2026-06-15", "1030");
  const std::string id = post("/v1/holds", wish(slot, {{1}}), token);
  post("/v1/appointments", hold_body(id), token);
  const std::string moved = post("/v1/appointments/" + id + "/reschedule", slot_body(later), token);
  post("/v1/appointments/" + moved + "/cancel", "", token);
  post("/v1/appointments", wish(later, {{2}}), server.citizen(2));
  const std::string waiting = post("/v1/waitlist", wish(later, {{3}}), server.citizen(3));
  REQUIRE(client.del("/v1/waitlist/" + waiting, server.citizen(3)).status == 204);

  const auto check_all = [&] {
    for (std::size_t i = 0; i < sent.size(); ++i) {
      CAPTURE(sent[i].path);
      const auto again =
          client.post(sent[i].path, sent[i].body, sent[i].token, "key-" + std::to_string(i));
      CHECK(again.status == sent[i].reply.status);
      CHECK(again.body == sent[i].reply.body);
      CHECK(again.header("Content-Type") == sent[i].reply.header("Content-Type"));
    }
  };
  check_all();
  server.restart_at("2026-06-13T18:00:00+08:00");
  client = server.connect();
  check_all();
}

TEST_CASE("A check-in is repeated, not refused as a second one") {
  ApiServer server{{.now = "2026-06-15T09:45:00+08:00"}};
  auto client = server.connect();
  const auto booked = client.post("/v1/appointments", wish(slot, {{1}}), server.citizen(1));
  const std::string path = "/v1/halls/330100/check-ins";
  const auto first = client.post(path, code_body(booked.text("code")), server.kiosk(), "in");
  REQUIRE(first.status == 201);
  const auto again = client.post(path, code_body(booked.text("code")), server.kiosk(), "in");
  CHECK(again.status == 201);
  CHECK(again.body == first.body);
}

TEST_CASE("A refusal is repeated too, although it would succeed by now") {
  ApiServer server{{.city = city_with_slots_of(6)}};
  auto client = server.connect();
  const auto held = client.post("/v1/holds", wish(slot, {{1}}), server.citizen(1));
  const std::string body = wish(slot, {{2}});
  const auto refused = client.post("/v1/appointments", body, server.citizen(2), "key");
  REQUIRE(refused.text("code") == "slot_full");
  REQUIRE(client.del("/v1/holds/" + held.text("id"), server.citizen(1)).status == 204);
  const auto again = client.post("/v1/appointments", body, server.citizen(2), "key");
  CHECK(again.status == 409);
  CHECK(again.body == refused.body);
  CHECK(client.post("/v1/appointments", body, server.citizen(2), "another").status == 201);
}

TEST_CASE("The same key with another request is a conflict and does nothing") {
  ApiServer server;
  auto client = server.connect();
  const std::string token = server.citizen(1);
  const std::string body = wish(slot, {{1}});
  const auto first = client.post("/v1/appointments", body, token, "key");
  REQUIRE(first.status == 201);
  for (const std::string& other :
       {wish(documents("2026-06-15", "1030"), {{1}}), wish(slot, {{1, "advice"}}), body + " "}) {
    const auto reply = client.post("/v1/appointments", other, token, "key");
    CHECK(reply.status == 409);
    CHECK(reply.text("code") == "idempotency_mismatch");
  }
  const auto mine = client.get("/v1/me/appointments", token);
  CHECK(mine.body == R"({"appointments":[)" + first.body + "]}");
}

TEST_CASE("A key means nothing to another caller or another route") {
  ApiServer server;
  auto client = server.connect();
  const auto first = client.post("/v1/appointments", wish(slot, {{1}}), server.citizen(1), "key");
  const auto second = client.post("/v1/appointments", wish(slot, {{2}}), server.citizen(2), "key");
  const auto third =
      client.post("/v1/holds", wish(slot, {{1, "advice"}}), server.citizen(1), "key");
  CHECK(first.status == 201);
  CHECK(second.status == 201);
  CHECK(third.status == 201);
  CHECK(second.text("id") != first.text("id"));
  // The token is not the caller: a new one of the same citizen repeats the reply.
  CHECK(client.post("/v1/appointments", wish(slot, {{1}}), server.citizen(1), "key").body ==
        first.body);
}

TEST_CASE("A key is kept for a day") {
  ApiServer server;
  auto client = server.connect();
  const std::string body = wish(slot, {{1}});
  const auto first = client.post("/v1/appointments", body, server.citizen(1), "key");
  server.restart_at("2026-06-14T07:59:59+08:00");
  client = server.connect();
  CHECK(client.post("/v1/appointments", body, server.citizen(1), "key").body == first.body);
  server.restart_at("2026-06-14T08:00:00+08:00");
  client = server.connect();
  CHECK(client.post("/v1/appointments", body, server.citizen(1), "key").text("code") ==
        "already_booked");
}

TEST_CASE("A key is 1 to 64 visible characters") {
  ApiServer server;
  auto client = server.connect();
  std::uint64_t n = 1;
  for (const std::string& key : {std::string{"a"}, std::string{"!~"}, std::string(64, 'k')}) {
    CHECK(client.post("/v1/appointments", wish(slot, {{n}}), server.citizen(n), key).status == 201);
    ++n;
  }
  for (const std::string& key :
       {std::string(65, 'k'), std::string{"two words"}, std::string{"ü"}}) {
    CAPTURE(key);
    const auto reply = client.post("/v1/appointments", wish(slot, {{n}}), server.citizen(n), key);
    CHECK(reply.status == 400);
    CHECK(reply.text("field") == "Idempotency-Key");
  }
}

TEST_CASE("A body that is bad input is not remembered with its key") {
  ApiServer server;
  auto client = server.connect();
  const std::string token = server.citizen(1);
  CHECK(client.post("/v1/appointments", "{", token, "key").status == 400);
  CHECK(client.post("/v1/appointments", wish(slot, {{1}}), token, "key").status == 201);
}

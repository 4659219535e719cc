// What anyone may ask, and how the server speaks HTTP about it.
#include <doctest/doctest.h>

#include <boost/json.hpp>

#include "api/resources.hpp"
#include "tests/api/api_server.hpp"
#include "tests/api/requests.hpp"

using namespace offpeak::testing;
namespace json = boost::json;

TEST_CASE("Halls, services and slots need no token") {
  ApiServer server;
  auto client = server.connect();
  const auto halls = client.get("/v1/halls");
  CHECK(halls.status == 200);
  CHECK(halls.header("Content-Type") == "application/json");
  CHECK(halls.json().at("halls").as_array().size() == 15);
  const auto hall = client.get("/v1/halls/330100");
  CHECK(hall.text("address") == "婺江路169号");
  CHECK(client.get("/v1/services").json().at("services").as_array().size() == 11);
  const auto slots = client.get(
      "/v1/slots?service=passport_renewal&hall=330100&from=2026-06-13&to=2026-06-13&party=1");
  CHECK(slots.json().at("slots").at(0) ==
        json::parse(R"({"id":"330100.documents.2026-06-13.0830","hall":"330100",
            "start":"2026-06-13T08:30:00+08:00","end":"2026-06-13T09:00:00+08:00",
            "remaining":51,"capacity":51})"));
}

TEST_CASE("Pages are told where citizens reach the server, when that is known") {
  ApiServer server;
  auto client = server.connect();
  CHECK(client.get("/v1/site").json() == json::parse(R"({"public_url":null})"));
  server.resources().public_url = "https://offpeak.example";
  CHECK(client.get("/v1/site").json() ==
        json::parse(R"({"public_url":"https://offpeak.example"})"));
}

TEST_CASE("What is not there is not found, and says so as a problem") {
  ApiServer server;
  auto client = server.connect();
  const std::string unknown_id = "00000000000000000000000000000000";
  for (const auto& path : {
           std::string{"/nothing"},
           std::string{"/assets/no-such-file"},
           std::string{"/v1"},
           std::string{"/v1/halls/"},
           std::string{"/v1/halls/999999"},
           std::string{"/v1/halls/main"},
           std::string{"/v1/halls/%33%33%30%31%30%30"},
           std::string{"/docs/../api/openapi.yaml"},
           std::string{"/docs/no-such-file"},
           "/v1/appointments/" + unknown_id,
           "/v1/appointments/" + unknown_id + ".ics",
           "/v1/appointments/" + unknown_id + "/qr.svg",
           "/v1/waitlist/" + unknown_id,
           std::string{"/v1/appointments/0A"},
           std::string{"/v1/waitlist/me"},
       }) {
    CAPTURE(path);
    const auto reply = client.get(path);
    CHECK(reply.status == 404);
    CHECK(reply.header("Content-Type") == "application/problem+json");
    CHECK(reply.text("code") == "not_found");
  }
}

TEST_CASE("A known path with another method names the methods it has") {
  ApiServer server;
  auto client = server.connect();
  struct Row {
    std::string method;
    std::string path;
    std::string allow;
  };
  for (const auto& row : std::vector<Row>{{"POST", "/v1/halls", "GET, HEAD"},
                                          {"GET", "/v1/holds", "POST"},
                                          {"PUT", "/v1/waitlist/x", "GET, HEAD, DELETE"},
                                          {"PATCH", "/v1/appointments/x.ics", "GET, HEAD"},
                                          {"OPTIONS", "/healthz", "GET, HEAD"}}) {
    CAPTURE(row.path);
    const auto reply = client.exchange({.method = row.method, .target = row.path});
    CHECK(reply.status == 405);
    CHECK(reply.text("code") == "method_not_allowed");
    CHECK(reply.header("Allow") == row.allow);
  }
}

TEST_CASE("HEAD has the head of GET and no body") {
  ApiServer server;
  auto client = server.connect();
  for (const std::string path : {"/v1/halls", "/v1/halls/999999", "/healthz", "/openapi.yaml"}) {
    CAPTURE(path);
    const auto whole = client.get(path);
    const auto head = client.exchange({.method = "HEAD", .target = path});
    CHECK(head.status == whole.status);
    CHECK(head.header("Content-Type") == whole.header("Content-Type"));
    CHECK(head.header("Content-Length") == std::to_string(whole.body.size()));
    CHECK(head.body.empty());
  }
}

TEST_CASE("A reply is named by its request, is not kept unasked and not guessed at") {
  ApiServer server;
  auto client = server.connect();
  const auto named =
      client.exchange({.target = "/v1/services", .headers = {{"X-Request-Id", "my-request.1"}}});
  CHECK(named.header("X-Request-Id") == "my-request.1");
  const std::string number = resident_number(1);
  const auto renamed =
      client.exchange({.target = "/v1/services", .headers = {{"X-Request-Id", number}}});
  CHECK_FALSE(renamed.header("X-Request-Id").empty());
  CHECK(renamed.header("X-Request-Id") != number);
  CHECK(named.header("Cache-Control") == "no-cache");
  CHECK(client.get("/healthz").header("Cache-Control") == "no-store");
  CHECK(named.header("X-Content-Type-Options") == "nosniff");
  const auto first = client.get("/v1/services").header("X-Request-Id");
  const auto second = client.get("/v1/services").header("X-Request-Id");
  CHECK_FALSE(first.empty());
  CHECK(first != second);
}

TEST_CASE("A wrong query is bad input that names the parameter") {
  ApiServer server;
  auto client = server.connect();
  const auto reply = client.get("/v1/slots?service=passport_renewal&from=2026-06-13&to=yesterday");
  CHECK(reply.status == 400);
  CHECK(reply.text("code") == "invalid_field");
  CHECK(reply.text("field") == "to");
}

TEST_CASE("Slots at the border of the horizon cannot be booked before their release") {
  ApiServer server;
  auto client = server.connect();
  const auto remaining = [&] {
    return client.get("/v1/slots?service=advice&hall=330100&from=2026-06-27&to=2026-06-27")
        .json()
        .at("slots")
        .at(0)
        .at("remaining");
  };
  CHECK(remaining() == 0);
  server.restart_at("2026-06-13T09:00:00+08:00");
  client = server.connect();
  CHECK(remaining() == 61);  // 60 % of 307 minutes, 3 for each
}

TEST_CASE("The server describes itself, and shows the description") {
  ApiServer server;
  auto client = server.connect();
  const auto description = client.get("/openapi.yaml");
  CHECK(description.status == 200);
  CHECK(description.header("Content-Type") == "application/yaml");
  CHECK(description.body.find("openapi: 3.1.0") != std::string::npos);
  const auto page = client.get("/docs");
  CHECK(page.status == 200);
  CHECK(page.header("Content-Type") == "text/html; charset=utf-8");
  CHECK(page.header("Content-Security-Policy").find("default-src 'none'") != std::string::npos);
  const auto script = client.get("/docs/docs.js");
  CHECK(script.status == 200);
  CHECK(script.header("Content-Type") == "text/javascript; charset=utf-8");
}

TEST_CASE("A server says that it lives, and that it takes commands") {
  ApiServer server;
  auto client = server.connect();
  CHECK(client.get("/healthz").body == R"({"status":"ok"})");
  const auto ready = client.get("/readyz");
  CHECK(ready.status == 200);
  CHECK(ready.text("status") == "ready");
  CHECK(ready.text("store") == "sqlite");  // and no path
  CHECK(ready.text("durability") == "strict");
  CHECK(ready.json().at("sequence") == 0);
  const auto booked = client.post("/v1/appointments", wish(documents("2026-06-13", "1000"), {{1}}),
                                  server.citizen(1));
  REQUIRE(booked.status == 201);
  CHECK(client.get("/readyz").json().at("sequence") == 1);
}

TEST_CASE("Under demo authentication a number gets a token, and the same key every time") {
  ApiServer server;
  auto client = server.connect();
  const std::string body = R"({"id_type":"resident","id_number":")" + resident_number(1) + R"("})";
  const auto first = client.post("/v1/tokens", body);
  REQUIRE(first.status == 201);
  CHECK(first.text("citizen").size() == 32);
  CHECK(first.text("expires_at").ends_with("+08:00"));
  const auto second = client.post("/v1/tokens", R"({"id_number":")" + resident_number(1) + R"("})");
  CHECK(second.text("citizen") == first.text("citizen"));

  const auto booked = client.post(
      "/v1/appointments",
      R"({"slot":"330100.documents.2026-06-13.1000","applicants":[{"service":"advice","citizen":")" +
          first.text("citizen") + R"("}]})",
      first.text("token"));
  CHECK(booked.status == 201);
  CHECK(client.get("/v1/me/appointments", server.citizen(1))
            .json()
            .at("appointments")
            .at(0)
            .at("id")
            .as_string() == booked.text("id"));
}

TEST_CASE("Each kind of document gets a token, and a wrong number does not") {
  ApiServer server;
  auto client = server.connect();
  struct Row {
    std::string type;
    std::string number;
    int status;
  };
  for (const auto& row : std::vector<Row>{{"passport", "E12345678", 201},
                                          {"hk_macao_permit", "C12345678", 201},
                                          {"taiwan_permit", "L12345678", 201},
                                          {"foreign_permit", "ABC123456789012", 201},
                                          {"resident", "12345678", 400},
                                          {"hk_macao_permit", "X12345678", 400},
                                          {"permit", "C12345678", 400}}) {
    CAPTURE(row.type);
    const auto reply = client.post(
        "/v1/tokens", R"({"id_type":")" + row.type + R"(","id_number":")" + row.number + R"("})");
    CHECK(reply.status == row.status);
  }
}

TEST_CASE("Made-up identity numbers are for demonstrations") {
  ApiServer server{{.demo_authentication = false}};
  auto client = server.connect();
  const auto refused = client.post("/v1/appointments", wish(documents("2026-06-15", "1000"), {{1}}),
                                   server.citizen(1));
  CHECK(refused.status == 400);
  CHECK(refused.text("field") == "applicants[0].id_number");
}

TEST_CASE("Without demo authentication there is no way to get a token here") {
  ApiServer server{{.demo_authentication = false}};
  auto client = server.connect();
  const auto reply = client.post("/v1/tokens", R"({"id_number":")" + resident_number(1) + R"("})");
  CHECK(reply.status == 404);
  CHECK(client.get("/v1/me/appointments", server.citizen(1)).status == 200);
}

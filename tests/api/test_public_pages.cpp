// What anyone may read: entity tags, conditional requests and compression, over real sockets.
#include <doctest/doctest.h>

#include <set>

#include "tests/api/api_server.hpp"
#include "tests/api/requests.hpp"
#include "tests/support/gunzip.hpp"

using namespace offpeak::testing;

namespace {

const std::string city_slots = "/v1/slots?service=passport_renewal&from=2026-06-22&to=2026-06-28";
const std::string hall_slots =
    "/v1/slots?service=passport_renewal&hall=330100&from=2026-06-22&to=2026-06-28";
const std::string board = "/v1/halls/330100/board";

const std::vector<std::string> pages{"/v1/halls",
                                     "/v1/halls/330100",
                                     "/v1/services",
                                     city_slots,
                                     hall_slots,
                                     board,
                                     "/openapi.yaml",
                                     "/docs",
                                     "/docs/swagger-ui.css"};

HttpReply get_with(HttpClient& client, const std::string& path,
                   const std::vector<HttpHeader>& headers) {
  return client.exchange({.target = path, .headers = headers});
}

/// The board is there once the server has made it.
void await_board(const ApiServer& server, HttpClient& client) {
  ask_until(client, board, server.staff(), [](const auto& reply) { return reply.status == 200; });
}

}  // namespace

TEST_CASE("Who has a public page already gets 304, whichever way the tag is named") {
  ApiServer server;
  auto client = server.connect();
  await_board(server, client);
  for (const auto& path : pages) {
    CAPTURE(path);
    const auto first = client.get(path);
    REQUIRE(first.status == 200);
    const auto tag = first.header("ETag");
    REQUIRE_FALSE(tag.empty());
    CHECK(first.header("Cache-Control") != "no-store");
    for (const std::string& named :
         {tag, "W/" + tag, "\"other\", " + tag, "\"a,b\",W/" + tag + ", \"c\"", std::string{"*"}}) {
      CAPTURE(named);
      const auto again = get_with(client, path, {{"If-None-Match", named}});
      CHECK(again.status == 304);
      CHECK(again.body.empty());
      CHECK(again.header("ETag") == tag);
      CHECK(again.header("Cache-Control") == first.header("Cache-Control"));
      CHECK(again.header("Vary") == first.header("Vary"));
    }
    for (const std::string named : {"\"other\"", "\"a\", W/\"b\"", "", "no tag"}) {
      CHECK(get_with(client, path, {{"If-None-Match", named}}).status == 200);
    }
    CHECK(client.exchange({.method = "HEAD", .target = path, .headers = {{"If-None-Match", tag}}})
              .status == 304);
  }
}

TEST_CASE("Public pages are compressed for those who take it, under a tag of their own") {
  ApiServer server;
  auto client = server.connect();
  for (const auto& path :
       {std::string{"/v1/halls"}, city_slots, hall_slots, std::string{"/openapi.yaml"},
        std::string{"/docs/swagger-ui.css"}, std::string{"/docs/swagger-ui-bundle.js"}}) {
    CAPTURE(path);
    const auto plain = client.get(path);
    CHECK(plain.header("Content-Encoding").empty());
    CHECK(plain.header("Vary") == "Accept-Encoding");
    const auto small = get_with(client, path, {{"Accept-Encoding", "br;q=1, gzip;q=0.5"}});
    REQUIRE(small.header("Content-Encoding") == "gzip");
    CHECK(small.header("Vary") == "Accept-Encoding");
    CHECK(small.header("Content-Type") == plain.header("Content-Type"));
    CHECK(small.body.size() < plain.body.size() / 2);
    CHECK(gunzip(small.body) == plain.body);
    CHECK(small.header("ETag") != plain.header("ETag"));

    const HttpHeader accepts{"Accept-Encoding", "gzip"};
    const auto again = get_with(client, path, {accepts, {"If-None-Match", small.header("ETag")}});
    CHECK(again.status == 304);
    CHECK(again.header("Content-Encoding").empty());
    CHECK(get_with(client, path, {accepts, {"If-None-Match", plain.header("ETag")}}).status == 200);
    CHECK(get_with(client, path, {{"Accept-Encoding", "gzip;q=0, *"}}).body == plain.body);
  }
}

TEST_CASE("All slots of all halls for a week are a few kilobytes") {
  ApiServer server;
  auto client = server.connect();
  const auto plain = client.get(city_slots);
  const auto small = get_with(client, city_slots, {{"Accept-Encoding", "gzip"}});
  CHECK(plain.body.size() > 150'000);
  CHECK(small.body.size() < 15'000);
}

TEST_CASE("What is small, or a picture, stays as it is") {
  ApiServer server;
  auto client = server.connect();
  for (const std::string path : {"/docs/favicon-32x32.png", "/docs/docs.css"}) {
    CAPTURE(path);
    const auto reply = get_with(client, path, {{"Accept-Encoding", "gzip"}});
    CHECK(reply.status == 200);
    CHECK(reply.header("Content-Encoding").empty());
    CHECK(reply.header("Vary") == "Accept-Encoding");
  }
}

TEST_CASE("A page that changes changes its tag, and the old tag no longer names it") {
  ApiServer server{{.now = "2026-06-13T08:00:00+08:00"}};
  auto client = server.connect();
  const auto closed = client.get("/v1/halls/330100");
  const auto slots = client.get(hall_slots);
  const auto services = client.get("/v1/services");
  server.move_clock("2026-06-13T09:00:00+08:00");  // the hall opens, a wave is released
  const auto open =
      get_with(client, "/v1/halls/330100", {{"If-None-Match", closed.header("ETag")}});
  CHECK(open.status == 200);
  CHECK(open.json().at("open_now") == true);
  CHECK(closed.json().at("open_now") == false);
  CHECK_FALSE(open.json().as_object().contains("next_opening"));
  CHECK_FALSE(closed.text("next_opening").empty());

  const auto booked = client.post("/v1/appointments", wish(documents("2026-06-22", "1000"), {{1}}),
                                  server.citizen(1));
  REQUIRE(booked.status == 201);
  CHECK(get_with(client, hall_slots, {{"If-None-Match", slots.header("ETag")}}).status == 200);
  CHECK(get_with(client, "/v1/services", {{"If-None-Match", services.header("ETag")}}).status ==
        304);
}

TEST_CASE("A page has one tag on every thread and after a restart") {
  ApiServer server{{.threads = 2}};
  std::set<std::string> tags;
  for (int i = 0; i < 8; ++i) tags.insert(server.connect().get("/v1/services").header("ETag"));
  server.restart_at("2026-06-13T08:00:30+08:00");
  tags.insert(server.connect().get("/v1/services").header("ETag"));
  CHECK(tags.size() == 1);
}

TEST_CASE("A list of all halls says how old it may be, one of a hall is asked for anew") {
  ApiServer server;
  auto client = server.connect();
  const auto city = client.get(city_slots);
  CHECK(city.header("Cache-Control") == "max-age=2");
  CHECK(city.header("Age") == "0");
  const auto hall = client.get(hall_slots);
  CHECK(hall.header("Cache-Control") == "no-cache");
  CHECK(hall.header("Age").empty());
}

TEST_CASE("What is personal has no tag and is not kept") {
  ApiServer server;
  auto client = server.connect();
  const auto mine = client.get("/v1/me/appointments", server.citizen(1));
  CHECK(mine.status == 200);
  CHECK(mine.header("ETag").empty());
  CHECK(mine.header("Cache-Control") == "no-store");
}

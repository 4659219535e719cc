// Pages of other origins, as browsers ask for them.
#include "api/shared_origins.hpp"

#include <doctest/doctest.h>

#include <vector>

#include "tests/api/api_server.hpp"
#include "tests/api/requests.hpp"

using namespace offpeak::testing;

namespace {

const std::string city_page = "https://city.example";
const std::string allow_origin = "Access-Control-Allow-Origin";

struct SharingServer {
  explicit SharingServer(std::vector<std::string> origins)
      : server{{.allowed_origins = std::move(origins)}}, client{server.connect()} {}

  HttpReply ask(const std::string& path, const std::string& origin,
                const std::string& method = "GET") {
    return client.exchange({.method = method, .target = path, .headers = {{"Origin", origin}}});
  }
  HttpReply ask_beforehand(const std::string& path, const std::string& origin,
                           const std::string& method) {
    return client.exchange({.method = "OPTIONS",
                            .target = path,
                            .headers = {{"Origin", origin},
                                        {"Access-Control-Request-Method", method},
                                        {"Access-Control-Request-Headers", "if-none-match"}}});
  }

  ApiServer server;
  HttpClient client;
};

const std::vector<std::string> published{"/v1/halls", "/v1/halls/330100", "/v1/services",
                                         "/v1/slots", "/openapi.yaml",    "/v1/halls/330100/board"};

bool varies_by_origin(const HttpReply& reply) {
  for (const auto& header : reply.headers) {
    if (header.name == "Vary" && header.value == "Origin") return true;
  }
  return false;
}

}  // namespace

TEST_CASE("A page of an allowed origin may read what is published, errors too") {
  SharingServer sharing{{"https://other.example:8443", city_page}};
  for (const auto& path : published) {
    CAPTURE(path);
    for (const std::string method : {"GET", "HEAD"}) {
      const auto reply = sharing.client.exchange(
          {.method = method, .target = path, .headers = {{"Origin", city_page}}});
      CHECK(reply.header(allow_origin) == city_page);
      CHECK(reply.header("Access-Control-Allow-Credentials").empty());
      CHECK(varies_by_origin(reply));
    }
  }
  CHECK(sharing.ask("/v1/halls/999999", city_page).header(allow_origin) == city_page);
  const auto tag = sharing.client.get("/v1/halls").header("ETag");
  const auto unchanged = sharing.client.exchange(
      {.target = "/v1/halls", .headers = {{"Origin", city_page}, {"If-None-Match", tag}}});
  CHECK(unchanged.status == 304);
  CHECK(unchanged.header(allow_origin) == city_page);
}

TEST_CASE("Another origin may not, and a cache keeps the two apart") {
  SharingServer sharing{{city_page}};
  for (const std::string origin : {"https://evil.example", "https://city.example.evil.example",
                                   "http://city.example", "https://city.example:444", "null"}) {
    CAPTURE(origin);
    const auto reply = sharing.ask("/v1/halls", origin);
    CHECK(reply.status == 200);
    CHECK(reply.header(allow_origin).empty());
    CHECK(varies_by_origin(reply));
    CHECK(sharing.ask_beforehand("/v1/halls", origin, "GET").status == 405);
  }
  CHECK(varies_by_origin(sharing.client.get("/v1/halls")));
}

TEST_CASE("A browser that asks beforehand is told what it may do") {
  SharingServer sharing{{city_page}};
  const auto reply = sharing.ask_beforehand("/v1/halls", city_page, "GET");
  CHECK(reply.status == 204);
  CHECK(reply.header(allow_origin) == city_page);
  CHECK(reply.header("Access-Control-Allow-Methods") == "GET, HEAD");
  CHECK(reply.header("Access-Control-Allow-Headers").find("Authorization") == std::string::npos);
  CHECK(varies_by_origin(reply));
  CHECK(sharing.ask_beforehand("/v1/halls", city_page, "POST").status == 405);
  CHECK(sharing.ask_beforehand("/v1/halls", city_page, "DELETE").status == 405);
}

TEST_CASE("What needs a token, or shows one person's affairs, is never shared") {
  SharingServer sharing{{"*"}};
  const std::string id(32, '0');
  for (const std::string path :
       {"/v1/me/appointments", "/v1/holds", "/v1/tokens", "/v1/reports/daily",
        "/v1/operations/audit", "/metrics", "/v1/nothing"}) {
    CAPTURE(path);
    CHECK(sharing.ask(path, city_page).header(allow_origin).empty());
    CHECK(sharing.ask_beforehand(path, city_page, "GET").status != 204);
  }
  for (const std::string path : {"/v1/appointments/", "/v1/tickets/", "/v1/waitlist/"}) {
    CHECK(sharing.ask(path + id, city_page).header(allow_origin).empty());
    CHECK(sharing.ask_beforehand(path + id, city_page, "GET").status == 405);
  }
}

TEST_CASE("Every origin means every one, and none means that nothing is said") {
  SharingServer open{{"*"}};
  CHECK(open.ask("/v1/halls", city_page).header(allow_origin) == "*");
  CHECK(open.client.get("/v1/halls").header(allow_origin) == "*");
  CHECK(open.ask_beforehand("/v1/halls", city_page, "HEAD").header(allow_origin) == "*");
  SharingServer closed{{}};
  CHECK(closed.ask("/v1/halls", city_page).header(allow_origin).empty());
  CHECK_FALSE(varies_by_origin(closed.ask("/v1/halls", city_page)));
  CHECK(closed.ask_beforehand("/v1/halls", city_page, "GET").status == 405);
}

TEST_CASE("An origin is written as browsers write it") {
  using offpeak::api::is_origin;
  for (const auto* text :
       {"*", "https://city.example", "http://127.0.0.1:3000", "http://[::1]:80"}) {
    CAPTURE(text);
    CHECK(is_origin(text));
  }
  for (const auto* text :
       {"", "city.example", "https://", "https://city.example/", "https://City.example",
        "https://a,https://b", "null", "ftp://a", "https://a\r\nX: y"}) {
    CAPTURE(text);
    CHECK_FALSE(is_origin(text));
  }
}

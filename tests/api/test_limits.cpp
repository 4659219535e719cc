// What is refused before anything is looked at more closely.
#include <doctest/doctest.h>

#include "tests/api/api_server.hpp"
#include "tests/api/requests.hpp"

using namespace offpeak::testing;

namespace {

const std::string nothing = "/v1/appointments/00000000000000000000000000000000";

/// The replies' statuses until the first 429, of which `*refusal` is filled.
int admitted_before_refusal(HttpClient& client, const std::string& token, int tries,
                            HttpReply& refusal) {
  for (int i = 0; i < tries; ++i) {
    refusal = client.get(nothing, token);
    if (refusal.status == 429) return i;
    CHECK(refusal.status == 404);
  }
  return tries;
}

std::string post_of(std::size_t bytes, const std::string& token) {
  return "POST /v1/appointments HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
         "Authorization: Bearer " +
         token + "\r\nContent-Length: " + std::to_string(bytes) + "\r\n\r\n";
}

/// An answer after which the server closes.
void check_final(HttpClient& client, const HttpReply& reply, int status, const std::string& code) {
  CHECK(reply.status == status);
  CHECK(reply.text("code") == code);
  CHECK(reply.header("Connection") == "close");
  CHECK(client.is_closed());
}

}  // namespace

TEST_CASE("A citizen who asks too often is told when to come back; others are not affected") {
  auto city = hangzhou();
  city.limits.citizen_rate = 1;
  city.limits.citizen_burst = 3;
  ApiServer server{{.city = city}};
  auto client = server.connect();
  HttpReply refusal;
  const int admitted = admitted_before_refusal(client, server.citizen(1), 30, refusal);
  CHECK(admitted >= 3);
  REQUIRE(refusal.status == 429);
  CHECK(refusal.text("code") == "rate_limited");
  CHECK(refusal.header("Retry-After") == "1");
  CHECK(client.get(nothing, server.citizen(2)).status == 404);
  CHECK(client.get(nothing).status == 404);
  // A new token is the same citizen.
  CHECK(client.get(nothing, server.citizen(1)).status == 429);
  // The hotline, kiosks and admins are outside the limits, as often as they like.
  for (const std::string& token :
       {server.staff(), server.kiosk(), server.admin(), server.hotline()}) {
    CHECK(admitted_before_refusal(client, token, 30, refusal) == 30);
  }
}

TEST_CASE("An address that asks too often is refused, save what costs next to nothing") {
  auto city = hangzhou();
  city.limits.address_rate = 1;
  city.limits.address_burst = 5;
  ApiServer server{{.city = city}};
  auto client = server.connect();
  HttpReply refusal;
  const int admitted = admitted_before_refusal(client, "", 30, refusal);
  CHECK(admitted >= 5);
  REQUIRE(refusal.status == 429);
  CHECK(refusal.header("Retry-After") == "1");
  const auto other = server.connect().get(nothing, server.citizen(1));
  CHECK(other.status == 429);  // the same address
  for (const std::string path :
       {"/v1/halls", "/v1/services", "/healthz", "/readyz", "/metrics", "/docs",
        "/v1/slots?service=advice&hall=330100&from=2026-06-13&to=2026-06-13"}) {
    CAPTURE(path);
    CHECK(client.get(path).status == 200);
  }
  CHECK(client.get(nothing, server.staff()).status == 404);
}

TEST_CASE("Trying out tokens costs as much as asking with one") {
  auto city = hangzhou();
  city.limits.address_rate = 1;
  city.limits.address_burst = 5;
  ApiServer server{{.city = city}};
  auto client = server.connect();
  int refused = 0;
  for (int i = 0; i < 30; ++i) {
    const auto reply = client.get(nothing, server.forged_citizen(1));
    refused += reply.status == 429;
    CHECK((reply.status == 401 || reply.status == 429));
  }
  CHECK(refused > 0);
}

TEST_CASE("A body of 16 KiB is taken, one byte more is refused without reading it") {
  ApiServer server;
  auto client = server.connect();
  const std::string token = server.citizen(1);
  std::string body = wish(documents("2026-06-15", "1000"), {{1}});
  body.insert(1, 16'384 - body.size(), ' ');
  CHECK(client.exchange_bytes(post_of(body.size(), token) + body).status == 201);
  check_final(client, client.exchange_bytes(post_of(16'385, token)), 413, "body_too_large");
}

TEST_CASE("A header over 4 KiB is refused, and so is a target over 2 KiB") {
  ApiServer server;
  auto client = server.connect();
  const std::string filler(4'096, 'x');
  check_final(client,
              client.exchange_bytes("GET /v1/halls HTTP/1.1\r\nHost: x\r\nX-Filler: " + filler),
              431, "header_too_large");
  client = server.connect();
  check_final(client,
              client.exchange_bytes("GET /v1/slots?service=" + std::string(2'048, 'x') +
                                    " HTTP/1.1\r\nHost: x\r\n\r\n"),
              414, "target_too_long");
}

TEST_CASE("Transfer-Encoding is refused, and nothing after it is read") {
  ApiServer server;
  const auto post_in = [](const std::string& coding) {
    return "POST /v1/appointments HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: " + coding +
           "\r\n\r\n0\r\n\r\nGET /healthz HTTP/1.1\r\nHost: x\r\n\r\n";
  };
  for (const std::string coding : {"gzip", "identity", "chunked, chunked"}) {
    auto client = server.connect();
    const auto reply = client.exchange_bytes(post_in(coding));
    check_final(client, reply, 400, "invalid_field");
    CHECK(reply.text("field") == "request");
  }
  // A client that does not know the length beforehand is told what to do.
  auto client = server.connect();
  const auto reply = client.exchange_bytes(post_in("chunked"));
  check_final(client, reply, 411, "length_required");
  CHECK(reply.text("detail").find("Content-Length") != std::string::npos);
}

TEST_CASE("A malformed head is refused as bad input, and another version of HTTP as that") {
  ApiServer server;
  auto client = server.connect();
  check_final(client, client.exchange_bytes("GET /v1/halls HTTP/1.1\r\n\r\n"), 400,
              "invalid_field");  // no Host
  client = server.connect();
  check_final(client, client.exchange_bytes("GET /v1/halls HTTP/2.0\r\nHost: x\r\n\r\n"), 505,
              "http_version");
  client = server.connect();
  check_final(client,
              client.exchange_bytes("GET /v1/halls HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n"
                                    "Content-Length: 2\r\n\r\n"),
              400, "invalid_field");
}

TEST_CASE("A request that never ends is given up") {
  offpeak::http::Limits limits;
  limits.request_time_max = std::chrono::milliseconds{20};
  limits.sweep_interval = std::chrono::milliseconds{10};
  ApiServer server{{.limits = limits}};
  auto client = server.connect();
  check_final(client, client.exchange_bytes("GET /v1/halls HTTP/1.1\r\nHost: x\r\n"), 408,
              "request_timeout");
}

TEST_CASE("More connections than the server takes are told to come back") {
  offpeak::http::Limits limits;
  limits.connections_max = 2;
  ApiServer server{{.limits = limits}};
  auto first = server.connect();
  auto second = server.connect();
  REQUIRE(first.get("/healthz").status == 200);
  REQUIRE(second.get("/healthz").status == 200);
  auto third = server.connect();
  const auto refused = third.read_reply();
  check_final(third, refused, 503, "unavailable");
  CHECK_FALSE(refused.header("Retry-After").empty());
}

TEST_CASE("A body is application/json, or refused") {
  ApiServer server;
  auto client = server.connect();
  struct Row {
    std::string type;
    int status;
  };
  std::uint64_t n = 1;
  for (const auto& row : std::vector<Row>{{"application/json", 201},
                                          {"application/json; charset=utf-8", 201},
                                          {"application/json ;charset=utf-8", 201},
                                          {"Application/JSON", 201},
                                          {"", 415},
                                          {"text/plain", 415},
                                          {"application/jsonp", 415},
                                          {"application/problem+json", 415},
                                          {"application/x-www-form-urlencoded", 415}}) {
    CAPTURE(row.type);
    const auto reply = client.exchange({.method = "POST",
                                        .target = "/v1/appointments",
                                        .body = wish(documents("2026-06-15", "1000"), {{n}}),
                                        .token = server.citizen(n),
                                        .content_type = row.type});
    CHECK(reply.status == row.status);
    if (row.status == 415) CHECK(reply.text("code") == "unsupported_media_type");
    ++n;
  }
  const auto cancel = client.exchange({.method = "POST",
                                       .target = nothing + "/cancel",
                                       .body = "please",
                                       .token = server.citizen(1),
                                       .content_type = "text/plain"});
  CHECK(cancel.status == 415);
}

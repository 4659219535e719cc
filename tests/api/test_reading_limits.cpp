// What an address may read of what is published, and what it costs.
#include <doctest/doctest.h>

#include "tests/api/api_server.hpp"

using namespace offpeak::testing;

namespace {

const std::string city_slots = "/v1/slots?service=passport_renewal&from=2026-06-22&to=2026-06-28";

offpeak::config::City city_that_reads(int units_per_second, int units_burst) {
  auto city = hangzhou();
  city.limits.read_rate = units_per_second;
  city.limits.read_burst = units_burst;
  return city;
}

/// How many of `tries` requests are answered before one is refused.
int answered(HttpClient& client, const HttpRequest& request, int tries) {
  for (int i = 0; i < tries; ++i) {
    const auto reply = client.exchange(request);
    if (reply.status == 429) {
      CHECK(reply.text("code") == "rate_limited");
      CHECK_FALSE(reply.header("Retry-After").empty());
      return i;
    }
    CHECK(reply.status < 400);
  }
  return tries;
}

}  // namespace

TEST_CASE("An address that reads too much is told when to come back, on every public page") {
  ApiServer server{{.city = city_that_reads(1, 10)}};
  auto client = server.connect();
  CHECK(answered(client, {.target = "/v1/services"}, 100) >= 10);
  for (const std::string path : {"/v1/halls", "/v1/halls/330100", "/v1/services",
                                 "/v1/halls/330100/board", "/v1/halls/330100/board/stream",
                                 "/v1/board/stream", "/openapi.yaml", "/docs", "/docs/docs.css"}) {
    CAPTURE(path);
    CHECK(client.get(path).status == 429);
  }
  CHECK(client.get(city_slots).status == 429);
  CHECK(server.connect().get("/v1/halls").status == 429);  // another connection, the same address
  // Probes, and what goes by other limits.
  CHECK(client.get("/healthz").status == 200);
  CHECK(client.get("/readyz").status == 200);
  CHECK(client.get("/v1/me/appointments", server.citizen(1)).status == 200);
}

TEST_CASE("The hotline and the halls' devices read as often as they like") {
  ApiServer server{{.city = city_that_reads(1, 5)}};
  auto client = server.connect();
  REQUIRE(answered(client, {.target = "/v1/services"}, 100) < 100);
  const auto display = server.token(offpeak::scheduler::Role::display, 330100);
  for (const auto& token : {server.staff(), server.admin(), server.kiosk(), display}) {
    CHECK(answered(client, {.target = city_slots, .token = token}, 20) == 20);
  }
  CHECK(client.get("/v1/services", server.citizen(1)).status == 429);
}

TEST_CASE("What is costly to make and to send costs more than what is not") {
  const auto answered_of = [](const HttpRequest& request) {
    ApiServer server{{.city = city_that_reads(1, 1000)}};
    auto client = server.connect();
    return answered(client, request, 500);
  };
  const int plain = answered_of({.target = city_slots});
  CHECK(plain > 5);
  CHECK(plain < 200);
  // Compressed it is a twentieth, and made only once.
  CHECK(answered_of({.target = city_slots, .headers = {{"Accept-Encoding", "gzip"}}}) == 500);
  CHECK(answered_of({.target = "/v1/services"}) == 500);
}

TEST_CASE("What is asked for differently each time is made each time, and costs what that costs") {
  ApiServer server{{.city = city_that_reads(1, 1000)}};
  auto client = server.connect();
  int count = 0;
  for (const std::string from : {"15", "16", "17", "18", "19", "20", "21", "22"}) {
    for (const std::string party : {"1", "2", "3", "4"}) {
      const auto reply = client.exchange(
          {.target = "/v1/slots?service=passport_renewal&from=2026-06-" + from + "&to=2026-06-" +
                     std::to_string(std::stoi(from) + 6) + "&party=" + party,
           .headers = {{"Accept-Encoding", "gzip"}}});
      count += reply.status == 200;
    }
  }
  CHECK(count > 5);
  CHECK(count < 25);
}

TEST_CASE("Asking again for what has not changed costs one unit") {
  ApiServer server{{.city = city_that_reads(1, 1000)}};
  auto client = server.connect();
  const auto tag = client.get("/docs/swagger-ui-bundle.js").header("ETag");
  CHECK(answered(client,
                 {.target = "/docs/swagger-ui-bundle.js", .headers = {{"If-None-Match", tag}}},
                 500) == 500);
  CHECK(answered(client, {.target = "/docs/swagger-ui-bundle.js"}, 500) < 20);
}

TEST_CASE("Trying out tokens costs the same where none is needed") {
  auto city = hangzhou();
  city.limits.address_rate = 1;
  city.limits.address_burst = 5;
  ApiServer server{{.city = city}};
  auto client = server.connect();
  for (const std::string path : {"/v1/halls", "/v1/services", "/v1/halls/330100/board"}) {
    int refused = 0;
    for (int i = 0; i < 30; ++i) {
      const auto reply = client.get(path, server.forged_citizen(1));
      CHECK((reply.status == 401 || reply.status == 429));
      refused += reply.status == 429;
    }
    CHECK(refused > 0);
  }
  CHECK(client.get("/v1/halls").status == 200);  // without one it is another matter
}

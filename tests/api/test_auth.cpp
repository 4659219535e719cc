#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <set>

#include "api/route_table.hpp"
#include "tests/api/api_server.hpp"
#include "tests/api/requests.hpp"

using namespace offpeak::testing;
using offpeak::scheduler::Role;

namespace {

const std::string unknown_id(32, '0');
const std::string unknown_simulation(16, '0');

/// Who may use a route, in words of our own: the table that the server's own is held against.
struct Row {
  std::string method;
  std::string path;
  std::string_view allowed;  // of the letters below
};
// a: anyone, c: citizen, s: staff, k: kiosk, d: display, p: planner, h: hotline, A: admin.
constexpr std::string_view everyone = "acskdphA";
const std::vector<Row> table{
    {"GET", "/v1/halls", everyone},
    {"GET", "/v1/halls/330100", everyone},
    {"GET", "/v1/services", everyone},
    {"GET", "/v1/site", everyone},
    {"GET", "/v1/halls/330100/board", everyone},
    {"GET", "/v1/halls/330100/board/stream", everyone},
    {"GET", "/v1/board/stream", everyone},
    {"POST", "/v1/halls/330100/board/tickets", "sdA"},
    {"GET", "/v1/slots", everyone},
    {"GET", "/v1/slots/first", everyone},
    {"GET", "/v1/guidance", everyone},
    {"POST", "/v1/advice", "acskphA"},
    {"POST", "/v1/tokens", "acskphA"},
    {"POST", "/v1/holds", "chA"},
    {"DELETE", "/v1/holds/" + unknown_id, "chA"},
    {"POST", "/v1/appointments", "chA"},
    {"GET", "/v1/appointments/" + unknown_id, everyone},
    {"GET", "/v1/appointments/" + unknown_id + ".ics", everyone},
    {"GET", "/v1/appointments/" + unknown_id + "/qr.svg", everyone},
    {"POST", "/v1/appointments/" + unknown_id + "/reschedule", "chA"},
    {"POST", "/v1/appointments/" + unknown_id + "/cancel", "chA"},
    {"POST", "/v1/appointments/" + unknown_id + "/confirm", "cshA"},
    {"POST", "/v1/appointments/" + unknown_id + "/watch", "chA"},
    {"DELETE", "/v1/appointments/" + unknown_id + "/watch", "chA"},
    {"POST", "/v1/persons/join", "hA"},
    {"POST", "/v1/persons/separate", "hA"},
    {"POST", "/v1/waitlist", "chA"},
    {"GET", "/v1/waitlist/" + unknown_id, everyone},
    {"DELETE", "/v1/waitlist/" + unknown_id, "chA"},
    {"GET", "/v1/me/appointments", "c"},
    {"POST", "/v1/halls/330100/check-ins", "skA"},
    {"POST", "/v1/halls/330100/tickets", "skA"},
    {"POST", "/v1/halls/330100/counters/7/call-next", "sA"},
    {"POST", "/v1/halls/330100/counters/7/recall", "sA"},
    {"POST", "/v1/halls/330100/counters/7/undo", "sA"},
    {"GET", "/v1/halls/330100/waiting", "sA"},
    {"GET", "/v1/halls/330100/bookings", "sA"},
    {"POST", "/v1/halls/330100/assistance", "skA"},
    {"GET", "/v1/halls/330100/assistance/" + unknown_id, "skA"},
    {"POST", "/v1/halls/330100/assistance/" + unknown_id + "/done", "sA"},
    {"POST", "/v1/halls/330100/counters/7/serve", "sA"},
    {"POST", "/v1/halls/330100/counters/7/finish", "sA"},
    {"POST", "/v1/halls/330100/counters/7/miss", "sA"},
    {"POST", "/v1/halls/330100/counters/7/park", "sA"},
    {"POST", "/v1/halls/330100/counters/7/transfer", "sA"},
    {"POST", "/v1/halls/330100/counters/7/open", "sA"},
    {"POST", "/v1/halls/330100/counters/7/pause", "sA"},
    {"POST", "/v1/halls/330100/counters/7/close", "sA"},
    {"GET", "/v1/tickets/" + unknown_id, everyone},
    {"DELETE", "/v1/tickets/" + unknown_id, "acskphA"},
    {"GET", "/v1/reports/daily", "spA"},
    {"POST", "/v1/simulations", "pA"},
    {"GET", "/v1/simulations", "pA"},
    {"GET", "/v1/simulations/" + unknown_simulation, "pA"},
    {"DELETE", "/v1/simulations/" + unknown_simulation, "pA"},
    {"GET", "/v1/simulations/" + unknown_simulation + "/stream", "pA"},
    {"GET", "/v1/simulations/" + unknown_simulation + "/report.html", "pA"},
    {"GET", "/v1/operations/audit", "A"},
    {"GET", "/v1/operations/webhooks", "A"},
    {"POST", "/v1/operations/webhooks/enable", "A"},
    {"POST", "/v1/operations/webhooks/dead-letters/1/send", "A"},
    {"POST", "/v1/operations/revocations", "A"},
    {"GET", "/v1/operations/revocations", "A"},
    {"DELETE", "/v1/operations/revocations/" + unknown_id, "A"},
    {"POST", "/v1/operations/closures", "A"},
    {"GET", "/v1/operations/closures", "A"},
    {"POST", "/v1/operations/closures/" + unknown_id + "/reopen", "A"},
    {"POST", "/v1/operations/notices", "sA"},
    {"GET", "/v1/operations/notices", "sA"},
    {"DELETE", "/v1/operations/notices/" + unknown_id, "sA"},
    {"POST", "/v1/appointments/" + unknown_id + "/excuse", "sA"},
    {"POST", "/v1/operations/suspensions/lift", "sA"},
    {"POST", "/v1/operations/citizen-file", "A"},
    {"POST", "/v1/operations/forget", "A"},
    {"GET", "/v1/operations/configuration", "A"},
    {"POST", "/v1/operations/configuration", "A"},
    {"POST", "/v1/operations/step-down", "A"},
    {"GET", "/healthz", everyone},
    {"GET", "/readyz", everyone},
    {"GET", "/metrics", everyone},
    {"GET", "/openapi.yaml", everyone},
    {"GET", "/docs", everyone},
    {"GET", "/docs/docs.js", everyone},
    {"GET", "/", everyone},
    {"GET", "/display/330100", everyone},
    {"GET", "/counter", everyone},
    {"GET", "/kiosk/330100", everyone},
    {"GET", "/planner", everyone},
    {"GET", "/admin", everyone},
    {"GET", "/assets/citizen-0a1b2c3d.js", everyone},
    {"GET", "/manifest.webmanifest", everyone},
    {"GET", "/service-worker.js", everyone},
};

/// Its reply has no end: test_board_stream.cpp reads it.
bool is_stream(const Row& row) { return row.path.ends_with("/stream"); }
bool is_open(const Row& row) { return !row.path.starts_with("/v1/"); }

std::map<char, std::string> tokens_of(const ApiServer& server) {
  return {{'a', ""},
          {'c', server.citizen(1)},
          {'s', server.staff()},
          {'k', server.kiosk()},
          {'d', server.token(Role::display, 330100)},
          {'p', server.token(Role::planner)},
          {'h', server.hotline()},
          {'A', server.admin()}};
}

/// Whose limits on requests nobody reaches here.
ApiServerOptions without_limits() {
  ApiServerOptions options;
  options.city.limits.citizen_burst = 1000;
  return options;
}

}  // namespace

TEST_CASE("The table names every route of the server") {
  std::set<const offpeak::api::Route*> named;
  const auto routes = offpeak::api::all_routes();
  for (const auto& row : table) {
    for (const auto& route : routes) {
      if (offpeak::http::method_name(route.method) != row.method) continue;
      const auto match = offpeak::api::match_route(routes, route.method, row.path);
      if (match.route == &route) named.insert(&route);
    }
  }
  CHECK(named.size() == routes.size());
}

TEST_CASE("Each role may use its routes and no others") {
  ApiServer server{without_limits()};
  auto client = server.connect();
  for (const auto& [letter, token] : tokens_of(server)) {
    for (const auto& row : table) {
      CAPTURE(letter);
      CAPTURE(row.method);
      CAPTURE(row.path);
      const bool allowed = row.allowed.find(letter) != std::string_view::npos;
      if (allowed && is_stream(row)) continue;
      // Without a body: what is allowed goes on to be bad input or not found.
      const auto reply =
          client.exchange({.method = row.method, .target = row.path, .token = token});
      if (allowed) {
        CHECK(reply.status != 401);
        CHECK(reply.status != 403);
      } else if (letter == 'a') {
        CHECK(reply.status == 401);
        CHECK(reply.text("code") == "unauthorized");
        CHECK(reply.header("WWW-Authenticate") == "Bearer realm=\"offpeak\"");
      } else {
        CHECK(reply.status == 403);
        CHECK(reply.text("code") == "forbidden");
      }
    }
  }
}

TEST_CASE("Staff whose token names no hall work in none") {
  ApiServer server{without_limits()};
  auto client = server.connect();
  const std::string token = server.token(Role::staff);
  for (const auto& row : table) {
    const bool is_for_staff = row.allowed == "sA" || row.allowed == "skA" || row.allowed == "sdA";
    if (!is_for_staff) continue;
    CAPTURE(row.method);
    CAPTURE(row.path);
    const auto reply = client.exchange({.method = row.method, .target = row.path, .token = token});
    CHECK(reply.status == 403);
    CHECK(reply.text("code") == "forbidden");
  }
}

TEST_CASE("A token that is sent must be valid, even where none is needed") {
  ApiServer server{without_limits()};
  auto client = server.connect();
  const std::string valid = server.citizen(1);
  std::string unsigned_token = valid.substr(0, valid.rfind('.') + 1);
  std::string changed = valid;
  changed[valid.size() / 2] = changed[valid.size() / 2] == 'A' ? 'B' : 'A';
  const std::vector<std::pair<std::string, std::string>> headers{
      {"expired", "Bearer " + server.expired_citizen(1)},
      {"signed by another server", "Bearer " + server.forged_citizen(1)},
      {"without its signature", "Bearer " + unsigned_token},
      {"changed", "Bearer " + changed},
      {"for no algorithm", "Bearer eyJhbGciOiJub25lIn0.eyJyb2xlIjoiYWRtaW4ifQ."},
      {"no token", "Bearer x"},
      {"two tokens", "Bearer " + valid + " " + valid},
      {"another scheme", "Basic YWRtaW46YWRtaW4="},
      {"no scheme", valid},
      {"an empty token", "Bearer"},
      {"a long one", "Bearer " + std::string(2000, 'x')},
  };
  for (const auto& [what, header] : headers) {
    for (const auto& row : table) {
      CAPTURE(what);
      CAPTURE(row.path);
      const auto reply = client.exchange(
          {.method = row.method, .target = row.path, .headers = {{"Authorization", header}}});
      // Probes, pages and the description look at no token; pages need not be built.
      if (is_open(row)) {
        CHECK((reply.status == 200 || reply.status == 404));
      } else {
        CHECK(reply.status == 401);
      }
    }
  }
}

TEST_CASE("The scheme's name may be written in any case") {
  ApiServer server;
  auto client = server.connect();
  for (const std::string scheme : {"Bearer ", "bearer ", "BEARER "}) {
    const auto reply =
        client.exchange({.target = "/v1/me/appointments",
                         .headers = {{"Authorization", scheme + server.citizen(1)}}});
    CHECK(reply.status == 200);
  }
}

TEST_CASE("What a citizen booked, another one can neither list nor change") {
  ApiServer server;
  auto client = server.connect();
  const auto booked = client.post("/v1/appointments", wish(documents("2026-06-15", "1000"), {{1}}),
                                  server.citizen(1));
  REQUIRE(booked.status == 201);
  const std::string path = "/v1/appointments/" + booked.text("id");
  CHECK(client.post(path + "/cancel", "", server.citizen(2)).status == 403);
  CHECK(
      client
          .post(path + "/reschedule", slot_body(documents("2026-06-15", "1030")), server.citizen(2))
          .status == 403);
  CHECK(client.get("/v1/me/appointments", server.citizen(2)).body.find(booked.text("id")) ==
        std::string::npos);
  CHECK(client.get(path).text("status") == "booked");
}

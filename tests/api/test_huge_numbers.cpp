// Numbers that JSON can write and a double cannot hold, in every body that the server reads.
#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "api/route_table.hpp"
#include "tests/api/api_server.hpp"
#include "tests/api/requests.hpp"
#include "tests/support/worker_control.hpp"

using namespace offpeak::testing;
namespace api = offpeak::api;
namespace http = offpeak::http;
using offpeak::scheduler::Role;

namespace {

struct Town {
  WorkerControl control;
  ApiServer server{[this] {
    ApiServerOptions options;
    options.simulations.worker = control.worker();
    return options;
  }()};
  HttpClient client = server.connect();
  std::string admin = server.admin();
};

std::string with_scenarios(const std::string& scenarios) {
  return R"({"date":"2026-06-15","scenarios":)" + scenarios + "}";
}

/// A booking that has nothing to do with what was asked before.
int book(Town& town, std::uint64_t n) {
  return town.client
      .post("/v1/appointments", wish(documents("2026-06-14", "0900"), {{n}}), town.admin)
      .status;
}

}  // namespace

TEST_CASE("A number that no double holds is refused by its field, and bookings go on") {
  struct Row {
    std::string_view scenarios;
    std::string_view field;
  };
  const std::vector<Row> rows{
      {R"([{"a":1e400}])", "scenarios[0].a"},
      {R"([{"a":-1e400}])", "scenarios[0].a"},
      {R"([{"a":1.8e308}])", "scenarios[0].a"},
      {R"([{"a":1e99999}])", "scenarios[0].a"},
      {R"([{"a":0e400}])", "scenarios[0].a"},
      {R"([{"a":1},{"b":[0,[1,2e999]]}])", "scenarios[1].b[1][1]"},
      {R"([{"a":{"b":{"c":1e400}}}])", "scenarios[0].a.b.c"},
      {R"([1e400])", "scenarios[0]"},
      {"1e400", "scenarios"},
      {R"([{"999999199001010016":1e400}])", "scenarios[0].??????????????????"},
  };
  Town town;
  std::uint64_t n = 0;
  for (const auto& row : rows) {
    CAPTURE(row.scenarios);
    const auto reply =
        town.client.post("/v1/simulations", with_scenarios(std::string{row.scenarios}), town.admin);
    CHECK(reply.status == 400);
    CHECK(reply.header("Content-Type") == "application/problem+json");
    CHECK(reply.text("code") == "invalid_field");
    CHECK(reply.text("field") == row.field);
    CHECK(reply.text("detail").find("from -1.7e308 to 1.7e308") != std::string::npos);
    CHECK(book(town, ++n) == 201);
  }
}

TEST_CASE("An exponent that the reader itself cannot count is refused with its field too") {
  Town town;
  const auto reply =
      town.client.post("/v1/simulations", with_scenarios(R"([{"a":1e9999999999}])"), town.admin);
  CHECK(reply.status == 400);
  CHECK(reply.text("field") == "scenarios[0].a");
  CHECK(reply.text("detail").find("from -1.7e308 to 1.7e308") != std::string::npos);
  CHECK(book(town, 1) == 201);
}

TEST_CASE("Whatever route reads JSON refuses a number that no double holds") {
  struct Row {
    std::string path;
    std::string body;
    std::string_view field;
  };
  const std::string hall = "/v1/halls/330100/";
  const std::string counter = hall + "counters/1/";
  const std::string appointment = "/v1/appointments/" + std::string(32, '1');
  const std::vector<Row> rows{
      {"/v1/tokens", R"({"id_type":"resident","id_number":1e400})", "id_number"},
      {"/v1/holds", R"({"slot":"x","applicants":[{"service":1e400}]})", "applicants[0].service"},
      {"/v1/appointments", R"({"hold":1e400})", "hold"},
      {appointment + "/reschedule", R"({"slot":1e400})", "slot"},
      {appointment + "/watch", R"({"halls":["330100",1e400]})", "halls[1]"},
      {appointment + "/confirm", R"({"id_number":1e400})", "id_number"},
      {"/v1/persons/join", R"({"person":{"id_number":1e400}})", "person.id_number"},
      {"/v1/persons/separate", R"({"printed_check_digit":1e400})", "printed_check_digit"},
      {"/v1/operations/revocations", R"({"subject":1e400})", "subject"},
      {"/v1/operations/closures", R"({"text":{"zh":1e400}})", "text.zh"},
      {"/v1/operations/closures/" + std::string(32, '1') + "/reopen", R"({"dry_run":1e400})",
       "dry_run"},
      {"/v1/operations/configuration", R"({"accept_changes":1e400})", "accept_changes"},
      {"/v1/operations/notices", R"({"audience":["booked",1e400]})", "audience[1]"},
      {"/v1/operations/suspensions/lift", R"({"id_number":1e400})", "id_number"},
      {"/v1/operations/citizen-file", R"({"id_number":1e400})", "id_number"},
      {"/v1/operations/forget", R"({"id_number":1e400})", "id_number"},
      {"/v1/waitlist", R"({"slot":[1e400]})", "slot[0]"},
      {"/v1/advice", R"({"document":"passport","age":1e400})", "age"},
      {hall + "check-ins", R"({"code":1e400})", "code"},
      {hall + "tickets", R"({"services":["advice",1e400]})", "services[1]"},
      {hall + "assistance", R"({"place":1e400})", "place"},
      {counter + "open", R"({"lanes":[1e400]})", "lanes[0]"},
      {counter + "call-next", R"({"ticket":1e400})", "ticket"},
      {counter + "finish", R"({"documents":1e400})", "documents"},
      {counter + "transfer", R"({"lane":-1e400})", "lane"},
      {"/v1/simulations", R"({"date":"2026-06-15","days":1e400})", "days"},
      {"/v1/simulations", R"({"date":"2026-06-15","visitors":1e400})", "visitors"},
      {"/v1/simulations", R"({"date":"2026-06-15","replications":1e400})", "replications"},
      {"/v1/simulations", R"({"date":"2026-06-15","seed":-1e400})", "seed"},
      {"/v1/simulations", R"({"date":"2026-06-15","nonsense":1e400})", "nonsense"},
  };
  Town town;
  const auto routes = api::all_routes();
  for (const auto& route : routes) {
    // The others take no JSON.
    constexpr std::array bare{"/excuse", "/cancel", "/recall",    "/undo",          "/serve",
                              "/miss",   "/park",   "/pause",     "/close",         "/leave",
                              "/send",   "/enable", "/step-down", "/board/tickets", "/done"};
    const std::string_view path = route.pattern.text;
    if (route.method != http::Method::post) continue;
    if (std::ranges::any_of(bare, [&](const char* end) { return path.ends_with(end); })) continue;
    CAPTURE(path);
    CHECK(std::ranges::any_of(rows, [&](const Row& row) {
      return api::match_route(routes, route.method, row.path).route == &route;
    }));
  }
  for (const auto& row : rows) {
    CAPTURE(row.path);
    CAPTURE(row.body);
    const auto reply = town.client.post(row.path, row.body, town.admin);
    CHECK(reply.status == 400);
    CHECK(reply.text("field") == row.field);
  }
  CHECK(book(town, 1) == 201);
}

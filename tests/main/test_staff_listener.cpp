// `offpeak serve --staff-listen`: the routes of clerks, kiosks and administrators on a port of
// their own.
#include <doctest/doctest.h>

#include "tests/api/requests.hpp"
#include "tests/main/live_store.hpp"

using namespace offpeak::testing;

namespace {

const std::string counter = "/v1/halls/330100/counters/1/";

/// The port behind "for staff" in what the program said at its start.
std::uint16_t staff_port(const ServerProcess& server) {
  const std::string word = "  for staff   http://127.0.0.1:";
  const auto at = server.output().find(word);
  REQUIRE(at != std::string::npos);
  return static_cast<std::uint16_t>(std::stoi(server.output().substr(at + word.size())));
}

}  // namespace

TEST_CASE("With a listener for staff, their routes are there and not on the public one") {
  const LiveStore place;
  auto server = place.serve({"--staff-listen", "127.0.0.1:0"});
  auto everyone = server.connect();
  HttpClient staff{staff_port(server)};
  const auto clerk = server.token("staff");
  const auto hotline = server.token("hotline");
  const auto admin = server.token("admin");
  struct Row {
    std::string method;
    std::string path;
    std::string body;
    std::string token;
    int status;  // on the staff's listener
  };
  for (const auto& row : std::vector<Row>{
           {"POST", counter + "open", "", clerk, 204},
           {"POST", counter + "call-next", "", clerk, 204},
           {"POST", "/v1/halls/330100/check-ins", code_body("x"), clerk, 400},
           {"GET", "/v1/operations/audit", "", admin, 200},
           {"POST", "/v1/operations/step-down", "", admin, 409},
           {"GET", "/metrics", "", "", 200},
       }) {
    CAPTURE(row.path);
    const HttpRequest request{
        .method = row.method, .target = row.path, .body = row.body, .token = row.token};
    CHECK(staff.exchange(request).status == row.status);
    const auto refused = everyone.exchange(request);
    CHECK(refused.status == 404);
    CHECK(refused.text("code") == "not_found");
    CHECK(refused.text("detail") == everyone.get("/v1/nowhere").text("detail"));
  }
  const auto is_ok = [](const HttpReply& reply) { return reply.status == 200; };
  for (auto* client : {&everyone, &staff}) {
    CHECK(client->get("/v1/halls").status == 200);
    CHECK(is_ok(ask_until(*client, "/readyz", "", is_ok)));
    CHECK(client->get("/v1/tickets/" + std::string(32, '0')).status == 404);
    // The hotline.
    CHECK(
        client->post("/v1/appointments", wish(documents("2026-06-15", "1000"), {{1, "x"}}), hotline)
            .text("field") == "applicants[0].service");
  }
  // What both have done is counted once, on one page.
  CHECK(staff.get("/metrics")
            .body.find(R"(offpeak_http_request_seconds_count{method="GET",route="/v1/halls"} 2)") !=
        std::string::npos);
  server.terminate();
  CHECK(server.wait() == 0);
}

TEST_CASE("Without one, everything is on the one listener") {
  const LiveStore place;
  auto server = place.serve();
  auto client = server.connect();
  CHECK(client.post(counter + "open", "", server.token("staff")).status == 204);
  CHECK(client.get("/metrics").status == 200);
}

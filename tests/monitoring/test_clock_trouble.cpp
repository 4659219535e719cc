// A server whose system clock is set back while it runs.
#include <doctest/doctest.h>

#include "tests/api/requests.hpp"
#include "tests/support/faked_clock.hpp"

namespace offpeak::monitoring {
namespace {

using namespace offpeak::testing;

double metric(HttpClient& client, const std::string& name) {
  const auto page = client.get("/metrics").body;
  const auto at = page.find("\n" + name + " ");
  REQUIRE(at != std::string::npos);
  return std::stod(page.substr(at + name.size() + 2));
}

TEST_CASE("a clock that is set far back shows by how much, and that it is not believed") {
  const store::tests::TemporaryDirectory directory;
  FakedClock clock{directory.path(), *config::parse_instant("2026-06-16T08:20:00+08:00")};
  auto server =
      ServerProcess{ServerSetup{.directory = directory.path(), .program = clock.program()}};
  auto client = server.connect();
  ask_until(client, "/readyz", "", [](const HttpReply& reply) { return reply.status == 200; });
  const std::string counter = "/v1/halls/330100/counters/1/open";
  REQUIRE(client.post(counter, "", server.token("staff")).status == 204);
  CHECK(std::abs(metric(client, "offpeak_clock_steps_seconds")) < 1);
  CHECK(metric(client, "offpeak_clock_behind_seconds") == 0);

  clock.move(-std::chrono::hours{2});
  CHECK(metric(client, "offpeak_clock_steps_seconds") == doctest::Approx(-7200).epsilon(0.01));
  CHECK(metric(client, "offpeak_clock_jumped") == 1);
  CHECK(metric(client, "offpeak_clock_behind_seconds") == 0);
  CHECK(server.stop() == 0);
}

}  // namespace
}  // namespace offpeak::monitoring

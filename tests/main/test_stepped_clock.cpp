// `offpeak serve --clock …@step`: time passes when a line of standard input says so.
#include <doctest/doctest.h>

#include "tests/api/requests.hpp"
#include "tests/store/temporary_directory.hpp"
#include "tests/support/server_process.hpp"

using namespace offpeak::testing;

namespace {

offpeak::config::Instant at(const char* time) {
  return *offpeak::config::parse_instant(std::string{"2026-06-13T"} + time + "+08:00");
}

}  // namespace

TEST_CASE("A clock that is stepped stands still, and each step is answered when its work is done") {
  const offpeak::store::tests::TemporaryDirectory directory;
  ServerProcess server{directory.path(), {"--clock", "2026-06-13T08:00:00+08:00@step"}};
  auto client = server.connect();
  const auto admin = server.token("admin");
  const auto held = client.post("/v1/holds", wish(documents("2026-06-15", "1000"), {{1}}), admin);
  REQUIRE(held.status == 201);
  CHECK(held.text("expires_at") == "2026-06-13T08:10:00+08:00");
  const auto path = "/v1/appointments/" + held.text("id");

  server.step_clock(at("08:09:59"));
  CHECK(client.get(path, admin).text("status") == "held");
  server.step_clock(at("08:10:00"));
  CHECK(client.get(path, admin).text("status") == "expired");

  CHECK_THROWS_WITH(server.step_clock(at("08:09:59")),
                    doctest::Contains("clock refused: it shows 2026-06-13T08:10:00+08:00 already"));
  CHECK(client.get(path, admin).text("status") == "expired");
  server.terminate();
  CHECK(server.wait() == 0);
}

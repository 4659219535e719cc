// Rules and board read nothing that the server does not give.
#include <doctest/doctest.h>

#include <sstream>

#include "tests/api/requests.hpp"
#include "tests/main/live_store.hpp"
#include "tests/monitoring/promql.hpp"
#include "tests/support/redis_server.hpp"

namespace offpeak::monitoring {
namespace {

using namespace offpeak::testing;

/// Names as a query has them: with _bucket, _sum and _count.
void add_names(const ServerProcess& server, std::set<std::string>& names) {
  std::istringstream lines{server.connect().get("/metrics").body};
  for (std::string line; std::getline(lines, line);) {
    if (!line.starts_with('#')) names.insert(line.substr(0, line.find_first_of("{ ")));
  }
}

/// Of a server alone with everything switched on, and of a pair.
std::set<std::string> names_of_servers() {
  std::set<std::string> names{"up"};  // Prometheus' own
  {
    const LiveStore place;
    const auto server = place.serve({"--webhook", "http://127.0.0.1:9/"});
    await_metric(server, "offpeak_leading", 1);
    add_names(server, names);
  }
  const RedisServer redis;
  const LiveStore place{redis.uri()};
  const auto leader = place.serve();
  const auto standby = ServerProcess{ServerSetup{.directory = place.directory(),
                                                 .options = place.serve_options({"--standby"}),
                                                 .log = "standby"}};
  auto client = standby.connect();
  ask_until(client, "/readyz", "",
            [](const HttpReply& reply) { return reply.text("status") == "standby"; });
  add_names(standby, names);
  return names;
}

TEST_CASE("the names that an expression reads are told from its labels, functions and words") {
  CHECK(metrics_in(R"(sum by (job, le) (rate(a_bucket{b="c_d"}[5m])) / e offset 10m > 1e9)") ==
        std::set<std::string>{"a_bucket", "e"});
  CHECK(
      metrics_in("f > 3 and on (job) count by (job) (up) > 1 or predict_linear(g[6h], 24 * 60)") ==
      std::set<std::string>{"f", "g", "up"});
}

TEST_CASE("every metric that a rule or a panel names is one that the server gives") {
  const auto given = names_of_servers();
  std::vector<std::string> expressions = board_expressions();
  CHECK(expressions.size() > 30);
  for (const auto& alert : alerts()) expressions.push_back(alert.expression);
  for (const auto& expression : expressions) {
    CAPTURE(expression);
    const auto names = metrics_in(expression);
    CHECK_FALSE(names.empty());
    for (const auto& name : names) CHECK_MESSAGE(given.contains(name), name);
  }
}

}  // namespace
}  // namespace offpeak::monitoring

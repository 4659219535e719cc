// `offpeak serve` on a real Redis: what it refuses, what it outlives, whom it listens to.
#include <doctest/doctest.h>

#include <boost/json.hpp>
#include <chrono>
#include <thread>

#include "tests/api/requests.hpp"
#include "tests/main/live_store.hpp"
#include "tests/support/patience.hpp"
#include "tests/support/redis_server.hpp"

using namespace offpeak::testing;

namespace {

const std::string slot = documents("2026-06-16", "1000");

/// Two facts: the booking, and who made it.
HttpRequest booking(const ServerProcess& server, std::uint64_t n) {
  return {.method = "POST",
          .target = "/v1/appointments",
          .body = wish(slot, {{n}}),
          .token = server.token("admin")};
}

HttpReply await_status(HttpClient& client, const std::string& status) {
  return ask_until(client, "/readyz", "",
                   [&](const HttpReply& reply) { return reply.text("status") == status; });
}

std::size_t appointments_of(HttpClient& client, std::uint64_t n) {
  const auto token =
      client.post("/v1/tokens", R"({"id_number":")" + resident_number(n) + R"("})").text("token");
  return client.get("/v1/me/appointments", token).json().at("appointments").as_array().size();
}

}  // namespace

TEST_CASE("A Redis that may lose what it acknowledged is refused by the name of its setting") {
  struct Row {
    std::vector<std::string> settings;
    std::string message;
  };
  const std::vector<Row> rows{
      {{"--appendfsync", "everysec"}, "appendfsync is everysec, must be always"},
      {{"--appendonly", "no"}, "appendonly is no, must be yes"},
      {{"--maxmemory-policy", "allkeys-lru"},
       "maxmemory-policy is allkeys-lru, must be noeviction"},
      {{"--no-appendfsync-on-rewrite", "yes"}, "no-appendfsync-on-rewrite is yes, must be no"},
  };
  for (const auto& row : rows) {
    const RedisServer redis{row.settings};
    const LiveStore place{redis.uri()};
    const auto outcome = place.try_to_serve();
    CHECK(outcome.code == 3);
    CHECK_MESSAGE(contains(outcome.errors, row.message), outcome.errors);
    CHECK(contains(outcome.errors, "--durability relaxed"));
    CHECK(redis.command({"DBSIZE"}) == "0");
  }
}

TEST_CASE("With --durability relaxed it serves, and says everywhere what may be lost") {
  const RedisServer redis{{"--appendfsync", "everysec"}};
  const LiveStore place{redis.uri()};
  auto server = place.serve({"--durability", "relaxed"});
  auto client = server.connect();
  const auto ready = await_status(client, "ready");
  CHECK(ready.status == 200);
  CHECK(ready.text("durability") == "relaxed");
  CHECK(contains(ready.text("may_lose"), "appendfsync is everysec"));
  CHECK(await_metric(server, "offpeak_durability_relaxed", 1) == 1);
  CHECK(contains(server.log(), "event=durability_relaxed may_lose=\"appendfsync is everysec"));
  CHECK(client.exchange(booking(server, 1)).status == 201);
  CHECK(logged(stop(server), "stopped", "sequence") == after_events(2));
}

TEST_CASE("A second server on the same Redis ends, and the first goes on") {
  const RedisServer redis;
  const LiveStore place{redis.uri()};
  auto server = place.serve();
  const auto outcome = place.try_to_serve();
  CHECK(outcome.code == 3);
  CHECK(contains(outcome.errors, "another server leads on this store"));
  CHECK(contains(outcome.errors, "--standby"));
  CHECK(server.connect().exchange(booking(server, 1)).status == 201);
  CHECK(logged(stop(server), "stopped", "sequence") == after_events(2));
}

TEST_CASE("What a server left in Redis the next one has, in an epoch of its own") {
  const RedisServer redis;
  const LiveStore place{redis.uri()};
  std::string hash;
  for (const char* epoch : {"1", "2", "3"}) {
    auto server = place.serve();
    const auto log = server.log();
    CHECK(logged(log, "recovered", "epoch") == epoch);
    if (!hash.empty()) CHECK(logged(log, "recovered", "hash") == hash);
    const auto n = static_cast<std::uint64_t>(*epoch);
    CHECK(server.connect().exchange(booking(server, n)).status == 201);
    hash = logged(stop(server), "stopped", "hash");
  }
}

TEST_CASE("While Redis stands still requests get 503, and then everything goes on") {
  RedisServer redis;
  const LiveStore place{redis.uri()};
  auto server = place.serve();
  auto client = server.connect();
  REQUIRE(client.exchange(booking(server, 1)).status == 201);

  redis.freeze();
  auto first = server.connect();
  first.send(booking(server, 2));
  CHECK(await_status(client, "interrupted").status == 503);
  CHECK(await_metric(server, "offpeak_store_interrupted", 1) == 1);
  // Answered though Redis still stands.
  const auto refused = client.exchange(booking(server, 3));
  CHECK(refused.status == 503);
  CHECK(refused.text("code") == "unavailable");
  CHECK_FALSE(refused.header("Retry-After").empty());
  CHECK(client.get("/healthz").status == 200);

  redis.thaw();
  // What was under way is done, once.
  CHECK(first.read_reply().status == 201);
  CHECK(await_status(client, "ready").status == 200);
  CHECK(client.exchange(booking(server, 4)).status == 201);
  CHECK(appointments_of(client, 1) == 1);
  CHECK(appointments_of(client, 2) == 1);
  CHECK(appointments_of(client, 3) == 0);
  CHECK(appointments_of(client, 4) == 1);
  const auto log = stop(server);
  CHECK(logged(log, "stopped", "sequence") == after_events(6));
  CHECK(place.inspect({"--hash"}).output == logged(log, "stopped", "hash") + "\n");
  CHECK(place.inspect({"--verify"}).code == 0);
}

TEST_CASE("A Redis that has no memory left is named in the log at once, and so is its end") {
  const RedisServer redis;
  const LiveStore place{redis.uri()};
  auto server = place.serve();
  redis.command({"CONFIG", "SET", "maxmemory", "1"});
  std::thread asks{[&server] { (void)server.connect().exchange(booking(server, 1)); }};
  server.await_log("event=store_interrupted reason=\"redis");
  redis.command({"CONFIG", "SET", "maxmemory", "0"});
  server.await_log("event=store_resumed");
  asks.join();
  CHECK(contains(server.log(), "OOM command not allowed"));
  CHECK(server.stop() == 0);
}

TEST_CASE("An administrator hands a server over to its standby, which has everything") {
  const RedisServer redis;
  const LiveStore place{redis.uri()};
  auto leader = place.serve();
  auto client = leader.connect();
  REQUIRE(client.exchange(booking(leader, 1)).status == 201);
  auto standby = place.serve({"--standby"});
  auto other = standby.connect();
  CHECK(await_status(other, "standby").status == 503);
  const auto refused = other.exchange(booking(standby, 2));
  CHECK(refused.status == 503);
  CHECK(refused.text("code") == "standby");

  const auto followed = ask_until(client, "/readyz", "", [](const HttpReply& reply) {
    return contains(reply.body, "\"standby_sequence\":" + after_events(2));
  });
  CHECK(followed.status == 200);
  CHECK(contains(followed.body, "\"epoch\":1,"));
  CHECK(await_metric(leader, "offpeak_standby_connected", 1) == 1);
  const auto told = client.post("/v1/operations/step-down", "", leader.token("admin"));
  CHECK(told.status == 202);
  CHECK(told.text("status") == "stopping");
  CHECK(leader.wait() == 0);
  const auto hash = logged(leader.log(), "stopped", "hash");

  const auto leading = await_status(other, "ready");
  CHECK(leading.status == 200);
  CHECK(contains(leading.body, "\"epoch\":2,"));
  CHECK(logged(standby.log(), "recovered", "hash") == hash);
  CHECK(appointments_of(other, 1) == 1);
  CHECK(other.exchange(booking(standby, 2)).status == 201);
  CHECK(logged(stop(standby), "stopped", "sequence") == after_events(4));
  // Said when it is ready, not before.
  CHECK(logged(standby.log(), "took_over", "epoch") == "2");
}

TEST_CASE("A Redis that is away for three seconds is failed over by nobody, and nothing is lost") {
  RedisServer redis;
  const LiveStore place{redis.uri()};
  auto leader = place.serve();
  auto standby = place.serve({"--standby", "--state", (place.directory() / "standby").string()});
  auto client = leader.connect();
  REQUIRE(client.exchange(booking(leader, 1)).status == 201);
  redis.kill();
  const auto killed = std::chrono::steady_clock::now();
  leader.await_log("event=store_interrupted");
  // For longer than a lease lasts.
  await_until("three seconds to pass",
              [&] { return std::chrono::steady_clock::now() - killed > std::chrono::seconds{3}; });
  redis.start();
  leader.await_log("event=store_resumed");
  CHECK(client.exchange(booking(leader, 2)).status == 201);
  const auto ready = await_status(client, "ready");
  CHECK(contains(ready.body, "\"epoch\":1,"));
  CHECK_FALSE(contains(standby.log(), "event=took_over"));
  CHECK(standby.stop() == 0);
  CHECK(logged(stop(leader), "stopped", "sequence") == after_events(4));
}

TEST_CASE("Told to step down with nobody to take over, a server goes on") {
  const RedisServer redis;
  const LiveStore place{redis.uri()};
  auto server = place.serve();
  auto client = server.connect();
  server.step_down();
  server.await_log("event=step_down_refused");
  const auto refused = client.post("/v1/operations/step-down", "", server.token("admin"));
  CHECK(refused.status == 409);
  CHECK(refused.text("code") == "no_standby");
  CHECK(client.get("/readyz").status == 200);
  CHECK(client.exchange(booking(server, 1)).status == 201);
  CHECK(logged(stop(server), "stopped", "sequence") == after_events(2));
}

TEST_CASE("On SQLite too a server that is told to step down goes on") {
  const LiveStore place;
  auto server = place.serve();
  server.step_down();
  server.await_log("event=step_down_refused");
  CHECK(server.connect().exchange(booking(server, 1)).status == 201);
  CHECK(logged(stop(server), "stopped", "sequence") == after_events(2));
}

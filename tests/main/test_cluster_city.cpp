// `offpeak serve` on a real Redis Cluster, with replicas.
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "store/redis/cluster.hpp"
#include "tests/api/requests.hpp"
#include "tests/main/live_store.hpp"
#include "tests/support/redis_cluster.hpp"

using namespace offpeak::testing;

namespace {

const std::string slot = documents("2026-06-16", "1000");

HttpReply book_one(const ServerProcess& server, std::uint64_t n) {
  return server.connect().exchange({.method = "POST",
                                    .target = "/v1/appointments",
                                    .body = wish(slot, {{n}}),
                                    .token = server.token("admin")});
}

std::size_t appointments_of(HttpClient& client, std::uint64_t n) {
  const auto token =
      client.post("/v1/tokens", R"({"id_number":")" + resident_number(n) + R"("})").text("token");
  return client.get("/v1/me/appointments", token).json().at("appointments").as_array().size();
}

}  // namespace

TEST_CASE("A city whose master is killed goes on with its replica, and has all it acknowledged") {
  RedisCluster cluster{3, 1};
  const auto slot_of_city = offpeak::store::redis_slot("hangzhou");
  const auto home = cluster.master_of(slot_of_city, 0);
  const LiveStore place{cluster.uri()};
  auto server = place.serve({"--replicas", "1"});
  std::vector<std::uint64_t> acknowledged;
  std::uint64_t n = 0;
  const auto book_until = [&](std::size_t count) {
    while (acknowledged.size() < count) {
      const auto reply = book_one(server, ++n);
      if (reply.status == 201) {
        acknowledged.push_back(n);
      } else {
        CHECK(reply.status == 503);
      }
    }
  };
  book_until(10);
  cluster.node(home).kill();
  server.await_log("event=store_interrupted");
  while (cluster.master_of(slot_of_city, (home + 1) % 3) != home + 3) {
    static_cast<void>(server.connect().get("/healthz"));
  }
  cluster.node(home).start();  // as the replica of its own
  book_until(20);
  auto client = server.connect();
  for (const auto citizen : acknowledged) CHECK(appointments_of(client, citizen) == 1);
  const auto log = stop(server);
  CHECK(place.inspect({"--hash"}).output == logged(log, "stopped", "hash") + "\n");
  CHECK(place.inspect({"--verify"}).code == 0);
}

TEST_CASE("A city whose replica stands still acknowledges nothing, and says why") {
  const RedisServer master{{"--repl-diskless-sync-delay", "0"}};
  RedisServer replica;
  replica.follow(master);
  const LiveStore place{master.uri()};
  auto server = place.serve({"--replicas", "1"});
  REQUIRE(book_one(server, 1).status == 201);
  replica.freeze();
  auto waits = server.connect();
  waits.send({.method = "POST",
              .target = "/v1/appointments",
              .body = wish(slot, {{2}}),
              .token = server.token("admin")});
  server.await_log("event=store_interrupted reason=\"replicas: 0 of the 1");
  auto client = server.connect();
  CHECK(client.get("/readyz").status == 503);
  CHECK(book_one(server, 3).status == 503);
  replica.thaw();
  CHECK(waits.read_reply().status == 201);
  server.await_log("event=store_resumed");
  CHECK(appointments_of(client, 2) == 1);
  CHECK(appointments_of(client, 3) == 0);
  CHECK(logged(stop(server), "stopped", "sequence") == after_events(4));
}

TEST_CASE("A store without replicas is refused where replicas are asked for") {
  const LiveStore place;
  const auto outcome = place.try_to_serve({"--replicas", "1"});
  CHECK(outcome.code == 3);
  CHECK(contains(outcome.errors, "--replicas is for Redis"));
}

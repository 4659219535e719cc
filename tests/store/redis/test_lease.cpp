// Who is alive: the lease in a real Redis, between processes that do not know of each other.
#include <doctest/doctest.h>

#include <memory>
#include <string>

#include "store/redis/lease.hpp"
#include "tests/store/redis/place.hpp"

namespace offpeak::store::tests {
namespace {

using testing::RedisServer;

constexpr const char* lease_key = "offpeak:{test}:lease";

std::unique_ptr<RedisLease> lease_of(RedisServer& server, const std::string& holder) {
  return std::make_unique<RedisLease>(link_to(server.port()), "test", holder);
}

/// Success and what it said.
bool yes(const Result<bool>& result) {
  REQUIRE_MESSAGE(result.has_value(), message_of(result));
  return *result;
}

TEST_CASE("one holds the lease, the next has it as soon as the first lets go") {
  RedisServer server;
  const auto a = lease_of(server, "a");
  const auto b = lease_of(server, "b");
  CHECK(a->term() == 0);
  CHECK(yes(a->try_acquire()));
  CHECK(a->term() == 1);
  CHECK_FALSE(yes(b->try_acquire()));
  CHECK(b->term() == 0);
  CHECK(server.command({"GET", lease_key}) == "a");
  a->release();
  CHECK(a->term() == 0);
  CHECK(yes(b->try_acquire()));
  CHECK_FALSE(yes(a->try_acquire()));
  a->release();  // not its to drop
  CHECK(server.command({"GET", lease_key}) == "b");
}

TEST_CASE("a lease ends with its holder's object") {
  RedisServer server;
  CHECK(yes(lease_of(server, "a")->try_acquire()));
  CHECK(yes(lease_of(server, "b")->try_acquire()));
}

TEST_CASE("a lease is renewed without being asked for") {
  RedisServer server;
  const auto lease = lease_of(server, "a");
  REQUIRE(yes(lease->try_acquire()));
  server.command({"PEXPIRE", lease_key, "1200"});
  wait_until([&] { return std::stoi(server.command({"PTTL", lease_key})) > 1500; });
  CHECK(lease->term() == 1);
}

TEST_CASE("a lease that lapsed is taken again as another term, unless somebody else has it") {
  RedisServer server;
  const auto lease = lease_of(server, "a");
  REQUIRE(yes(lease->try_acquire()));
  SUBCASE("nobody") {
    server.command({"DEL", lease_key});
    wait_until([&] { return lease->term() == 2; });
    CHECK(server.command({"GET", lease_key}) == "a");
  }
  SUBCASE("somebody else") {
    server.command({"SET", lease_key, "b"});
    wait_until([&] { return lease->term() == 0; });
    CHECK(server.command({"GET", lease_key}) == "b");
  }
}

TEST_CASE("a term ends by itself when Redis does not answer, and is another one afterwards") {
  RedisServer server;
  const auto lease = lease_of(server, "a");
  REQUIRE(yes(lease->try_acquire()));
  server.freeze();
  wait_until([&] { return lease->term() == 0; });
  server.thaw();
  wait_until([&] { return lease->term() != 0; });
  CHECK(yes(lease->try_acquire()));
}

TEST_CASE("a Redis that restarts leaves the lease to its holder, though it lapsed meanwhile") {
  RedisServer server;
  const auto leader = lease_of(server, "leader");
  const auto standby = lease_of(server, "standby");
  REQUIRE(yes(leader->try_acquire()));
  REQUIRE_FALSE(yes(standby->try_acquire()));
  server.kill();
  // For longer than a lease lasts.
  wait_until([&] { return leader->term() == 0; });
  CHECK_FALSE(standby->try_acquire().has_value());
  server.start();
  wait_until([&] {
    const auto acquired = standby->try_acquire();
    CHECK((!acquired || !*acquired));
    return leader->term() == 2;
  });
  CHECK_FALSE(yes(standby->try_acquire()));
  SUBCASE("and one that is gone with its Redis is followed by the standby") {
    server.kill();
    leader->release();
    CHECK_FALSE(standby->try_acquire().has_value());
    server.start();
    wait_until([&] {
      const auto acquired = standby->try_acquire();
      return acquired && *acquired;
    });
  }
}

TEST_CASE("who has not heard of the lease yet when Redis goes leaves it to its holder too") {
  RedisServer server;
  const auto leader = lease_of(server, "leader");
  const auto standby = lease_of(server, "standby");
  REQUIRE(yes(leader->try_acquire()));
  server.kill();
  wait_until([&] { return leader->term() == 0; });
  CHECK_FALSE(standby->try_acquire().has_value());
  server.start();
  wait_until([&] {
    const auto acquired = standby->try_acquire();
    CHECK((!acquired || !*acquired));
    return leader->term() == 2;
  });
}

TEST_CASE("a holder that is asked again still holds it") {
  RedisServer server;
  RedisLeaseSteps steps{link_to(server.port()), "test", "a"};
  CHECK(yes(steps.acquire()));
  CHECK(yes(steps.acquire()));  // as after a reply that was lost
  CHECK(steps.term() == 2);
  CHECK(yes(steps.renew()));
  CHECK(steps.term() == 2);
  server.command({"DEL", lease_key});
  CHECK_FALSE(yes(steps.renew()));
  CHECK(steps.term() == 0);
}

TEST_CASE("letting go of a lease that somebody else has by now leaves it alone") {
  RedisServer server;
  RedisLeaseSteps steps{link_to(server.port()), "test", "a"};
  REQUIRE(yes(steps.acquire()));
  server.command({"SET", lease_key, "b"});
  CHECK(steps.release().has_value());
  CHECK(server.command({"GET", lease_key}) == "b");
}

TEST_CASE("a standby is known for a while") {
  RedisServer server;
  const auto writer = lease_of(server, "a");
  const auto other = lease_of(server, "b");
  CHECK_FALSE(writer->standby()->has_value());
  REQUIRE(other->announce_standby(12).has_value());
  CHECK(writer->standby()->value() == 12);
  const int lasts = std::stoi(server.command({"PTTL", "offpeak:{test}:standby"}));
  CHECK(lasts > 0);
  CHECK(lasts <= 3000);
  server.command({"DEL", "offpeak:{test}:standby"});
  CHECK_FALSE(writer->standby()->has_value());
}

}  // namespace
}  // namespace offpeak::store::tests

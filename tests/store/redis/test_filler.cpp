// An empty city that is filled with another store's journal: all of it, or nothing that counts.
#include "store/redis/filler.hpp"

#include <doctest/doctest.h>

#include <future>
#include <memory>
#include <string>

#include "tests/store/redis/place.hpp"
#include "tests/support/tcp_gate.hpp"

namespace offpeak::store::tests {
namespace {

using testing::RedisServer;
using testing::TcpGate;

constexpr const char* unfinished_key = "offpeak:{test}:restoring";

/// With a record in it. The names of keys go over another port than the records.
std::unique_ptr<Filler> filler_at(std::uint16_t port, std::uint16_t journal_port) {
  auto options = writer_options();
  options.stream = "restoring";
  auto filler = RedisFiller::open(link_to(port), link_to(journal_port), std::move(options));
  REQUIRE_MESSAGE(filler.has_value(), message_of(filler));
  REQUIRE((*filler)->append({1, 2, sample_payload(1, 14)}).has_value());
  return std::move(*filler);
}

std::string exists(RedisServer& server, const char* key) { return server.command({"EXISTS", key}); }

TEST_CASE("what fills a city is its journal once it is committed, and nothing before") {
  RedisServer server;
  {
    const auto dropped = filler_at(server.port(), server.port());
    CHECK(exists(server, unfinished_key) == "1");
  }
  CHECK(exists(server, unfinished_key) == "0");
  const auto filler = filler_at(server.port(), server.port());
  CHECK(exists(server, journal_key) == "0");
  const auto committed = filler->commit();
  CHECK_MESSAGE(committed.has_value(), message_of(committed));
  CHECK(exists(server, journal_key) == "1");
  CHECK(exists(server, unfinished_key) == "0");
}

TEST_CASE("a commit whose reply is lost is carried out once") {
  RedisServer server;
  TcpGate gate{server.port()};
  const auto filler = filler_at(gate.port(), server.port());
  gate.sever(TcpGate::Direction::to_client, 0);
  auto done = std::async(std::launch::async, [&] { return filler->commit(); });
  gate.wait_for_cut();
  gate.open();
  const auto committed = done.get();
  CHECK_MESSAGE(committed.has_value(), message_of(committed));
  CHECK(exists(server, journal_key) == "1");
}

TEST_CASE("what was lost or replaced before the commit does not become the journal") {
  RedisServer server;
  const auto emptied = filler_at(server.port(), server.port());
  server.command({"FLUSHALL"});
  CHECK_FALSE(emptied->commit().has_value());
  CHECK(exists(server, journal_key) == "0");

  const auto first = filler_at(server.port(), server.port());
  const auto second = filler_at(server.port(), server.port());
  REQUIRE(second->append({3, 1, sample_payload(3, 7)}).has_value());
  CHECK_FALSE(first->commit().has_value());
  CHECK(exists(server, journal_key) == "0");
  CHECK(second->commit().has_value());
  CHECK(exists(server, journal_key) == "1");
}

}  // namespace
}  // namespace offpeak::store::tests

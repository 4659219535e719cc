// Snapshots in a real Redis: whole or not at all, whatever happens in between.
#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>
#include <future>
#include <memory>
#include <string>
#include <vector>

#include "store/redis/snapshots.hpp"
#include "tests/store/redis/place.hpp"
#include "tests/support/tcp_gate.hpp"

namespace offpeak::store::tests {
namespace {

using testing::RedisServer;
using testing::TcpGate;
using Sequences = std::vector<std::uint64_t>;

std::unique_ptr<RedisSnapshots> snapshots_at(std::uint16_t port,
                                             const std::string& writer = next_writer()) {
  return std::make_unique<RedisSnapshots>(link_to(port), "test", writer);
}

/// The n-th chunk of the snapshot at a sequence.
std::vector<std::byte> chunk_of(std::uint64_t sequence, std::uint64_t n) {
  return sample_payload(sequence * 1000 + n, 100 + n);
}

Result<void> begin_with(Snapshots& snapshots, std::uint64_t sequence, std::uint64_t chunks) {
  if (auto begun = snapshots.begin(sequence); !begun) return begun;
  for (std::uint64_t i = 0; i < chunks; ++i) {
    if (auto put = snapshots.put(chunk_of(sequence, i)); !put) return put;
  }
  return {};
}

Result<void> save(Snapshots& snapshots, std::uint64_t sequence, std::uint64_t chunks = 3) {
  if (auto begun = begin_with(snapshots, sequence, chunks); !begun) return begun;
  return snapshots.commit();
}

std::string read_error(Snapshots& snapshots, std::uint64_t sequence, std::uint64_t chunks = 3) {
  std::uint64_t n = 0;
  const auto done = snapshots.read(sequence, [&](std::span<const std::byte> chunk) -> Result<void> {
    const auto expected = chunk_of(sequence, n++);
    if (!std::ranges::equal(chunk, expected)) return Error{"another chunk"};
    return {};
  });
  if (!done) return done.error().message;
  return n == chunks ? "" : "another number of chunks";
}

Sequences listed(Snapshots& snapshots) {
  const auto list = snapshots.list();
  REQUIRE_MESSAGE(list.has_value(), message_of(list));
  return *list;
}

/// Hashes of chunks, of complete snapshots and others.
std::size_t hashes(RedisServer& server) {
  const auto keys = server.command({"KEYS", "offpeak:{test}:snapshot:*-*"});
  return static_cast<std::size_t>(std::ranges::count(keys, '\n'));
}

TEST_CASE("the last two snapshots are kept, and come back as they were put") {
  RedisServer server;
  const auto snapshots = snapshots_at(server.port());
  CHECK(listed(*snapshots).empty());
  REQUIRE(save(*snapshots, 10, 1).has_value());
  CHECK(listed(*snapshots) == Sequences{10});
  REQUIRE(save(*snapshots, 200, 5).has_value());
  CHECK(listed(*snapshots) == Sequences{200, 10});
  REQUIRE(save(*snapshots, 3000, 3).has_value());
  CHECK(listed(*snapshots) == Sequences{3000, 200});
  CHECK(hashes(server) == 2);
  const auto another = snapshots_at(server.port(), "");
  CHECK(read_error(*another, 3000) == "");
  CHECK(read_error(*another, 200, 5) == "");
  CHECK(contains(read_error(*another, 10), "the snapshot at sequence 10 is not there"));
  CHECK(contains(message_of(another->begin(4000)), "to read only"));
}

TEST_CASE("a snapshot is nothing before its commit, and is dropped by the next begin") {
  RedisServer server;
  REQUIRE(save(*snapshots_at(server.port()), 10).has_value());
  // Its process ends in the middle.
  REQUIRE(begin_with(*snapshots_at(server.port()), 20, 2).has_value());
  const auto snapshots = snapshots_at(server.port());
  CHECK(listed(*snapshots) == Sequences{10});
  CHECK(hashes(server) == 2);
  REQUIRE(snapshots->begin(20).has_value());
  CHECK(hashes(server) == 1);
  REQUIRE(begin_with(*snapshots, 30, 3).has_value());
  REQUIRE(snapshots->commit().has_value());
  CHECK(listed(*snapshots) == Sequences{30, 10});
  CHECK(contains(message_of(snapshots->put(chunk_of(1, 1))), "no snapshot was begun"));
  CHECK(contains(message_of(snapshots->commit()), "no snapshot was begun"));
}

TEST_CASE("a snapshot at the sequence of another takes its place") {
  RedisServer server;
  REQUIRE(save(*snapshots_at(server.port()), 10).has_value());
  REQUIRE(save(*snapshots_at(server.port()), 20, 2).has_value());
  const auto snapshots = snapshots_at(server.port());
  REQUIRE(begin_with(*snapshots, 20, 4).has_value());
  CHECK(read_error(*snapshots, 20, 2) == "");  // the one before, until the commit
  REQUIRE(snapshots->commit().has_value());
  CHECK(read_error(*snapshots, 20, 4) == "");
  CHECK(listed(*snapshots) == Sequences{20, 10});
  CHECK(hashes(server) == 2);
}

TEST_CASE("of two processes that write snapshots, the first does not mix its own in") {
  RedisServer server;
  const auto older = snapshots_at(server.port());
  const auto newer = snapshots_at(server.port());
  REQUIRE(begin_with(*older, 10, 2).has_value());
  REQUIRE(begin_with(*newer, 10, 3).has_value());
  REQUIRE(older->put(chunk_of(10, 2)).has_value());
  CHECK(contains(message_of(older->commit()), "another process began a snapshot"));
  REQUIRE(newer->commit().has_value());
  CHECK(read_error(*newer, 10) == "");
}

TEST_CASE("a snapshot that was dropped is no trouble to the next one over the same connection") {
  RedisServer server;
  // Impatient: whatever fails once has failed.
  RedisSnapshots one{link_to(server.port()), "test", "one", std::chrono::milliseconds{0}};
  const auto other = snapshots_at(server.port());
  REQUIRE(begin_with(one, 10, 1).has_value());
  REQUIRE(begin_with(*other, 20, 1).has_value());
  CHECK(contains(message_of(one.commit()), "which dropped this one"));
  REQUIRE(other->commit().has_value());
  const auto saved = save(one, 30);
  CHECK_MESSAGE(saved.has_value(), message_of(saved));
  CHECK(listed(one) == Sequences{30, 20});
}

TEST_CASE("a chunk that is missing is named") {
  RedisServer server;
  const auto snapshots = snapshots_at(server.port(), "w");
  REQUIRE(save(*snapshots, 10).has_value());
  server.command({"HDEL", "offpeak:{test}:snapshot:10:w-1", "1"});
  CHECK(contains(read_error(*snapshots, 10), "the snapshot at sequence 10 lacks its chunk 1"));
}

TEST_CASE("a sink ends a reading") {
  RedisServer server;
  const auto snapshots = snapshots_at(server.port());
  REQUIRE(save(*snapshots, 10).has_value());
  const auto stopped = snapshots->read(
      10, [](std::span<const std::byte>) -> Result<void> { return Error{"enough"}; });
  CHECK(message_of(stopped) == "enough");
}

TEST_CASE("a snapshot beyond the bounds is refused") {
  RedisServer server;
  const auto snapshots = snapshots_at(server.port());
  REQUIRE(snapshots->begin(1).has_value());
  CHECK(snapshots->put(std::vector<std::byte>(chunk_bytes_max)).has_value());
  CHECK(contains(message_of(snapshots->put(std::vector<std::byte>(chunk_bytes_max + 1))),
                 "beyond its bounds"));
}

TEST_CASE("a commit whose connection is cut anywhere is carried out once") {
  RedisServer server{{"--appendfsync", "no"}};
  TcpGate gate{server.port()};
  const auto snapshots = snapshots_at(gate.port());
  std::uint64_t sequence = 0;
  Sequences expected;
  int cuts = 0;
  for (const auto direction : {TcpGate::Direction::to_server, TcpGate::Direction::to_client}) {
    // Until the commit needs fewer bytes than come through.
    for (std::uint64_t bytes = 0, uncut = 0; uncut == 0; bytes += 13) {
      CAPTURE(bytes);
      REQUIRE(begin_with(*snapshots, ++sequence, 1).has_value());
      gate.sever(direction, bytes);
      auto done = std::async(std::launch::async, [&] { return snapshots->commit(); });
      wait_until([&] {
        return gate.has_cut() ||
               done.wait_for(std::chrono::seconds{0}) == std::future_status::ready;
      });
      uncut = gate.has_cut() ? 0 : 1;
      cuts += gate.has_cut() ? 1 : 0;
      gate.open();
      const auto result = done.get();
      REQUIRE_MESSAGE(result.has_value(), message_of(result));
      expected.insert(expected.begin(), sequence);
      if (expected.size() > snapshots_kept) expected.pop_back();
      CHECK(listed(*snapshots) == expected);
      CHECK(read_error(*snapshots, sequence, 1) == "");
    }
  }
  CHECK(cuts > 20);
  REQUIRE(save(*snapshots, ++sequence).has_value());
  CHECK(hashes(server) == snapshots_kept);
  CHECK(server.command({"SCARD", "offpeak:{test}:snapshot:loose"}) == "0");
}

TEST_CASE("a full Redis is waited for, and then given up with the snapshots before intact") {
  RedisServer server;
  RedisSnapshots snapshots{link_to(server.port()), "test", "w", std::chrono::milliseconds{100}};
  REQUIRE(save(snapshots, 10).has_value());
  REQUIRE(begin_with(snapshots, 20, 1).has_value());
  server.command({"CONFIG", "SET", "maxmemory", "1"});
  CHECK(contains(message_of(snapshots.put(chunk_of(20, 1))), "OOM"));
  CHECK(contains(message_of(snapshots.commit()), "OOM"));
  CHECK(listed(snapshots) == Sequences{10});
  server.command({"CONFIG", "SET", "maxmemory", "0"});
  REQUIRE(save(snapshots, 30).has_value());
  CHECK(listed(snapshots) == Sequences{30, 10});
  CHECK(hashes(server) == 2);
}

}  // namespace
}  // namespace offpeak::store::tests

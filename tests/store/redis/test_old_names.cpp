// A store whose keys an older program named: who leads renames them, who reads finds either.
#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "store/redis/store.hpp"
#include "tests/store/redis/place.hpp"

namespace offpeak::store::tests {
namespace {

using testing::RedisServer;

std::unique_ptr<Store> open_at(const RedisServer& server, bool read_only = false) {
  auto store = open_redis_store(server.uri(), {.city = "test"}, read_only);
  REQUIRE_MESSAGE(store.has_value(), message_of(store));
  return std::move(*store);
}

std::vector<std::string> keys_of(const RedisServer& server, const std::string& pattern) {
  std::vector<std::string> keys;
  std::string text = server.command({"KEYS", pattern});
  for (std::size_t end; (end = text.find('\n')) != text.npos; text.erase(0, end + 1)) {
    keys.push_back(text.substr(0, end));
  }
  std::ranges::sort(keys);
  return keys;
}

/// What a program before the braces left: three records, two snapshots, one broken off, a copy
/// broken off. The bytes are today's; the names are not.
void make_old(RedisServer& server) {
  {
    const auto store = open_at(server);
    const auto journal = store->open_journal();
    REQUIRE_MESSAGE(journal.has_value(), message_of(journal));
    for (std::uint64_t i = 1; i <= 3; ++i) REQUIRE(append_sample(**journal, i, 1).has_value());
    auto snapshots = store->open_snapshots();
    for (const std::uint64_t sequence : {1, 3}) {
      REQUIRE((*snapshots)->begin(sequence).has_value());
      REQUIRE((*snapshots)->put(sample_payload(sequence, 10)).has_value());
      REQUIRE((*snapshots)->commit().has_value());
    }
  }
  for (const auto& key : keys_of(server, "offpeak:{test}:*")) {
    auto old = key;
    old.erase(std::ranges::remove_if(old, [](char c) { return c == '{' || c == '}'; }).begin(),
              old.end());
    REQUIRE(server.command({"RENAME", key, old}) == "OK");
  }
  server.command({"HSET", "offpeak:test:snapshot:9:x-1", "0", "half"});
  server.command({"SADD", "offpeak:test:snapshot:loose", "offpeak:test:snapshot:9:x-1"});
  server.command({"XADD", "offpeak:test:restoring", "1-0", "f", "x"});
}

std::uint64_t next_sequence(Store& store) {
  const auto journal = store.open_journal();
  REQUIRE_MESSAGE(journal.has_value(), message_of(journal));
  const auto batches = replay_all(**journal);
  REQUIRE_MESSAGE(batches.has_value(), message_of(batches));
  CHECK(batches->size() == 3);
  return (*journal)->position().next_sequence;
}

std::vector<std::uint64_t> readable(Store& store) {
  const auto snapshots = store.open_snapshots();
  const auto list = (*snapshots)->list();
  REQUIRE_MESSAGE(list.has_value(), message_of(list));
  for (const auto sequence : *list) {
    const auto read = (*snapshots)->read(sequence, [&](std::span<const std::byte> chunk) {
      CHECK(std::ranges::equal(chunk, sample_payload(sequence, 10)));
      return Result<void>{};
    });
    CHECK_MESSAGE(read.has_value(), message_of(read));
  }
  return *list;
}

TEST_CASE("a reader takes the old names and changes nothing; the leader renames all of them") {
  RedisServer server;
  make_old(server);
  const auto before = keys_of(server, "*");
  const auto reader = open_at(server, true);
  CHECK(next_sequence(*reader) == 4);
  CHECK(readable(*reader) == std::vector<std::uint64_t>{3, 1});
  CHECK(message_of(reader->contents()).empty());
  CHECK(reader->contents()->has_value());
  CHECK(keys_of(server, "*") == before);

  const auto leader = open_at(server);
  CHECK(next_sequence(*leader) == 4);
  CHECK(readable(*leader) == std::vector<std::uint64_t>{3, 1});
  // The lease that stays keeps older programs from leading.
  CHECK(keys_of(server, "offpeak:test:*") == std::vector<std::string>{"offpeak:test:lease"});
  CHECK(server.command({"PTTL", "offpeak:test:lease"}) == "-1");
  CHECK(keys_of(server, "offpeak:{test}:*").size() == 4);
  CHECK(next_sequence(*open_at(server)) == 4);
  CHECK(next_sequence(*open_at(server, true)) == 4);
}

TEST_CASE("a follower of the old names goes on under the new ones, after a new connection too") {
  RedisServer server;
  make_old(server);
  const auto store = open_at(server);
  auto follower = *store->follow({});
  std::vector<std::uint64_t> firsts;
  const auto poll = [&] {
    const auto done = follower->poll([&](const Batch& batch) -> Result<void> {
      firsts.push_back(batch.first_sequence);
      return {};
    });
    return message_of(done);
  };
  CHECK(poll().empty());
  const auto leader = open_at(server);
  auto journal = leader->open_journal();
  REQUIRE_MESSAGE(journal.has_value(), message_of(journal));
  SUBCASE("the same connection") {}
  SUBCASE("a new one") { server.command({"CLIENT", "KILL", "TYPE", "normal"}); }
  REQUIRE(append_sample(**journal, 4, 1).has_value());
  wait_until([&] {
    poll();
    REQUIRE_FALSE(follower->has_failed());
    return firsts.size() >= 4;
  });
  CHECK(firsts == std::vector<std::uint64_t>{1, 2, 3, 4});
}

TEST_CASE("a leader of the older program is one: its lease counts, and its journal ends") {
  RedisServer server;
  make_old(server);
  server.command({"SET", "offpeak:test:lease", "old", "PX", "100000"});
  const auto store = open_at(server);
  const auto first = store->lease()->try_acquire();
  REQUIRE_MESSAGE(first.has_value(), message_of(first));
  CHECK_FALSE(*first);
  server.command({"DEL", "offpeak:test:lease"});
  CHECK(*store->lease()->try_acquire());
  REQUIRE(store->open_journal().has_value());
  // What the older one sends now is not taken.
  CHECK(server.command({"XADD", "offpeak:test:journal", "NOMKSTREAM", "1-4", "r", "x"}).empty());
  // The mark that keeps it away does not keep today's program away.
  store->lease()->release();
  CHECK(*open_at(server)->lease()->try_acquire());
}

TEST_CASE("keys under both names are refused, and neither is touched") {
  RedisServer server;
  make_old(server);
  server.command({"XADD", "offpeak:{test}:journal", "1-0", "f", "x"});
  const auto before = keys_of(server, "*");
  const auto refused = message_of(open_at(server)->open_journal());
  CHECK(contains(refused, "twice"));
  CHECK(keys_of(server, "*") == before);
}

TEST_CASE("an entry that cannot be read leaves every key under its old name") {
  RedisServer server;
  make_old(server);
  server.command({"HSET", "offpeak:test:snapshot", "2", "damaged"});
  const auto before = keys_of(server, "*");
  CHECK(contains(message_of(open_at(server)->open_journal()), "cannot be read"));
  CHECK(keys_of(server, "*") == before);
}

}  // namespace
}  // namespace offpeak::store::tests

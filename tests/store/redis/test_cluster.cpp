// A city's store on a real Redis Cluster: found, followed, moved, failed over.
#include <doctest/doctest.h>

#include <array>
#include <atomic>
#include <future>
#include <string>
#include <thread>
#include <vector>

#include "store/redis/address.hpp"
#include "store/redis/cluster.hpp"
#include "store/redis/keys.hpp"
#include "store/redis/node_link.hpp"
#include "store/redis/store.hpp"
#include "tests/store/redis/place.hpp"
#include "tests/support/redis_cluster.hpp"

namespace offpeak::store::tests {
namespace {

using testing::RedisCluster;
using testing::RedisServer;

std::uint16_t slot_of(const std::string& city) { return redis_slot(redis_key(city, "journal")); }

std::unique_ptr<Store> open_city(const std::string& uri, const std::string& city,
                                 std::uint32_t replicas = 0) {
  auto store = open_redis_store(uri, {.city = city, .replicas = replicas}, false);
  REQUIRE_MESSAGE(store.has_value(), message_of(store));
  return std::move(*store);
}

std::unique_ptr<Journal> writer_of(Store& store) {
  auto journal = store.open_journal();
  REQUIRE_MESSAGE(journal.has_value(), message_of(journal));
  return std::move(*journal);
}

std::string save(Snapshots& snapshots, std::uint64_t sequence) {
  if (auto begun = snapshots.begin(sequence); !begun) return message_of(begun);
  if (auto put = snapshots.put(sample_payload(sequence, 10)); !put) return message_of(put);
  return message_of(snapshots.commit());
}

/// A writer's records, each once and in order.
std::uint64_t records_in(const std::string& uri, const std::string& city) {
  auto store = open_redis_store(uri, {.city = city}, true);
  REQUIRE_MESSAGE(store.has_value(), message_of(store));
  const auto batches = replay_all(*writer_of(**store));
  REQUIRE_MESSAGE(batches.has_value(), message_of(batches));
  std::uint64_t n = 0;
  for (const auto& batch : *batches) CHECK(batch.first_sequence == ++n);
  return n;
}

TEST_CASE("a key's slot is that of what stands between its first braces") {
  CHECK(redis_slot("123456789") == 12739);  // the specification's own example
  CHECK(redis_slot("foo{bar}baz") == redis_slot("bar"));
  CHECK(redis_slot("{a}{b}") == redis_slot("a"));
  CHECK(redis_slot("foo{{bar}}zap") == redis_slot("{bar"));
  CHECK(redis_slot("foo{}bar") != redis_slot("bar"));
  CHECK(redis_slot("a{b") != redis_slot("b"));
  for (const char* name : {"snapshot", "snapshot:loose", "lease", "restoring"}) {
    CHECK(redis_slot(redis_key("hangzhou", name)) == redis_slot("hangzhou"));
  }
}

TEST_CASE("a redirection says where, and anything else is none") {
  const auto moved = parse_redirection("MOVED 866 10.0.0.1:7001", "h");
  REQUIRE(moved);
  CHECK_FALSE(moved->is_for_once);
  CHECK(moved->slot == 866);
  CHECK(moved->node == RedisNode{"10.0.0.1", 7001});
  CHECK(parse_redirection("ASK 1 ::1:7001", "h")->node == RedisNode{"::1", 7001});
  CHECK(parse_redirection("ASK 1 ::1:7001", "h")->is_for_once);
  CHECK(parse_redirection("MOVED 1 :7001", "h")->node == RedisNode{"h", 7001});
  CHECK(parse_redirection("MOVED 1 ?:7001", "h")->node == RedisNode{"h", 7001});
  for (const char* text : {"MOVED", "MOVED ", "MOVED 1", "MOVED 1 h", "MOVED 1 h:0", "MOVED x h:1",
                           "MOVED 16384 h:1", "ERR 1 h:1", "TRYAGAIN "}) {
    CAPTURE(text);
    CHECK_FALSE(parse_redirection(text, "h"));
  }
}

TEST_CASE("cities lie on several nodes, and each store finds its own from any of them") {
  RedisCluster cluster{3};
  std::vector<bool> used(3);
  for (const char* city : {"hangzhou", "suzhou", "ningbo"}) {
    CAPTURE(city);
    const auto home = cluster.master_of(slot_of(city), 0);
    used[home] = true;
    for (std::size_t asked = 0; asked < 3; ++asked) {
      const auto store = open_city(cluster.node(asked).uri(), city);
      const auto acquired = store->lease()->try_acquire();
      CHECK_MESSAGE((acquired && *acquired), message_of(acquired));
      const auto journal = writer_of(*store);
      CHECK(message_of(append_sample(*journal, asked + 1, 1)).empty());
      const auto snapshots = store->open_snapshots();
      CHECK(save(**snapshots, asked + 1).empty());  // several keys in one transaction
      std::uint64_t followed = 0;
      const auto polled = (*store->follow({}))->poll([&](const Batch&) -> Result<void> {
        ++followed;
        return {};
      });
      CHECK_MESSAGE(polled.has_value(), message_of(polled));
      CHECK(followed == asked + 1);
      CHECK(store->contents()->has_value());
    }
    CHECK(cluster.node(home).command({"XLEN", redis_key(city, "journal")}) == "6");
  }
  CHECK(used == std::vector<bool>{true, true, true});
}

TEST_CASE(
    "a slot is moved step by step while a writer appends, a reader follows, snapshots are made") {
  RedisCluster cluster{2};
  const std::string city = "hangzhou";
  const auto slot = slot_of(city);
  const auto from = cluster.master_of(slot, 0);
  const auto to = 1 - from;
  const auto store = open_city(cluster.node(from).uri(), city);
  const auto journal = writer_of(*store);
  const auto snapshots = *store->open_snapshots();
  const auto follower = *store->follow({});
  std::uint64_t written = 0;
  std::uint64_t followed = 0;
  const auto go_on = [&] {
    CHECK(message_of(append_sample(*journal, ++written, 1)).empty());
    CHECK(message_of(journal->confirm()).empty());
    wait_until([&] {
      static_cast<void>(follower->poll([&](const Batch& batch) -> Result<void> {
        followed = batch.first_sequence;
        return {};
      }));
      REQUIRE_FALSE(follower->has_failed());
      return followed == written;
    });
  };
  go_on();
  CHECK(save(*snapshots, 1).empty());
  cluster.begin_move(slot, from, to);
  go_on();
  CHECK(cluster.move_keys(slot, from, to) >= 3);
  go_on();  // ASK
  go_on();
  CHECK(cluster.node(from).command({"EXISTS", redis_key(city, "journal")}).starts_with("ASK"));
  SUBCASE("it arrives") {
    static_cast<void>(cluster.move_keys(slot, from, to));
    cluster.end_move(slot, from, to);
    go_on();  // MOVED
    CHECK(save(*snapshots, 5).empty());
    CHECK(*snapshots->list() == std::vector<std::uint64_t>{5, 1});
    CHECK(cluster.node(to).command({"XLEN", redis_key(city, "journal")}) == "6");
  }
  SUBCASE("its new node may lose what it acknowledged") {
    cluster.end_move(slot, from, to);
    cluster.node(to).command({"CONFIG", "SET", "appendfsync", "everysec"});
    cluster.node(to).command({"CLIENT", "KILL", "TYPE", "normal"});
    CHECK(contains(message_of(append_sample(*journal, ++written, 1)),
                   "appendfsync is everysec, must be always"));
    cluster.node(to).command({"CONFIG", "SET", "appendfsync", "always"});
    --written;
  }
  CHECK(records_in(cluster.node(from).uri(), city) == written);
}

TEST_CASE("a command goes to where its slot is moved once nothing is watched any more") {
  RedisCluster cluster{2};
  const std::string key = redis_key("hangzhou", "snapshot:loose");
  const auto slot = redis_slot(key);
  const auto from = cluster.master_of(slot, 0);
  RedisNodeLink link{*parse_redis_address(cluster.node(from).uri()), slot};
  REQUIRE(link.connect().has_value());
  const auto call = [&](const std::vector<std::string_view>& words) {
    const auto reply = link.call(words);
    REQUIRE_MESSAGE(reply.has_value(), message_of(reply));
    return reply->text;
  };
  CHECK(call({"SET", key, "there"}) == "OK");
  CHECK(call({"WATCH", key}) == "OK");
  cluster.begin_move(slot, from, 1 - from);
  CHECK(cluster.move_keys(slot, from, 1 - from) == 1);
  CHECK(call({"GET", key}).starts_with("ASK "));
  CHECK(call({"UNWATCH"}) == "OK");
  CHECK(call({"GET", key}) == "there");
}

TEST_CASE("a master that is killed is replaced, and nothing that its replica had is missing") {
  RedisCluster cluster{3, 1};
  const std::string city = "hangzhou";
  const auto home = cluster.master_of(slot_of(city), 0);
  const auto store = open_city(cluster.uri(), city, 1);
  const auto journal = writer_of(*store);
  std::atomic<std::uint64_t> acknowledged{0};
  std::atomic<bool> ends{false};
  std::string error;
  std::thread writer{[&] {
    while (!ends) {
      const auto done = append_sample(*journal, acknowledged + 1, 1);
      if (!done) {
        error = message_of(done);
        return;
      }
      ++acknowledged;
    }
  }};
  wait_until([&] { return acknowledged > 100; });
  bool is_killed = false;
  SUBCASE("killed") {
    is_killed = true;
    cluster.node(home).kill();
  }
  SUBCASE("standing still") { cluster.node(home).freeze(); }
  // The other masters choose its replica; the writer finds it.
  wait_until([&] { return cluster.master_of(slot_of(city), (home + 1) % 3) == home + 3; });
  const auto before = acknowledged.load();
  // The new master has no replica: until it has one nothing more is acknowledged.
  wait_until([&] { return journal->is_interrupted(); });
  if (is_killed) {
    cluster.node(home).start();
  } else {
    cluster.node(home).thaw();
  }
  wait_until([&] { return acknowledged > before + 50 || !error.empty(); });
  ends = true;
  writer.join();
  CHECK(error.empty());
  CHECK(records_in(cluster.uri(), city) == acknowledged);
}

TEST_CASE("a journal under an old name in a cluster is refused with what to do") {
  RedisCluster cluster{1};
  cluster.node(0).command({"XADD", "offpeak:test:journal", "1-0", "f", "x"});
  const auto refused = message_of(open_redis_store(cluster.node(0).uri(), {.city = "test"}, false));
  CHECK(contains(refused, "offpeak:test:journal of an older program"));
  CHECK(contains(refused, "offpeak backup"));
}

TEST_CASE("a Sentinel is refused with what to use instead") {
  RedisServer sentinel{{"--sentinel"}};
  const auto refused = message_of(open_redis_store(sentinel.uri(), {.city = "test"}, false));
  CHECK(contains(refused, "is a Sentinel"));
  CHECK(contains(refused, "use a Redis Cluster"));
}

}  // namespace
}  // namespace offpeak::store::tests

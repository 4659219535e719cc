// Which Redis is taken for a store: its settings, its role, passwords and sockets.
#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <iterator>
#include <sstream>
#include <string>
#include <vector>

#include "store/redis/store.hpp"
#include "tests/store/redis/place.hpp"
#include "tests/support/source_path.hpp"

namespace offpeak::store::tests {
namespace {

using testing::RedisServer;

Result<std::unique_ptr<Store>> open_as(const std::string& uri, Durability durability,
                                       bool read_only = false) {
  return open_redis_store(uri, {.city = "test", .durability = durability}, read_only);
}

/// Whether a journal on it takes a record.
std::string append_once(Store& store) {
  const auto journal = store.open_journal();
  if (!journal) return journal.error().message;
  return message_of(append_sample(**journal, (*journal)->position().next_sequence, 1));
}

/// The command in docs/operations.md that makes the account, word by word.
std::vector<std::string> documented_account() {
  std::ifstream file{testing::source_path("docs/operations.md")};
  const std::string page{std::istreambuf_iterator<char>{file}, {}};
  const auto begin = page.find("ACL SETUSER offpeak on");
  REQUIRE(begin != page.npos);
  std::istringstream text{page.substr(begin, page.find("```", begin) - begin)};
  std::vector<std::string> words{std::istream_iterator<std::string>{text}, {}};
  std::ranges::replace(words, std::string{">PASSWORD"}, std::string{">secret"});
  return words;
}

TEST_CASE("the rights that docs/operations.md names are enough, and no more") {
  RedisServer server;
  REQUIRE(server.command(documented_account()) == "OK");
  for (const std::vector<std::string>& allowed :
       {std::vector<std::string>{"WAIT", "1", "10"}, {"CLUSTER", "SLOTS"}, {"ASKING"}}) {
    std::vector<std::string> words{"ACL", "DRYRUN", "offpeak"};
    words.insert(words.end(), allowed.begin(), allowed.end());
    CHECK(server.command(words) == "OK");
  }
  for (const std::vector<std::string>& forbidden : {std::vector<std::string>{"FLUSHALL"},
                                                    {"FLUSHDB"},
                                                    {"SHUTDOWN"},
                                                    {"CONFIG", "SET", "appendonly", "no"},
                                                    {"KEYS", "*"},
                                                    {"SCRIPT", "FLUSH"},
                                                    {"REPLICAOF", "h", "1"},
                                                    {"DEL", "another"}}) {
    CAPTURE(forbidden.front());
    std::vector<std::string> words{"ACL", "DRYRUN", "offpeak"};
    words.insert(words.end(), forbidden.begin(), forbidden.end());
    CHECK(server.command(words) != "OK");
  }
  const auto uri = "redis://offpeak:secret@127.0.0.1:" + std::to_string(server.port());
  const auto store = open_as(uri, Durability::strict);
  REQUIRE_MESSAGE(store.has_value(), message_of(store));
  const auto acquired = (*store)->lease()->try_acquire();
  CHECK((acquired && *acquired));
  CHECK((*store)->lease()->announce_standby(1).has_value());
  CHECK(append_once(**store).empty());
  const auto snapshots = (*store)->open_snapshots();
  REQUIRE_MESSAGE(snapshots.has_value(), message_of(snapshots));
  REQUIRE((*snapshots)->begin(1).has_value());
  REQUIRE((*snapshots)->put(sample_payload(1, 10)).has_value());
  CHECK(message_of((*snapshots)->commit()).empty());
  // Names of an older program, and an empty store that is filled.
  REQUIRE(server.command({"RENAME", journal_key, "offpeak:test:journal"}) == "OK");
  REQUIRE(server.command({"RENAME", "offpeak:{test}:snapshot", "offpeak:test:snapshot"}) == "OK");
  const auto upgraded = open_as(uri, Durability::strict);
  CHECK(message_of((*upgraded)->open_journal()).empty());
  const auto other = open_redis_store(uri, {.city = "other"}, false);
  const auto filler = (*other)->fill({});
  REQUIRE_MESSAGE(filler.has_value(), message_of(filler));
  CHECK(message_of((*filler)->commit()).empty());
}

TEST_CASE("an unsafe Redis is refused, or accepted with what it may lose in words") {
  struct Row {
    std::string name, value, safe, loss;
  };
  const std::array rows{
      Row{"appendonly", "no", "yes", "since the last dump"},
      Row{"appendfsync", "everysec", "always", "the last seconds"},
      Row{"appendfsync", "no", "always", "the last seconds"},
      Row{"no-appendfsync-on-rewrite", "yes", "no", "is rewritten"},
      Row{"maxmemory-policy", "allkeys-lru", "noeviction", "throw away keys"},
      Row{"maxmemory-policy", "volatile-ttl", "noeviction", "throw away keys"},
  };
  RedisServer server;
  for (const Row& row : rows) {
    CAPTURE(row.name);
    CAPTURE(row.value);
    REQUIRE(server.command({"CONFIG", "SET", row.name, row.value}) == "OK");
    const auto strict = message_of(open_as(server.uri(), Durability::strict));
    CHECK(contains(strict, row.name + " is " + row.value + ", must be " + row.safe));
    CHECK(contains(strict, "--durability relaxed"));
    const auto relaxed = open_as(server.uri(), Durability::relaxed);
    REQUIRE_MESSAGE(relaxed.has_value(), message_of(relaxed));
    CHECK(contains((*relaxed)->what_may_be_lost(), row.name + " is " + row.value));
    CHECK(contains((*relaxed)->what_may_be_lost(), row.loss));
    CHECK(append_once(**relaxed).empty());
    // Who only reads loses nothing.
    CHECK(open_as(server.uri(), Durability::strict, true).has_value());
    REQUIRE(server.command({"CONFIG", "SET", row.name, row.safe}) == "OK");
  }
  const auto safe = open_as(server.uri(), Durability::strict);
  REQUIRE_MESSAGE(safe.has_value(), message_of(safe));
  CHECK((*safe)->what_may_be_lost().empty());
  CHECK(append_once(**safe).empty());
}

TEST_CASE("every unsafe setting is named at once") {
  RedisServer server{{"--appendonly", "no", "--maxmemory-policy", "allkeys-random"}};
  const auto message = message_of(open_as(server.uri(), Durability::strict));
  CHECK(contains(message, "appendonly is no"));
  CHECK(contains(message, "maxmemory-policy is allkeys-random"));
}

TEST_CASE("a replica is refused under either durability") {
  RedisServer server;
  server.command({"REPLICAOF", "127.0.0.1", "1"});
  for (const auto durability : {Durability::strict, Durability::relaxed}) {
    CHECK(contains(message_of(open_as(server.uri(), durability)), "a replica"));
  }
}

TEST_CASE("a setting that turns unsafe is found at the next connection") {
  RedisServer server;
  const auto journal = open_writer(server.port());
  server.command({"CONFIG", "SET", "appendfsync", "everysec"});
  CHECK(append_sample(*journal, 1, 1).has_value());
  server.command({"CLIENT", "KILL", "TYPE", "normal"});
  const auto refused = append_sample(*journal, 2, 1);
  CHECK(contains(message_of(refused), "appendfsync is everysec, must be always"));
  CHECK(stream_ids(server) == "1-0 1-1");
}

TEST_CASE("a user who may not read the settings is told how to be allowed") {
  RedisServer server;
  struct Row {
    std::string forbidden, expected;
  };
  for (const Row& row : {Row{"-config", "ACL SETUSER <user> +config|get"},
                         Row{"-role", "ACL SETUSER <user> +role"}}) {
    CAPTURE(row.forbidden);
    server.command(
        {"ACL", "SETUSER", "app", "reset", "on", ">s3cret", "~*", "+@all", row.forbidden});
    const auto uri = "redis://app:s3cret@127.0.0.1:" + std::to_string(server.port());
    const auto strict = message_of(open_as(uri, Durability::strict));
    CHECK(contains(strict, row.expected));
    CHECK_FALSE(contains(strict, "s3cret"));
    const auto relaxed = open_as(uri, Durability::relaxed);
    REQUIRE_MESSAGE(relaxed.has_value(), message_of(relaxed));
    CHECK(append_once(**relaxed).empty());
    const bool tells = row.forbidden == "-role";
    CHECK(contains((*relaxed)->what_may_be_lost(), "not known") == !tells);
  }
}

TEST_CASE("a user who may not append is refused at once") {
  RedisServer server;
  server.command({"ACL", "SETUSER", "app", "on", ">s3cret", "~*", "+@all", "-xadd"});
  const auto store =
      open_as("redis://app:s3cret@127.0.0.1:" + std::to_string(server.port()), Durability::strict);
  REQUIRE_MESSAGE(store.has_value(), message_of(store));
  CHECK(contains(append_once(**store), "NOPERM"));
}

TEST_CASE("password, database and unix socket") {
  RedisServer server{{"--requirepass", "a b@c"}};
  const std::string tcp = "@127.0.0.1:" + std::to_string(server.port());
  const std::string local = "@" + server.socket().string();
  for (const auto& uri : {"redis://:a%20b%40c" + tcp + "/3", "redis://default:a%20b%40c" + tcp,
                          "redis+unix://:a%20b%40c" + local + "?db=2"}) {
    CAPTURE(uri);
    const auto store = open_as(uri, Durability::strict);
    REQUIRE_MESSAGE(store.has_value(), message_of(store));
    CHECK(append_once(**store).empty());
    CHECK_FALSE(contains((*store)->description(), "a b"));
    // Each database has a journal of its own.
    CHECK((*(*store)->open_journal())->position().next_sequence == 2);
  }
  struct Row {
    std::string uri, expected;
  };
  for (const Row& row : {Row{"redis://:wrong" + tcp, "the password is refused"},
                         Row{"redis://nobody:a%20b%40c" + tcp, "the password is refused"},
                         Row{"redis://" + tcp.substr(1), "NOAUTH"},
                         Row{"redis://:a%20b%40c" + tcp + "/99", "the database is refused"},
                         Row{"redis+unix:/nowhere/redis.sock", "cannot connect"},
                         Row{"redis://127.0.0.1:1", "cannot connect"}}) {
    CAPTURE(row.uri);
    const auto message = message_of(open_as(row.uri, Durability::strict));
    CHECK(contains(message, row.expected));
    CHECK_FALSE(contains(message, "wrong"));
    CHECK_FALSE(contains(message, "a b@c"));
  }
}

}  // namespace
}  // namespace offpeak::store::tests

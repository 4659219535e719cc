// The journal on a real Redis that is killed, stopped, cut off, full, or loses what it had.
#include <doctest/doctest.h>

#include <array>
#include <atomic>
#include <filesystem>
#include <future>
#include <string>
#include <thread>
#include <vector>

#include "tests/store/redis/place.hpp"
#include "tests/support/tcp_gate.hpp"

namespace offpeak::store::tests {
namespace {

using testing::RedisServer;
using testing::TcpGate;
using Direction = TcpGate::Direction;

/// An append on a thread of its own, as the engine's.
std::future<Result<void>> append_apart(Journal& journal, std::uint64_t first,
                                       std::uint32_t events = 1) {
  return std::async(std::launch::async,
                    [&journal, first, events] { return append_sample(journal, first, events); });
}

/// What a new reader finds: first sequences.
std::vector<std::uint64_t> recorded(RedisServer& server) {
  const auto reader = open_writer(server.port(), {.city = "test", .writer = ""});
  const auto batches = replay_all(*reader);
  REQUIRE_MESSAGE(batches.has_value(), message_of(batches));
  std::vector<std::uint64_t> firsts;
  for (const auto& batch : *batches) {
    CHECK(batch.payload == sample_payload(batch.first_sequence, batch.events * 7));
    firsts.push_back(batch.first_sequence);
  }
  return firsts;
}

std::vector<std::uint64_t> up_to(std::uint64_t last) {
  std::vector<std::uint64_t> all;
  for (std::uint64_t i = 1; i <= last; ++i) all.push_back(i);
  return all;
}

TEST_CASE("a connection cut anywhere in a command or its reply leaves the record there once") {
  RedisServer server;
  TcpGate gate{server.port()};
  const auto journal = open_writer(gate.port());
  std::uint64_t sequence = 0;
  const auto append_cut = [&](Direction direction, std::uint64_t bytes) {
    CAPTURE(bytes);
    gate.sever(direction, bytes);
    auto done = append_apart(*journal, ++sequence);
    gate.wait_for_cut();
    gate.open();
    const auto result = done.get();
    CHECK_MESSAGE(result.has_value(), message_of(result));
  };
  for (std::uint64_t bytes = 0; bytes < 125; bytes += 5) append_cut(Direction::to_server, bytes);
  for (std::uint64_t bytes = 0; bytes < 9; ++bytes) append_cut(Direction::to_client, bytes);
  CHECK_FALSE(journal->is_interrupted());
  CHECK(recorded(server) == up_to(sequence));
}

TEST_CASE("a command or a reply that gets lost is sent again after the time-out") {
  RedisServer server;
  TcpGate gate{server.port()};
  const auto journal = open_writer(gate.port());
  std::uint64_t sequence = 0;
  for (const auto direction : {Direction::to_server, Direction::to_client}) {
    gate.swallow(direction);
    auto done = append_apart(*journal, ++sequence);
    wait_until([&] { return journal->is_interrupted(); });
    gate.open();
    CHECK(done.get().has_value());
    CHECK_FALSE(journal->is_interrupted());
  }
  CHECK(recorded(server) == up_to(2));
}

TEST_CASE("a reply that comes too late is not taken for that of another command") {
  RedisServer server;
  const auto link = link_to(server.port());
  REQUIRE(link->connect().has_value());
  using Words = std::vector<std::string_view>;
  server.freeze();
  CHECK(contains(message_of(link->call(Words{"ECHO", "late"})), "no answer in time"));
  server.thaw();
  CHECK(contains(message_of(link->call(Words{"ECHO", "next"})), "not connected"));
  REQUIRE(link->connect().has_value());
  const auto reply = link->call(Words{"ECHO", "next"});
  REQUIRE(reply.has_value());
  CHECK(reply->text == "next");
}

TEST_CASE("a fence whose reply gets lost is the writer's own") {
  RedisServer server;
  TcpGate gate{server.port()};
  // The connection is cut at some place of the replies to what is asked before the fence, of the
  // one to the fence, and of those after it.
  std::uint64_t epoch = 0;
  for (std::uint64_t bytes = 0; bytes < 400; bytes += 10) {
    CAPTURE(bytes);
    gate.sever(Direction::to_client, bytes);
    auto next = std::async(std::launch::async, [&] { return open_writer(gate.port()); });
    wait_until([&] {
      return next.wait_for(std::chrono::seconds{0}) == std::future_status::ready || gate.has_cut();
    });
    gate.open();
    CHECK(next.get()->epoch() == ++epoch);
  }
}

TEST_CASE("a server that is killed while appends run, and started again, has every one of them") {
  RedisServer server;
  const auto journal = open_writer(server.port());
  constexpr std::uint64_t records = 300;
  std::atomic<std::uint64_t> acknowledged{0};
  std::string failure;
  std::thread writer{[&] {
    for (std::uint64_t i = 1; i <= records && failure.empty(); ++i) {
      failure = message_of(append_sample(*journal, i, 1));
      acknowledged = i;
    }
  }};
  for (const std::uint64_t at : {50, 150, 250}) {
    wait_until([&] { return acknowledged >= at; });
    server.kill();
    server.start();
  }
  writer.join();
  CHECK(failure.empty());
  CHECK(recorded(server) == up_to(records));
}

TEST_CASE("a server that stands still for a while has the record once") {
  RedisServer server;
  RedisAddress address;
  address.host = "127.0.0.1";
  address.port = server.port();
  // With the patience of production: two seconds for the reply, one for each attempt after it.
  auto journal = RedisJournal::open(std::make_unique<RedisConnection>(address), writer_options());
  REQUIRE(journal.has_value());
  REQUIRE(append_sample(**journal, 1, 1).has_value());
  const auto begin = std::chrono::steady_clock::now();
  server.freeze();
  auto done = append_apart(**journal, 2);
  wait_until([&] { return (*journal)->is_interrupted(); });
  wait_until([&] { return std::chrono::steady_clock::now() - begin > std::chrono::seconds{5}; });
  CHECK((*journal)->is_interrupted());
  server.thaw();
  CHECK(done.get().has_value());
  CHECK(append_sample(**journal, 3, 1).has_value());
  CHECK(recorded(server) == up_to(3));
}

TEST_CASE("a file that cannot grow ends Redis inside a record, which is there once afterwards") {
  RedisServer server;
  const auto journal = open_writer(server.port());
  constexpr std::uint64_t appended_before = 20;
  for (std::uint64_t i = 1; i <= appended_before; ++i) {
    REQUIRE(append_sample(*journal, i, 1).has_value());
  }
  std::uint64_t bytes = 0;
  for (const auto& entry : std::filesystem::directory_iterator{server.data()}) {
    bytes = std::max(bytes, static_cast<std::uint64_t>(entry.file_size()));
  }
  server.limit_file_bytes(bytes + 60);
  auto done = append_apart(*journal, appended_before + 1);
  server.wait_for_end();
  server.start();
  CHECK(done.get().has_value());
  CHECK(recorded(server) == up_to(appended_before + 1));
}

TEST_CASE("what Redis cannot do just now is waited for") {
  struct Row {
    const char* what;
    std::vector<std::string> obstruct, mend;
  };
  const std::array rows{
      Row{"out of memory",
          {"CONFIG", "SET", "maxmemory", "1"},
          {"CONFIG", "SET", "maxmemory", "0"}},
      Row{"made a replica", {"REPLICAOF", "127.0.0.1", "1"}, {"REPLICAOF", "NO", "ONE"}},
      Row{"too few replicas",
          {"CONFIG", "SET", "min-replicas-to-write", "1"},
          {"CONFIG", "SET", "min-replicas-to-write", "0"}},
  };
  RedisServer server;
  const auto journal = open_writer(server.port());
  std::uint64_t sequence = 0;
  for (const Row& row : rows) {
    CAPTURE(row.what);
    server.command(row.obstruct);
    auto done = append_apart(*journal, ++sequence);
    wait_until([&] { return journal->is_interrupted(); });
    server.command(row.mend);
    const auto result = done.get();
    CHECK_MESSAGE(result.has_value(), message_of(result));
  }
  CHECK(recorded(server) == up_to(sequence));
}

TEST_CASE("a script that does not end is waited for") {
  RedisServer server{{"--lua-time-limit", "10"}};
  const auto journal = open_writer(server.port());
  std::thread script{[&] { server.command({"EVAL", "while true do end", "0"}); }};
  wait_until([&] { return server.command({"PING"}).starts_with("BUSY"); });
  auto done = append_apart(*journal, 1);
  wait_until([&] { return journal->is_interrupted(); });
  server.command({"SCRIPT", "KILL"});
  script.join();
  CHECK(done.get().has_value());
  CHECK(recorded(server) == up_to(1));
}

TEST_CASE("a store that stays away is given up, for good") {
  RedisServer server;
  auto options = writer_options();
  options.interruption_max = std::chrono::milliseconds{200};
  const auto journal = open_writer(server.port(), options);
  std::string expected;
  SUBCASE("gone") {
    server.kill();
    expected = "cannot connect";
  }
  SUBCASE("full") {
    server.command({"CONFIG", "SET", "maxmemory", "1"});
    expected = "OOM";
  }
  const auto refused = append_sample(*journal, 1, 1);
  CHECK(contains(message_of(refused), "given up after 0.2 s"));
  CHECK(contains(message_of(refused), expected));
  CHECK(message_of(append_sample(*journal, 1, 1)) == message_of(refused));
  CHECK_FALSE(journal->is_interrupted());
}

TEST_CASE("a store that lost records is found out before anything is appended to it") {
  RedisServer server;
  const auto options = writer_options();
  const auto journal = open_writer(server.port(), options);
  for (std::uint64_t i = 1; i <= 3; ++i) REQUIRE(append_sample(*journal, i, 1).has_value());
  std::string expected;
  SUBCASE("all, without a cut connection") {
    server.command({"FLUSHALL"});
    expected = "the stream is gone, the last was 1-3";
  }
  SUBCASE("all, in a restart") {
    server.kill();
    server.erase_data();
    server.start();
    expected = "the stream is empty, the last was 1-3";
  }
  SUBCASE("the newest, in a restart") {
    server.command({"XDEL", journal_key, "1-3"});
    server.kill();
    server.start();
    expected = "it ends at 1-2, the last was 1-3";
  }
  SUBCASE("the last one, replaced") {
    server.kill();
    server.erase_data();
    server.start();
    server.command({"XADD", journal_key, "1-3", "r", "?"});
    expected = "the last one was replaced";
  }
  const auto refused = append_sample(*journal, 4, 1);
  CHECK(contains(message_of(refused), "lost records"));
  CHECK(contains(message_of(refused), expected));
  CHECK_FALSE(
      contains(server.command({"EXISTS", journal_key}) == "1" ? stream_ids(server) : "", "1-4"));
}

TEST_CASE("a writer that was cut off finds out that another has taken over") {
  RedisServer server;
  TcpGate gate{server.port()};
  const auto older = open_writer(gate.port());
  REQUIRE(append_sample(*older, 1, 1).has_value());
  gate.close();
  auto late = append_apart(*older, 2);
  wait_until([&] { return older->is_interrupted(); });
  const auto newer = open_writer(server.port());
  gate.open();
  CHECK(contains(message_of(late.get()), "another writer has taken over"));
  CHECK(append_sample(*newer, 2, 1).has_value());
  CHECK(stream_ids(server) == "1-0 1-1 2-0 2-2");
}

TEST_CASE("not one record of an older epoch is accepted once the next has begun") {
  RedisServer server;
  std::uint64_t acknowledged = 0;
  auto current = open_writer(server.port());
  for (int takeover = 0; takeover < 20; ++takeover) {
    CAPTURE(takeover);
    std::atomic<std::uint64_t> last{acknowledged};
    std::string end;
    std::thread writer{[&] {
      for (std::uint64_t next = last + 1; end.empty(); ++next) {
        end = message_of(append_sample(*current, next, 1));
        if (end.empty()) last = next;
      }
    }};
    wait_until([&] { return last >= acknowledged + 5; });
    auto next = open_writer(server.port());
    const std::uint64_t inherited = next->position().next_sequence - 1;
    writer.join();
    CHECK(contains(end, "another writer has taken over"));
    // What was acknowledged is inherited; what came too late is nowhere.
    CHECK(last == inherited);
    CHECK(recorded(server) == up_to(inherited));
    acknowledged = inherited;
    current = std::move(next);
  }
}

}  // namespace
}  // namespace offpeak::store::tests

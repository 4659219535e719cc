// Acknowledged only when replicas have it.
#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>
#include <future>
#include <string>
#include <vector>

#include "store/redis/lease.hpp"
#include "tests/store/redis/place.hpp"
#include "tests/support/tcp_gate.hpp"

namespace offpeak::store::tests {
namespace {

using testing::RedisServer;
using testing::TcpGate;

/// Impatient, so that a test of what is given up is short.
RedisJournalOptions with_replicas(std::chrono::milliseconds interruption_max) {
  auto options = writer_options();
  options.replicas = 1;
  options.replicas_wait = std::chrono::milliseconds{100};
  options.interruption_max = interruption_max;
  return options;
}

/// A master and one replica, in step.
struct Pair {
  Pair() { replica.follow(master); }
  RedisServer master{{"--repl-diskless-sync-delay", "0"}};
  RedisServer replica;
};

TEST_CASE("what is acknowledged the replica has") {
  Pair pair;
  const auto journal = open_writer(pair.master.port(), with_replicas(interruption_ms_max));
  for (std::uint64_t i = 1; i <= 20; ++i) {
    REQUIRE(append_sample(*journal, i, 1).has_value());
    CHECK(pair.replica.command({"XLEN", journal_key}) == std::to_string(i + 1));
  }
  CHECK(journal->confirm().has_value());
}

TEST_CASE("without a replica nothing is acknowledged, and the reason says so") {
  Pair pair;
  auto options = with_replicas(interruption_ms_max);
  std::vector<std::string> told;
  options.on_interruption = [&](const std::string& reason) { told.push_back(reason); };
  const auto journal = open_writer(pair.master.port(), std::move(options));
  REQUIRE(append_sample(*journal, 1, 1).has_value());
  pair.replica.freeze();
  auto done = std::async(std::launch::async, [&] { return append_sample(*journal, 2, 1); });
  wait_until([&] { return journal->is_interrupted(); });
  CHECK(pair.master.command({"XLEN", journal_key}) == "3");  // there, not acknowledged
  pair.replica.thaw();
  CHECK(done.get().has_value());
  CHECK(stream_ids(pair.master) == "1-0 1-1 1-2");
  // On a busy machine perhaps beside others.
  CHECK(std::ranges::any_of(
      told, [](const auto& reason) { return contains(reason, "replicas: 0 of the 1"); }));
  CHECK((!told.empty() && told.back().empty()));
}

TEST_CASE(
    "a record that was read back over a new connection is not there before the replica has it") {
  Pair pair;
  TcpGate gate{pair.master.port()};
  const auto journal = open_writer(gate.port(), with_replicas(std::chrono::milliseconds{1500}));
  REQUIRE(append_sample(*journal, 1, 1).has_value());
  pair.replica.freeze();
  // The reply to XADD is lost: WAIT over the next connection, which wrote nothing, would be
  // content.
  gate.sever(TcpGate::Direction::to_client);
  auto done = std::async(std::launch::async, [&] { return append_sample(*journal, 2, 1); });
  gate.wait_for_cut();
  gate.open();
  const auto given_up = done.get();
  CHECK(contains(message_of(given_up), "replicas: 0 of the 1"));
  CHECK(pair.master.command({"XLEN", journal_key}) == "3");
  pair.replica.thaw();
}

TEST_CASE(
    "a writer that was superseded confirms and appends nothing, however many replicas there are") {
  Pair pair;
  const auto old = open_writer(pair.master.port(), with_replicas(interruption_ms_max));
  const auto next = open_writer(pair.master.port(), with_replicas(interruption_ms_max));
  CHECK(contains(message_of(old->confirm()), "another writer has taken over"));
  CHECK(contains(message_of(append_sample(*old, 1, 1)), "another writer has taken over"));
  CHECK(append_sample(*next, 1, 1).has_value());
}

TEST_CASE("a lease that no replica has does not count") {
  Pair pair;
  RedisLeaseSteps steps{link_to(pair.master.port()), "test", "a", {.replicas = 1}};
  // On a busy machine a replica may answer too late for the first time.
  wait_until([&] {
    const auto held = steps.acquire();
    return held && *held;
  });
  CHECK(steps.term() == 1);
  pair.replica.kill();
  wait_until([&] { return contains(pair.master.command({"INFO", "replication"}), "slaves:0"); });
  CHECK_FALSE(steps.renew().has_value());
}

}  // namespace
}  // namespace offpeak::store::tests

// A Redis of a test's own, and what a test opens on it.
#pragma once

#include <doctest/doctest.h>

#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "store/redis/connection.hpp"
#include "store/redis/journal.hpp"
#include "tests/store/sample.hpp"
#include "tests/support/patience.hpp"
#include "tests/support/redis_server.hpp"

namespace offpeak::store::tests {

inline constexpr const char* journal_key = "offpeak:{test}:journal";

/// Impatient, so that a test of what happens after a time-out is short.
inline std::unique_ptr<RedisLink> link_to(std::uint16_t port) {
  RedisAddress address;
  address.host = "127.0.0.1";
  address.port = port;
  return std::make_unique<RedisConnection>(address, std::chrono::milliseconds{300});
}

/// Returns when `condition` holds. Throws when it never does.
template <class Condition>
void wait_until(const Condition& condition) {
  testing::await_until("a change in Redis", condition);
}

/// A name that no other writer of this process has.
inline std::string next_writer() {
  static std::atomic<int> count{0};
  return "writer-" + std::to_string(++count);
}

inline RedisJournalOptions writer_options() { return {.city = "test", .writer = next_writer()}; }

/// For tests of many records, on a Redis that does not sync each of them.
inline RedisJournalOptions relaxed_options() {
  auto options = writer_options();
  options.durability = Durability::relaxed;
  return options;
}

/// Throws when it cannot be opened.
inline std::unique_ptr<RedisJournal> open_writer(std::uint16_t port,
                                                 RedisJournalOptions options = writer_options()) {
  auto journal = RedisJournal::open(link_to(port), std::move(options));
  if (!journal) throw std::runtime_error{journal.error().message};
  return std::move(*journal);
}

/// The ids in the stream, fences too, as "1-0 1-1 1-4".
inline std::string stream_ids(testing::RedisServer& server) {
  const auto link = link_to(server.port());
  REQUIRE(link->connect().has_value());
  const auto reply = link->call(std::vector<std::string_view>{"XRANGE", journal_key, "-", "+"});
  REQUIRE(reply.has_value());
  std::string ids;
  for (const auto& entry : reply->list) {
    if (!ids.empty()) ids += ' ';
    ids += entry.list.at(0).text;
  }
  return ids;
}

}  // namespace offpeak::store::tests

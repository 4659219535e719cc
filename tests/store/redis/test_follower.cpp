// Reading a journal in Redis while another process writes it.
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "store/redis/follower.hpp"
#include "tests/store/redis/place.hpp"

namespace offpeak::store::tests {
namespace {

using testing::RedisServer;

/// Follows, and keeps the first sequences it was handed.
struct Following {
  explicit Following(RedisServer& server, ChainPosition from = {})
      : follower{link_to(server.port()), "test", from} {}

  Result<Follower::Progress> poll() {
    return follower.poll([this](const Batch& batch) -> Result<void> {
      firsts.push_back(batch.first_sequence);
      return {};
    });
  }

  RedisFollower follower;
  std::vector<std::uint64_t> firsts;
};

using Firsts = std::vector<std::uint64_t>;

TEST_CASE("a follower is handed what was appended since it last asked, over the epochs") {
  RedisServer server;
  Following following{server};
  CHECK(following.poll().has_value());
  auto writer = open_writer(server.port());
  CHECK(following.poll().has_value());
  CHECK(following.firsts.empty());
  REQUIRE(append_sample(*writer, 1, 3).has_value());
  REQUIRE(append_sample(*writer, 4, 1).has_value());
  const auto first = following.poll();
  REQUIRE_MESSAGE(first.has_value(), message_of(first));
  CHECK(first->replay.batches == 2);
  CHECK(first->replay.events == 4);
  CHECK(first->replay.end == writer->position());
  CHECK_FALSE(first->behind);
  writer = open_writer(server.port());
  REQUIRE(append_sample(*writer, 5, 1).has_value());
  CHECK(following.poll()->replay.batches == 1);
  CHECK(following.poll()->replay.batches == 0);
  CHECK(following.poll()->replay.end == writer->position());
  CHECK(following.firsts == Firsts{1, 4, 5});
}

TEST_CASE("a follower may begin anywhere, and takes a bounded number at once") {
  RedisServer server{{"--appendfsync", "no"}};
  const auto writer = open_writer(server.port(), relaxed_options());
  for (std::uint64_t i = 1; i <= 5; ++i) REQUIRE(append_sample(*writer, i, 1).has_value());
  Following following{server, writer->position()};
  CHECK(following.poll()->replay.batches == 0);
  const std::uint64_t more = stream_page_entries + 3;
  for (std::uint64_t i = 6; i < 6 + more; ++i) REQUIRE(append_sample(*writer, i, 1).has_value());
  const auto first = following.poll();
  REQUIRE(first.has_value());
  CHECK(first->replay.batches == stream_page_entries);
  CHECK(first->behind);
  const auto second = following.poll();
  CHECK(second->replay.batches == 3);
  CHECK_FALSE(second->behind);
  CHECK(following.firsts.front() == 6);
  CHECK(following.firsts.size() == more);
}

TEST_CASE("a follower outlives a restart of Redis") {
  RedisServer server;
  const auto writer = open_writer(server.port());
  Following following{server};
  REQUIRE(append_sample(*writer, 1, 1).has_value());
  REQUIRE(following.poll().has_value());
  server.kill();
  CHECK_FALSE(following.poll().has_value());
  CHECK_FALSE(following.follower.has_failed());
  server.start();
  REQUIRE(append_sample(*writer, 2, 1).has_value());
  const auto progress = following.poll();
  CHECK_MESSAGE(progress.has_value(), message_of(progress));
  CHECK(following.firsts == Firsts{1, 2});
}

TEST_CASE("what a follower cannot follow ends it") {
  RedisServer server;
  const auto writer = open_writer(server.port());
  Following following{server};
  for (std::uint64_t i = 1; i <= 2; ++i) REQUIRE(append_sample(*writer, i, 1).has_value());
  REQUIRE(following.poll().has_value());
  for (std::uint64_t i = 3; i <= 4; ++i) REQUIRE(append_sample(*writer, i, 1).has_value());
  std::string expected;
  SUBCASE("a gap") {
    server.command({"XDEL", journal_key, "1-3"});
    expected = "begins at sequence 4 where 3 is due";
  }
  SUBCASE("a damaged record") {
    server.command({"XADD", journal_key, "1-5", "r", "?"});
    expected = "the record at sequence 5 is cut short";
  }
  SUBCASE("something else in the stream") {
    server.command({"XADD", journal_key, "1-5", "x", "?"});
    expected = "does not belong there";
  }
  SUBCASE("records that were read and are lost") {
    server.kill();
    server.erase_data();
    server.start();
    CHECK_FALSE(following.poll().has_value());  // the cut connection
    expected = "it lost records: what was read up to 1-2 is no longer there";
  }
  const auto failed = following.poll();
  CHECK(contains(message_of(failed), expected));
  CHECK(following.follower.has_failed());
  CHECK(message_of(following.poll()) == message_of(failed));
}

TEST_CASE("a follower does not begin where the journal does not reach") {
  RedisServer server;
  const auto writer = open_writer(server.port());
  REQUIRE(append_sample(*writer, 1, 4).has_value());
  const ChainPosition end = writer->position();
  struct Row {
    ChainPosition from;
    const char* expected;
  };
  for (const Row& row : {Row{{9, 0}, "ends at sequence 4, before sequence 8"},
                         Row{{end.next_sequence, end.checksum + 1}, "it is another journal"},
                         Row{{1, 1}, "does not follow the one before it"}}) {
    CAPTURE(row.expected);
    Following following{server, row.from};
    CHECK(contains(message_of(following.poll()), row.expected));
    CHECK(following.follower.has_failed());
  }
}

}  // namespace
}  // namespace offpeak::store::tests

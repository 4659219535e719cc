// The journal on a real Redis while nothing fails: what it keeps, hands back, trims and refuses.
#include <doctest/doctest.h>

#include <array>
#include <string>
#include <vector>

#include "tests/store/redis/place.hpp"

namespace offpeak::store::tests {
namespace {

/// Batches 1–3, 4–4 and 5–9 by a writer, then 10–10 and 11–12 by the next, with one between them
/// that appends nothing. Returns the places before, between and after them.
std::vector<ChainPosition> write_two_epochs(testing::RedisServer& server) {
  std::vector<ChainPosition> places{{}};
  const auto append = [&](Journal& journal, std::uint64_t first, std::uint32_t events) {
    REQUIRE_MESSAGE(append_sample(journal, first, events).has_value(), "append");
    places.push_back(journal.position());
  };
  {
    const auto journal = open_writer(server.port());
    append(*journal, 1, 3);
    append(*journal, 4, 1);
    append(*journal, 5, 5);
  }
  open_writer(server.port());
  const auto journal = open_writer(server.port());
  append(*journal, 10, 1);
  append(*journal, 11, 2);
  return places;
}

TEST_CASE("a record is one entry, and each writer begins with a fence") {
  testing::RedisServer server;
  write_two_epochs(server);
  CHECK(stream_ids(server) == "1-0 1-1 1-4 1-5 2-0 3-0 3-10 3-11");
}

TEST_CASE("a journal in Redis is replayed from wherever a record ends, over the epochs") {
  testing::RedisServer server;
  const auto places = write_two_epochs(server);
  const std::array<std::uint64_t, 5> firsts{1, 4, 5, 10, 11};
  const auto journal = open_writer(server.port());
  CHECK(journal->epoch() == 4);
  CHECK(journal->position() == places.back());
  for (std::size_t i = 0; i < places.size(); ++i) {
    CAPTURE(i);
    const auto batches = replay_all(*journal, places[i]);
    REQUIRE_MESSAGE(batches.has_value(), message_of(batches));
    REQUIRE(batches->size() == firsts.size() - i);
    for (std::size_t k = 0; k < batches->size(); ++k) {
      const auto& batch = (*batches)[k];
      CHECK(batch.first_sequence == firsts[i + k]);
      CHECK(batch.payload == sample_payload(batch.first_sequence, batch.events * 7));
    }
  }
}

TEST_CASE("a replay from a place that is not the journal's is refused, in Redis too") {
  testing::RedisServer server;
  const auto places = write_two_epochs(server);
  struct Row {
    ChainPosition from;
    const char* expected;
    Cause cause = Cause::diverged;
  };
  for (const Row& row :
       {Row{{1, 1}, "sequence 1 does not follow"},
        Row{{4, places[2].checksum}, "sequence 4 does not follow"},
        Row{{10, places[1].checksum}, "sequence 10 does not follow"},
        Row{{2, places[1].checksum}, "begins at sequence 4 where 2 is due", Cause::begins_later},
        Row{{7, places[2].checksum}, "begins at sequence 10 where 7 is due", Cause::begins_later},
        Row{{12, places[5].checksum}, "no record begins at sequence 12"},
        Row{{13, places[4].checksum}, "it is another journal"},
        Row{{14, places[5].checksum}, "ends at sequence 12, before sequence 13"}}) {
    CAPTURE(row.expected);
    const auto journal = open_writer(server.port());
    const auto refused = replay_all(*journal, row.from);
    CHECK(contains(message_of(refused), row.expected));
    CHECK(refused.error().cause == row.cause);
  }
}

TEST_CASE("a replay of more than one page hands on everything once") {
  testing::RedisServer server{{"--appendfsync", "no"}};
  const auto journal = open_writer(server.port(), relaxed_options());
  const std::uint64_t records = 2 * stream_page_entries + 7;
  for (std::uint64_t i = 1; i <= records; ++i) REQUIRE(append_sample(*journal, i, 1).has_value());
  CHECK(replay_all(*journal)->size() == records);
}

TEST_CASE("an empty journal in Redis begins at sequence 1") {
  testing::RedisServer server;
  const auto journal = open_writer(server.port());
  CHECK(journal->position() == ChainPosition{});
  CHECK(replay_all(*journal)->empty());
  CHECK(contains(message_of(replay_all(*journal, {2, 0})), "before sequence 1"));
}

TEST_CASE("a sink stops a replay from Redis, and the journal goes on") {
  testing::RedisServer server;
  const auto journal = open_writer(server.port());
  REQUIRE(append_sample(*journal, 1, 3).has_value());
  const auto stopped =
      journal->replay({}, [](const Batch&) -> Result<void> { return Error{"enough"}; });
  CHECK(message_of(stopped) == "enough");
  CHECK(append_sample(*journal, 4, 1).has_value());
}

TEST_CASE("a batch out of sequence is refused, and so is all that follows, in Redis too") {
  testing::RedisServer server;
  const auto journal = open_writer(server.port());
  REQUIRE(append_sample(*journal, 1, 3).has_value());
  const auto refused = append_sample(*journal, 5, 1);
  REQUIRE_FALSE(refused.has_value());
  CHECK(message_of(append_sample(*journal, 4, 1)) == message_of(refused));
  CHECK(message_of(replay_all(*journal)) == message_of(refused));
  CHECK(message_of(journal->confirm()) == message_of(refused));
  CHECK(message_of(journal->trim(1)) == message_of(refused));
}

TEST_CASE("trimming goes on until nothing more can go, and keeps what is needed") {
  testing::RedisServer server{{"--appendfsync", "no"}};
  const auto journal = open_writer(server.port(), relaxed_options());
  std::vector<ChainPosition> places{{}};
  constexpr std::uint64_t records = 1500;
  for (std::uint64_t i = 1; i <= records; ++i) {
    REQUIRE(append_sample(*journal, i, 1).has_value());
    places.push_back(journal->position());
  }
  const auto length = [&] { return std::stoull(server.command({"XLEN", journal_key})); };
  const auto trim_all = [&](std::uint64_t before) {
    int calls = 0;
    for (auto more = journal->trim(before); more && *more; more = journal->trim(before)) ++calls;
    return calls;
  };
  SUBCASE("whole nodes that end before the sequence") {
    CHECK(trim_all(1300) == 2);  // at most a thousand at once
    CHECK(length() <= records + 1 - 1200);
    CHECK(length() >= records + 1 - 1300);
    CHECK(replay_all(*journal, places[1299])->size() == records - 1299);
    CHECK(contains(message_of(replay_all(*journal)), "where 1 is due: what was before has been"));
  }
  SUBCASE("never the newest") {
    trim_all(~std::uint64_t{0});
    CHECK(length() >= 1);
    const auto next = open_writer(server.port(), relaxed_options());
    CHECK(next->position() == places.back());
    CHECK(append_sample(*next, records + 1, 1).has_value());
    CHECK(replay_all(*next, places.back())->size() == 1);
  }
  SUBCASE("nothing before the first") {
    CHECK(trim_all(0) == 0);
    CHECK(trim_all(1) == 0);
    CHECK(length() == records + 1);
  }
}

TEST_CASE("a journal opened to read replays, and changes nothing") {
  testing::RedisServer server;
  const auto writer = open_writer(server.port());
  REQUIRE(append_sample(*writer, 1, 3).has_value());
  const auto reader = open_writer(server.port(), {.city = "test", .writer = ""});
  CHECK(replay_all(*reader)->size() == 1);
  CHECK_FALSE(reader->trim(3).has_value());
  CHECK(contains(message_of(append_sample(*reader, 4, 1)), "nothing can be appended"));
  CHECK(append_sample(*writer, 4, 1).has_value());
  CHECK(stream_ids(server) == "1-0 1-1 1-4");
}

TEST_CASE("damage in the stream is found") {
  struct Row {
    const char* what;
    std::vector<std::string> command;
    const char* expected;
  };
  const std::array rows{
      Row{"a record that is none", {"XADD", journal_key, "1-5", "r", "?"}, "is cut short"},
      Row{"a field of something else", {"XADD", journal_key, "1-5", "x", "?"}, "does not belong"},
      Row{"two fields", {"XADD", journal_key, "1-5", "r", "?", "s", "?"}, "have one field"},
      Row{"another type of value", {"SET", journal_key, "?"}, "WRONGTYPE"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.what);
    testing::RedisServer server;
    {
      const auto journal = open_writer(server.port());
      REQUIRE(append_sample(*journal, 1, 4).has_value());
    }
    server.command(row.command);
    const auto opened = RedisJournal::open(link_to(server.port()), writer_options());
    CHECK(contains(message_of(opened), row.expected));
  }
}

TEST_CASE("a record that is missing in the middle ends the replay") {
  testing::RedisServer server;
  write_two_epochs(server);
  server.command({"XDEL", journal_key, "1-4"});
  const auto journal = open_writer(server.port());
  CHECK(contains(message_of(replay_all(*journal)), "continues at sequence 5 where 4 is due"));
}

TEST_CASE("a writer knows its epoch even where the last entries were deleted") {
  testing::RedisServer server;
  write_two_epochs(server);
  server.command({"XDEL", journal_key, "3-11", "3-10", "3-0", "2-0"});
  CHECK(open_writer(server.port())->epoch() == 4);
}

TEST_CASE("the older of two writers is refused, from the fence of the newer one on") {
  testing::RedisServer server;
  const auto older = open_writer(server.port());
  REQUIRE(append_sample(*older, 1, 3).has_value());
  CHECK(older->confirm().has_value());
  const auto newer = open_writer(server.port());
  SUBCASE("when it appends") {
    const auto refused = append_sample(*older, 4, 1);
    CHECK(contains(message_of(refused), "another writer has taken over"));
    CHECK(contains(message_of(refused), "its last entry is 2-0"));
    CHECK(message_of(append_sample(*older, 4, 1)) == message_of(refused));
  }
  SUBCASE("when it asks") {
    CHECK(contains(message_of(older->confirm()), "another writer has taken over"));
  }
  SUBCASE("when the newer one has appended the same") {
    REQUIRE(append_sample(*newer, 4, 1).has_value());
    CHECK(contains(message_of(append_sample(*older, 4, 1)), "another writer has taken over"));
  }
  CHECK(newer->confirm().has_value());
  const auto next = newer->position().next_sequence;
  CHECK(append_sample(*newer, next, 1).has_value());
  const auto batches = replay_all(*newer);
  REQUIRE(batches.has_value());
  CHECK(stream_ids(server).find("1-4") == std::string::npos);
}

TEST_CASE("a lease spares asking, once in each term, and only while it lasts") {
  testing::RedisServer server;
  std::uint64_t term = 0;
  auto options = writer_options();
  options.lease_term = [&] { return term; };
  const auto older = open_writer(server.port(), options);
  term = 1;
  CHECK(older->confirm().has_value());
  const auto newer = open_writer(server.port());
  CHECK(older->confirm().has_value());  // it does not ask
  SUBCASE("the term has ended") { term = 0; }
  SUBCASE("another has begun") { term = 2; }
  CHECK(contains(message_of(older->confirm()), "another writer has taken over"));
}

}  // namespace
}  // namespace offpeak::store::tests

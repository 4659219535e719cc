// What every journal does, whatever it keeps its records in.
#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <memory>
#include <string>

#include "store/memory/journal.hpp"
#include "store/sqlite/journal.hpp"
#include "tests/store/sample.hpp"
#include "tests/store/temporary_directory.hpp"

namespace offpeak::store::tests {
namespace {

struct OnMemory {
  std::unique_ptr<Journal> open() { return std::make_unique<MemoryJournal>(); }
};

struct OnSqlite {
  TemporaryDirectory directory;
  std::unique_ptr<Journal> open() {
    auto journal = SqliteJournal::open(directory / "journal.db");
    REQUIRE_MESSAGE(journal.has_value(), message_of(journal));
    return std::move(*journal);
  }
};

#define ALL_JOURNALS OnMemory, OnSqlite

/// Batches 1–3, 4–4, 5–9. Returns the places before, between and after them.
std::array<ChainPosition, 4> append_three(Journal& journal) {
  std::array<ChainPosition, 4> places;
  REQUIRE(append_sample(journal, 1, 3).has_value());
  places[1] = journal.position();
  REQUIRE(append_sample(journal, 4, 1).has_value());
  places[2] = journal.position();
  REQUIRE(append_sample(journal, 5, 5).has_value());
  places[3] = journal.position();
  return places;
}

TEST_CASE_TEMPLATE("a replay hands on what was appended, in order", Place, ALL_JOURNALS) {
  Place place;
  const auto journal = place.open();
  append_three(*journal);
  const auto batches = replay_all(*journal);
  REQUIRE(batches.has_value());
  REQUIRE(batches->size() == 3);
  const std::array<std::uint64_t, 3> firsts{1, 4, 5};
  const std::array<std::uint32_t, 3> events{3, 1, 5};
  for (std::size_t i = 0; i < 3; ++i) {
    CAPTURE(i);
    CHECK((*batches)[i].first_sequence == firsts[i]);
    CHECK((*batches)[i].events == events[i]);
    CHECK((*batches)[i].payload == sample_payload(firsts[i], events[i] * 7));
  }
}

TEST_CASE_TEMPLATE("a replay tells what it found, from wherever it starts", Place, ALL_JOURNALS) {
  Place place;
  const auto journal = place.open();
  const auto places = append_three(*journal);
  struct Row {
    std::size_t from;
    std::uint64_t batches, events;
  };
  for (const Row row : {Row{0, 3, 9}, {1, 2, 6}, {2, 1, 5}, {3, 0, 0}}) {
    CAPTURE(row.from);
    const ChainPosition& from = places.at(row.from);
    std::uint64_t handed_on = 0;
    const auto summary = journal->replay(from, [&](const Batch& batch) -> Result<void> {
      CHECK(batch.first_sequence >= from.next_sequence);
      ++handed_on;
      return {};
    });
    REQUIRE(summary.has_value());
    CHECK(handed_on == row.batches);
    CHECK(summary->batches == row.batches);
    CHECK(summary->events == row.events);
    CHECK(summary->end == journal->position());
  }
}

TEST_CASE_TEMPLATE("an empty journal replays nothing", Place, ALL_JOURNALS) {
  Place place;
  const auto journal = place.open();
  CHECK(journal->position() == ChainPosition{});
  const auto summary =
      journal->replay({}, [](const Batch&) -> Result<void> { return Error{"there is none"}; });
  REQUIRE(summary.has_value());
  CHECK(summary->batches == 0);
  CHECK(summary->end == ChainPosition{});
}

TEST_CASE_TEMPLATE("a replay from a place that is not the journal's is refused", Place,
                   ALL_JOURNALS) {
  struct Row {
    const char* what;
    std::uint64_t next_sequence;
    std::size_t checksum_of;  // the place whose checksum is taken, with one bit changed if `flip`
    std::uint64_t flip;
    const char* expected;
    Cause cause = Cause::diverged;
  };
  const std::array rows{
      Row{"before the first, after another record", 1, 0, 1, "sequence 1 does not follow"},
      Row{"the checksum of another place", 4, 2, 0, "sequence 4 does not follow"},
      Row{"a checksum that no record has", 5, 2, 1, "sequence 5 does not follow"},
      Row{"inside the first record", 2, 1, 0, "begins at sequence 4 where 2 is due",
          Cause::begins_later},
      Row{"inside the last record", 7, 3, 0, "no record begins at sequence 7"},
      Row{"the end of another journal", 10, 3, 1, "it is another journal"},
      Row{"past the end", 11, 3, 0, "ends at sequence 9, before sequence 10"},
      Row{"far past the end", ~std::uint64_t{0}, 3, 0, "ends at sequence 9, before"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.what);
    Place place;
    const auto journal = place.open();
    const auto places = append_three(*journal);
    const ChainPosition from{row.next_sequence, places.at(row.checksum_of).checksum ^ row.flip};
    const auto refused = replay_all(*journal, from);
    CHECK(contains(message_of(refused), row.expected));
    CHECK(refused.error().cause == row.cause);
  }
}

TEST_CASE_TEMPLATE("an empty journal is replayed from its start only", Place, ALL_JOURNALS) {
  Place place;
  const auto journal = place.open();
  CHECK(
      contains(message_of(replay_all(*journal, {2, 0})), "ends at sequence 0, before sequence 1"));
  CHECK(contains(message_of(replay_all(*journal, {1, 7})), "it is another journal"));
}

TEST_CASE_TEMPLATE("trimming forgets whole records from the oldest on, never the newest", Place,
                   ALL_JOURNALS) {
  struct Row {
    std::uint64_t before;
    std::size_t forgotten;
  };
  for (const Row row :
       {Row{0, 0}, {1, 0}, {3, 0}, {4, 1}, {5, 2}, {9, 2}, {10, 2}, {~std::uint64_t{0}, 2}}) {
    CAPTURE(row.before);
    Place place;
    const auto journal = place.open();
    const auto places = append_three(*journal);
    const auto trimmed = journal->trim(row.before);
    REQUIRE_MESSAGE(trimmed.has_value(), message_of(trimmed));
    CHECK_FALSE(*trimmed);
    CHECK(replay_all(*journal, places.at(row.forgotten))->size() == 3 - row.forgotten);
    CHECK(append_sample(*journal, 10, 1).has_value());
    CHECK(replay_all(*journal, places.at(row.forgotten))->size() == 4 - row.forgotten);
    if (row.forgotten == 0) continue;
    const auto begin = std::to_string(places.at(row.forgotten).next_sequence);
    const auto refused = replay_all(*journal);
    CHECK(contains(message_of(refused), "begins at sequence " + begin + " where 1 is due"));
    CHECK(refused.error().cause == Cause::begins_later);
  }
}

TEST_CASE_TEMPLATE("trimming much goes call by call until there is no more", Place, ALL_JOURNALS) {
  Place place;
  const auto journal = place.open();
  constexpr std::uint64_t records = 300;
  for (std::uint64_t first = 1; first <= records; ++first) {
    REQUIRE(append_sample(*journal, first, 1).has_value());
  }
  const ChainPosition end = journal->position();
  std::uint64_t calls = 1;
  for (auto more = journal->trim(records + 1); *more; more = journal->trim(records + 1)) {
    REQUIRE(++calls < records);
  }
  CHECK(journal->position() == end);
  CHECK(contains(message_of(replay_all(*journal)), "begins at sequence 300 where 1 is due"));
}

TEST_CASE_TEMPLATE("a sink stops a replay, and the journal goes on", Place, ALL_JOURNALS) {
  Place place;
  const auto journal = place.open();
  append_three(*journal);
  int handed_on = 0;
  const auto summary = journal->replay({}, [&](const Batch&) -> Result<void> {
    if (++handed_on == 2) return Error{.message = "enough", .cause = Cause::stopped};
    return {};
  });
  CHECK(message_of(summary) == "enough");
  CHECK(summary.error().cause == Cause::stopped);
  CHECK(handed_on == 2);
  CHECK(append_sample(*journal, 10, 1).has_value());
  CHECK(replay_all(*journal)->size() == 4);
}

TEST_CASE_TEMPLATE("a batch out of sequence is refused, and so is all that follows", Place,
                   ALL_JOURNALS) {
  for (const std::uint64_t wrong : {0, 1, 9, 11}) {
    CAPTURE(wrong);
    Place place;
    const auto journal = place.open();
    append_three(*journal);
    const auto refused = append_sample(*journal, wrong, 1);
    REQUIRE_FALSE(refused.has_value());
    CHECK(message_of(append_sample(*journal, 10, 1)) == message_of(refused));
    CHECK(message_of(replay_all(*journal)) == message_of(refused));
  }
}

TEST_CASE_TEMPLATE("a batch without events is refused", Place, ALL_JOURNALS) {
  Place place;
  const auto journal = place.open();
  CHECK(contains(message_of(journal->append({1, 0, {}})), "holds no event"));
}

}  // namespace
}  // namespace offpeak::store::tests

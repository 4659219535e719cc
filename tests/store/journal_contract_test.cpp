// What every journal does, whatever it keeps its records in.
#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <memory>

#include "store/memory_journal.hpp"
#include "store/sqlite_journal.hpp"
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

/// Batches 1–3, 4–4, 5–9.
void append_three(Journal& journal) {
  REQUIRE(append_sample(journal, 1, 3).has_value());
  REQUIRE(append_sample(journal, 4, 1).has_value());
  REQUIRE(append_sample(journal, 5, 5).has_value());
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

TEST_CASE_TEMPLATE("a replay tells what it found", Place, ALL_JOURNALS) {
  Place place;
  const auto journal = place.open();
  append_three(*journal);
  struct Row {
    std::uint64_t after, batches, events;
  };
  // A batch that begins before the sequence and ends past it is handed on whole.
  for (const Row row :
       {Row{0, 3, 9}, {1, 3, 9}, {2, 3, 9}, {3, 2, 6}, {4, 1, 5}, {8, 1, 5}, {9, 0, 0}}) {
    CAPTURE(row.after);
    std::uint64_t handed_on = 0;
    const auto summary = journal->replay(row.after, [&](const Batch& batch) -> Result<void> {
      CHECK(batch.first_sequence + batch.events - 1 > row.after);
      ++handed_on;
      return {};
    });
    REQUIRE(summary.has_value());
    CHECK(handed_on == row.batches);
    CHECK(summary->batches == row.batches);
    CHECK(summary->events == row.events);
    CHECK(summary->last_sequence == 9);
  }
}

TEST_CASE_TEMPLATE("an empty journal replays nothing", Place, ALL_JOURNALS) {
  Place place;
  const auto journal = place.open();
  const auto summary =
      journal->replay(0, [](const Batch&) -> Result<void> { return Error{"there is none"}; });
  REQUIRE(summary.has_value());
  CHECK(summary->batches == 0);
  CHECK(summary->last_sequence == 0);
}

TEST_CASE_TEMPLATE("a replay from past the journal's end is refused", Place, ALL_JOURNALS) {
  Place place;
  const auto journal = place.open();
  CHECK(contains(message_of(replay_all(*journal, 1)), "ends at sequence 0, before sequence 1"));
  append_three(*journal);
  CHECK(contains(message_of(replay_all(*journal, 10)), "ends at sequence 9, before sequence 10"));
  CHECK_FALSE(replay_all(*journal, ~std::uint64_t{0}).has_value());
}

TEST_CASE_TEMPLATE("a sink stops a replay, and the journal goes on", Place, ALL_JOURNALS) {
  Place place;
  const auto journal = place.open();
  append_three(*journal);
  int handed_on = 0;
  const auto summary = journal->replay(0, [&](const Batch&) -> Result<void> {
    if (++handed_on == 2) return Error{"enough"};
    return {};
  });
  CHECK(message_of(summary) == "enough");
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

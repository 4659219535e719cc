// The rule by which a store is refused that lacks what was acknowledged, case by case.
#include "main/history_guard.hpp"

#include <doctest/doctest.h>

#include <vector>

#include "main/commands.hpp"
#include "store/memory/journal.hpp"
#include "tests/store/sample.hpp"
#include "tests/store/temporary_directory.hpp"

namespace offpeak {
namespace {

using store::tests::TemporaryDirectory;

/// Records of so many events each; another history has events of another size.
void fill(store::MemoryJournal& journal, const std::vector<std::uint32_t>& records,
          std::size_t event_bytes) {
  for (const auto events : records) {
    const auto next = journal.position().next_sequence;
    REQUIRE(store::tests::append_sample(journal, next, events, event_bytes).has_value());
  }
}

constexpr std::size_t ours = 7;
constexpr std::size_t others = 8;

TEST_CASE("a store is led on that has what was acknowledged, and no other") {
  struct Row {
    const char* what;
    std::vector<std::uint32_t> records;
    std::size_t event_bytes;
    std::uint64_t trimmed_before;
    int code;
  };
  // Acknowledged here: records of 3, 2 and 4 events, the last of which is the ninth.
  const std::vector<Row> rows{
      {"the same", {3, 2, 4}, ours, 0, exit_done},
      {"more", {3, 2, 4, 1, 5}, ours, 0, exit_done},
      {"more, trimmed up to the mark", {3, 2, 4, 1, 5}, ours, 10, exit_done},
      {"more, trimmed past the mark", {3, 2, 4, 1, 5}, ours, 12, exit_done},
      {"nothing", {}, ours, 0, exit_behind},
      {"the last record is gone", {3, 2}, ours, 0, exit_behind},
      {"another history, as long", {3, 2, 4}, others, 0, exit_behind},
      {"another one, longer, with a record that ends there", {3, 2, 4, 1}, others, 0, exit_behind},
      {"another one, with a record across the mark at its end", {3, 2, 7}, others, 0, exit_behind},
      {"another one, with a record across it and more", {3, 2, 7, 1}, others, 0, exit_behind},
  };
  for (const auto& row : rows) {
    CAPTURE(row.what);
    const TemporaryDirectory directory;
    const HistoryGuardOptions options{.store = "sqlite:" + (directory / "a.db").string(),
                                      .city = "test",
                                      .state = directory.path(),
                                      .accepted = {}};
    {
      HistoryGuard guard{options};
      store::MemoryJournal journal;
      fill(journal, {3, 2, 4}, ours);
      REQUIRE(guard.check_to_lead(journal).has_value());
    }
    store::MemoryJournal journal;
    fill(journal, row.records, row.event_bytes);
    REQUIRE(journal.trim(row.trimmed_before).has_value());
    {
      HistoryGuard guard{options};
      const auto checked = guard.check_to_lead(journal);
      CHECK((checked ? int{exit_done} : checked.error().code) == row.code);
    }
    // What was looked at can still be replayed and appended to.
    const auto end = journal.position();
    CHECK(
        journal.replay(end, [](const store::Batch&) { return store::Result<void>{}; }).has_value());
    if (row.code == exit_done) continue;
    auto accepting = options;
    for (const std::uint64_t wrong : {end.next_sequence, end.next_sequence + 7}) {
      accepting.accepted = wrong;
      HistoryGuard guard{accepting};
      CHECK(guard.check_to_lead(journal).error().code == exit_behind);
    }
    accepting.accepted = end.next_sequence - 1;
    CHECK(HistoryGuard{accepting}.check_to_lead(journal).has_value());
    CHECK(HistoryGuard{options}.check_to_lead(journal).has_value());
  }
}

TEST_CASE("marks of different stores lie apart, and no password is in a name") {
  const auto stem = [](const char* uri) { return mark_stem(uri, "hangzhou", "state")->string(); };
  CHECK(stem("sqlite:var/offpeak.db") == "var/offpeak.db.high-water");
  const auto redis = stem("redis://me:secret@127.0.0.1/2");
  CHECK(redis.starts_with("state/hangzhou-127.0.0.1_6379_2-"));
  CHECK(redis.ends_with(".high-water"));
  CHECK(redis.find("secret") == redis.npos);
  CHECK(redis == stem("redis://127.0.0.1:6379/2"));
  CHECK(redis != stem("redis://127.0.0.1:6379/3"));
  CHECK(stem("redis+unix:/run/a/b") != stem("redis+unix:/run/a_b"));
  CHECK_FALSE(mark_stem("redis://", "hangzhou", "state").has_value());
}

}  // namespace
}  // namespace offpeak

// What is acknowledged is there after a crash: of the process, of the disk, of the power.
#include <doctest/doctest.h>
#include <signal.h>

#include <algorithm>
#include <random>
#include <utility>

#include "store/sqlite/journal.hpp"
#include "tests/store/child_process.hpp"
#include "tests/store/sample.hpp"
#include "tests/store/sqlite/power_loss_vfs.hpp"
#include "tests/store/temporary_directory.hpp"

namespace offpeak::store::tests {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t event_bytes = 100;

std::unique_ptr<SqliteJournal> open_or_fail(const fs::path& path) {
  auto journal = SqliteJournal::open(path);
  REQUIRE_MESSAGE(journal.has_value(), message_of(journal));
  return std::move(*journal);
}

/// The last sequence of a journal, all of whose batches are the samples they should be.
std::uint64_t verified_end(Journal& journal) {
  const auto summary = journal.replay({}, [](const Batch& batch) -> Result<void> {
    const auto expected = sample_payload(batch.first_sequence, batch.events * event_bytes);
    CHECK(std::ranges::equal(batch.payload, expected));
    return {};
  });
  REQUIRE_MESSAGE(summary.has_value(), message_of(summary));
  CHECK(summary->end == journal.position());
  return summary->end.next_sequence - 1;
}

TEST_CASE("after kill -9 everything acknowledged is there, round after round") {
  const TemporaryDirectory directory;
  const auto path = directory / "journal.db";
  std::mt19937_64 random{20260613};
  std::uint64_t acknowledged = 0;
  for (int round = 0; round < 10; ++round) {
    CAPTURE(round);
    ChildProcess child{{"append", path.string()}};
    std::uint64_t last = 0;
    for (auto left = 1 + random() % 100; left > 0; --left) {
      REQUIRE(child.read(&last, sizeof last) == sizeof last);
    }
    child.kill();
    while (child.read(&last, sizeof last) == sizeof last) continue;  // it went on until it died
    CHECK(child.wait() == -SIGKILL);
    CHECK(last > acknowledged);
    acknowledged = last;

    const auto end = verified_end(*open_or_fail(path));
    CHECK(end >= acknowledged);
    acknowledged = end;
  }
}

TEST_CASE("a file that can grow no more is a final error, and nothing acknowledged is lost") {
  const TemporaryDirectory directory;
  const auto path = directory / "journal.db";
  // The second limit has room for the log, so that the database is what cannot grow.
  struct Row {
    const char* limit_bytes;
    const char* expected;
  };
  for (const Row row : {Row{"262144", "append sequence"}, Row{"4400000", "checkpoint"}}) {
    CAPTURE(row.limit_bytes);
    ChildProcess child{{"fill", path.string(), row.limit_bytes}};
    const auto acknowledged = std::stoull(child.read_line());
    const auto message = child.read_line();
    CHECK(acknowledged > 0);
    CHECK(contains(message, path.string() + ": cannot " + row.expected));
    CHECK(child.read_line() == message);
    CHECK(child.read_line() == message);
    CHECK(child.wait() == 0);
    CHECK(verified_end(*open_or_fail(path)) >= acknowledged);
  }
}

TEST_CASE("every append is synced before it returns, wherever the power fails") {
  const TemporaryDirectory directory;
  PowerLossVfs disk;
  std::uint64_t acknowledged = 0;
  std::uint64_t seed = 0;
  const auto check_power_loss = [&] {
    const auto left = directory / std::to_string(++seed);
    disk.lose_power(left, seed);
    CAPTURE(seed);
    CHECK(verified_end(*open_or_fail(left / "journal.db")) >= acknowledged);
    fs::remove_all(left);
  };
  const auto journal = open_or_fail(directory / "journal.db");
  const int syncs_at_start = disk.syncs("journal.db-wal");
  // Before the sync too: half a batch may be there, and must not be taken for a whole one.
  bool inside = false;
  disk.before_sync((directory / "journal.db-wal").string(), [&] {
    if (!std::exchange(inside, true)) check_power_loss();
    inside = false;
  });
  for (int i = 0; i < 30; ++i) {
    const auto events = static_cast<std::uint32_t>(1 + i * 5);
    REQUIRE(append_sample(*journal, acknowledged + 1, events, event_bytes).has_value());
    acknowledged += events;
    check_power_loss();
  }
  CHECK(disk.syncs("journal.db-wal") - syncs_at_start >= 30);
  disk.before_sync({}, {});
}

TEST_CASE("the power may fail while the log is copied into the database") {
  const TemporaryDirectory directory;
  PowerLossVfs disk;
  std::uint64_t acknowledged = 0;
  int copies = 0;
  const auto journal = open_or_fail(directory / "journal.db");
  disk.before_sync((directory / "journal.db").string(),
                   [&] { disk.lose_power(directory / ("copy" + std::to_string(++copies)), 1); });
  constexpr std::uint32_t events = 20000;
  for (int i = 0; i < 10; ++i) {  // 20 MB, the log is copied at 4 MiB
    REQUIRE(append_sample(*journal, acknowledged + 1, events, event_bytes).has_value());
    acknowledged += events;
    if (copies > 0) break;
  }
  disk.before_sync({}, {});
  REQUIRE(copies == 1);
  CHECK(verified_end(*open_or_fail(directory / "copy1" / "journal.db")) == acknowledged);
}

TEST_CASE("a failed sync is final and is not tried again") {
  struct Row {
    const char* file;
    std::uint32_t events;  // few appends of many, to have the log copied
  };
  for (const Row row : {Row{"journal.db-wal", 10}, Row{"journal.db", 20000}}) {
    CAPTURE(row.file);
    const TemporaryDirectory directory;
    PowerLossVfs disk;
    std::uint64_t acknowledged = 0;
    auto journal = open_or_fail(directory / "journal.db");
    REQUIRE(append_sample(*journal, 1, row.events, event_bytes).has_value());
    acknowledged = row.events;
    disk.fail_next_sync((directory / row.file).string());
    auto appended = append_sample(*journal, acknowledged + 1, row.events, event_bytes);
    for (; appended;
         appended = append_sample(*journal, acknowledged + 1, row.events, event_bytes)) {
      acknowledged += row.events;
      REQUIRE(acknowledged < 100 * row.events);
    }
    const int syncs = disk.syncs("");
    CHECK(message_of(append_sample(*journal, acknowledged + 1, 1)) == message_of(appended));
    CHECK(message_of(replay_all(*journal)) == message_of(appended));
    journal.reset();
    CHECK(disk.syncs("") == syncs);

    disk.lose_power(directory / "left", 1);
    CHECK(verified_end(*open_or_fail(directory / "left" / "journal.db")) >= acknowledged);
  }
}

TEST_CASE("what a start finds is durable before anyone sees it") {
  const TemporaryDirectory directory;
  PowerLossVfs disk;
  auto journal = open_or_fail(directory / "journal.db");
  REQUIRE(append_sample(*journal, 1, 10, event_bytes).has_value());
  // Written, and read back by the next start, but never on the disk.
  disk.fail_next_sync("-wal");
  REQUIRE_FALSE(append_sample(*journal, 11, 10, event_bytes).has_value());
  journal.reset();

  journal = open_or_fail(directory / "journal.db");
  const auto found = verified_end(*journal);
  CHECK(found == 20);
  disk.lose_power(directory / "left", 1);
  CHECK(verified_end(*open_or_fail(directory / "left" / "journal.db")) >= found);
}

}  // namespace
}  // namespace offpeak::store::tests

#include "store/sqlite/journal.hpp"

#include <doctest/doctest.h>
#include <signal.h>
#include <sys/stat.h>

#include <algorithm>
#include <fstream>

#include "tests/store/child_process.hpp"
#include "tests/store/sample.hpp"
#include "tests/store/sqlite/raw_database.hpp"
#include "tests/store/temporary_directory.hpp"

namespace offpeak::store::tests {
namespace {

namespace fs = std::filesystem;

std::unique_ptr<SqliteJournal> open_or_fail(const fs::path& path) {
  auto journal = SqliteJournal::open(path);
  REQUIRE_MESSAGE(journal.has_value(), message_of(journal));
  return std::move(*journal);
}

unsigned mode_of(const fs::path& path) {
  struct stat status {};
  REQUIRE(::stat(path.c_str(), &status) == 0);
  return status.st_mode & 0777;
}

TEST_CASE("a journal reopened goes on where it ended") {
  const TemporaryDirectory directory;
  const auto path = directory / "journal.db";
  for (std::uint64_t first = 1; first <= 40; first += 4) {
    CAPTURE(first);
    const auto journal = open_or_fail(path);
    CHECK(replay_all(*journal)->size() == (first - 1) / 4);
    REQUIRE(append_sample(*journal, first, 4).has_value());
  }
}

TEST_CASE("a reopened journal refuses a gap and a repetition") {
  const TemporaryDirectory directory;
  const auto path = directory / "journal.db";
  REQUIRE(append_sample(*open_or_fail(path), 1, 4).has_value());
  for (const std::uint64_t wrong : {1, 4, 6}) {
    CAPTURE(wrong);
    CHECK(contains(message_of(append_sample(*open_or_fail(path), wrong, 1)),
                   "the journal continues at 5"));
  }
  CHECK(append_sample(*open_or_fail(path), 5, 1).has_value());
}

TEST_CASE("one call of trim forgets a bounded number of records, and a reopened journal goes on") {
  const TemporaryDirectory directory;
  const auto path = directory / "journal.db";
  constexpr std::uint64_t records = 200;
  ChainPosition before_last;
  {
    const auto journal = open_or_fail(path);
    for (std::uint64_t first = 1; first <= records; ++first) {
      before_last = journal->position();
      REQUIRE(append_sample(*journal, first, 1).has_value());
    }
    const auto trimmed = journal->trim(records + 1);
    REQUIRE(trimmed.has_value());
    CHECK(*trimmed);
  }
  CHECK(RawDatabase{path}.number("SELECT count(*) FROM journal") > 1);
  {
    const auto journal = open_or_fail(path);
    while (*journal->trim(records + 1)) continue;
  }
  CHECK(RawDatabase{path}.number("SELECT count(*) FROM journal") == 1);
  const auto journal = open_or_fail(path);
  CHECK(replay_all(*journal, before_last)->size() == 1);
  CHECK(append_sample(*journal, records + 1, 1).has_value());
  CHECK(replay_all(*journal, before_last)->size() == 2);
}

/// Whether the bytes of a batch lie anywhere in the database or its log.
bool is_in_files(const fs::path& path, std::uint64_t first_sequence, std::size_t bytes) {
  const auto payload = sample_payload(first_sequence, bytes);
  const std::string wanted{reinterpret_cast<const char*>(payload.data()), 16};
  for (const char* suffix : {"", "-wal"}) {
    std::ifstream file{path.string() + suffix, std::ios::binary};
    const std::string content{std::istreambuf_iterator<char>{file}, {}};
    if (content.find(wanted) != std::string::npos) return true;
  }
  return false;
}

TEST_CASE("of records that were trimmed no byte is left, in the file or in its log") {
  const TemporaryDirectory directory;
  const auto path = directory / "journal.db";
  constexpr std::uint64_t records = 400;
  // Some fill a fraction of a page, some several pages.
  const auto bytes_of = [](std::uint64_t n) { return std::size_t{n % 7 == 0 ? 9'000U : 150U}; };
  const auto journal = open_or_fail(path);
  for (std::uint64_t n = 1; n <= records; ++n) {
    REQUIRE(append_sample(*journal, n, 1, bytes_of(n)).has_value());
  }
  constexpr std::uint64_t kept_from = 301;
  while (*journal->trim(kept_from)) continue;
  const auto still_there = [&] {
    std::vector<std::uint64_t> found;
    for (std::uint64_t n = 1; n <= records; ++n) {
      if (is_in_files(path, n, bytes_of(n))) found.push_back(n);
    }
    return found;
  };
  const auto found = still_there();
  REQUIRE_FALSE(found.empty());
  CHECK(found.front() >= kept_from - 1);
  CHECK(found.size() >= records - kept_from);
  CHECK(fs::file_size(path.string() + "-wal") == 0);
  // And it goes on, in the pages that became free.
  const auto size = fs::file_size(path);
  for (std::uint64_t n = records + 1; n <= records + 200; ++n) {
    REQUIRE(append_sample(*journal, n, 1, bytes_of(n)).has_value());
  }
  while (*journal->trim(records + 101)) continue;
  CHECK(fs::file_size(path) <= size);
  CHECK(still_there().empty());
}

TEST_CASE("a large batch comes back, and many fill more than one log") {
  const TemporaryDirectory directory;
  const auto path = directory / "journal.db";
  constexpr std::uint32_t events = 1024;
  constexpr std::size_t event_bytes = 1024;
  constexpr std::uint64_t batches = 16;  // 16 MiB, the log is copied at 4
  {
    const auto journal = open_or_fail(path);
    for (std::uint64_t i = 0; i < batches; ++i) {
      REQUIRE(append_sample(*journal, 1 + i * events, events, event_bytes).has_value());
    }
    CHECK(fs::file_size(path.string() + "-wal") < batches * events * event_bytes / 2);
  }
  const auto journal = open_or_fail(path);
  const auto summary = journal->replay({}, [&](const Batch& batch) -> Result<void> {
    CHECK(std::ranges::equal(batch.payload,
                             sample_payload(batch.first_sequence, events * event_bytes)));
    return {};
  });
  REQUIRE(summary.has_value());
  CHECK(summary->events == batches * events);
}

TEST_CASE("files and missing directories are for the owner only") {
  const TemporaryDirectory directory;
  const auto path = directory / "new/newer/journal.db";
  const auto journal = open_or_fail(path);
  REQUIRE(append_sample(*journal, 1, 1).has_value());
  CHECK(mode_of(directory / "new") == 0700);
  CHECK(mode_of(directory / "new/newer") == 0700);
  CHECK(mode_of(path) == 0600);
  CHECK(mode_of(path.string() + "-wal") == 0600);
  CHECK_FALSE(fs::exists(path.string() + "-shm"));
}

TEST_CASE("a file that others may read is closed to them") {
  const TemporaryDirectory directory;
  const auto path = directory / "journal.db";
  REQUIRE(append_sample(*open_or_fail(path), 1, 1).has_value());
  fs::permissions(path, fs::perms{0644});
  const auto journal = open_or_fail(path);
  CHECK(mode_of(path) == 0600);
  CHECK(mode_of(path.string() + "-wal") == 0600);
}

TEST_CASE("a clean end leaves one file, marked as a journal in WAL mode") {
  const TemporaryDirectory directory;
  const auto path = directory / "journal.db";
  REQUIRE(append_sample(*open_or_fail(path), 1, 1).has_value());
  const auto entries = std::distance(fs::directory_iterator{directory.path()}, {});
  CHECK(entries == 1);
  RawDatabase database{path};
  CHECK(database.number("PRAGMA application_id") == 0x4F46504B);
  CHECK(database.number("PRAGMA user_version") == 1);
  CHECK(database.number("SELECT count(*) FROM pragma_journal_mode WHERE journal_mode='wal'") == 1);
  CHECK(database.number("SELECT first_sequence FROM journal") == 1);
}

TEST_CASE("a second process on the same file is refused until the first has left") {
  const TemporaryDirectory directory;
  const auto path = directory / "journal.db";
  const std::string refusal = "another process has " + path.string() + " open; stop it first";

  SUBCASE("the second is the child") {
    auto journal = open_or_fail(path);
    ChildProcess refused{{"hold", path.string()}};
    CHECK(refused.read_line() == refusal);
    CHECK(refused.wait() == 1);
    CHECK(append_sample(*journal, 1, 1).has_value());  // the first one's lock is unharmed
    ChildProcess refused_again{{"hold", path.string()}};
    CHECK(refused_again.read_line() == refusal);

    journal.reset();
    ChildProcess admitted{{"hold", path.string()}};
    CHECK(admitted.read_line() == "open");
  }
  SUBCASE("the second is this process") {
    ChildProcess first{{"hold", path.string()}};
    REQUIRE(first.read_line() == "open");
    CHECK(message_of(SqliteJournal::open(path)) == refusal);
    CHECK(first.wait() == 0);
    CHECK(SqliteJournal::open(path).has_value());
  }
  SUBCASE("the first was killed") {
    ChildProcess first{{"hold", path.string()}};
    REQUIRE(first.read_line() == "open");
    first.kill();
    CHECK(first.wait() == -SIGKILL);
    CHECK(SqliteJournal::open(path).has_value());
  }
}

TEST_CASE("a second opening in the same process is refused and harms nothing") {
  const TemporaryDirectory directory;
  const auto path = directory / "journal.db";
  const auto journal = open_or_fail(path);
  for (int i = 0; i < 3; ++i) {
    CHECK(contains(message_of(SqliteJournal::open(path)), "stop it first"));
    CHECK(append_sample(*journal, static_cast<std::uint64_t>(i) + 1, 1).has_value());
  }
  // The refusals did not drop this process's lock.
  ChildProcess refused{{"hold", path.string()}};
  CHECK(contains(refused.read_line(), "stop it first"));
}

TEST_CASE("a database that another program reads is refused") {
  const TemporaryDirectory directory;
  const auto path = directory / "journal.db";
  REQUIRE(append_sample(*open_or_fail(path), 1, 1).has_value());
  RawDatabase database{path};
  database.run("BEGIN; SELECT * FROM journal");
  CHECK(contains(message_of(SqliteJournal::open(path)), "stop it first"));
}

TEST_CASE("a path that cannot hold a journal is refused by name") {
  const TemporaryDirectory directory;
  std::ofstream{directory / "file"} << "text";
  CHECK(contains(message_of(SqliteJournal::open(directory.path())), "is not a regular file"));
  CHECK(contains(message_of(SqliteJournal::open(directory / "file/journal.db")), "cannot create"));
  fs::create_symlink(directory / "nowhere/journal.db", directory / "link.db");
  CHECK(contains(message_of(SqliteJournal::open(directory / "link.db")), "not a regular file"));
  CHECK_FALSE(SqliteJournal::open("").has_value());
}

TEST_CASE("a name is never taken for a URI") {
  const TemporaryDirectory directory;
  const auto before = fs::current_path();
  fs::current_path(directory.path());
  for (const char* name : {"file:journal.db?mode=memory", ":memory:"}) {
    CAPTURE(name);
    CHECK(SqliteJournal::open(name).has_value());
    CHECK(fs::exists(directory / name));
  }
  fs::current_path(before);
}

}  // namespace
}  // namespace offpeak::store::tests

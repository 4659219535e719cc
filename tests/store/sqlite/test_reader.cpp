// Reading a SQLite journal while a writer has it open, and of files that nobody has.
#include <doctest/doctest.h>

#include <atomic>
#include <fstream>
#include <iterator>
#include <map>
#include <thread>

#include "store/sqlite/journal.hpp"
#include "store/sqlite/reader.hpp"
#include "tests/store/sample.hpp"
#include "tests/store/temporary_directory.hpp"

namespace offpeak::store::tests {
namespace {

namespace fs = std::filesystem;

std::unique_ptr<SqliteJournal> open_writer(const fs::path& path) {
  auto journal = SqliteJournal::open(path);
  REQUIRE_MESSAGE(journal.has_value(), message_of(journal));
  return std::move(*journal);
}

/// Every file of a folder with its bytes and its time.
std::map<std::string, std::pair<std::string, fs::file_time_type>> files_in(const fs::path& folder) {
  std::map<std::string, std::pair<std::string, fs::file_time_type>> files;
  for (const auto& entry : fs::directory_iterator{folder}) {
    std::ifstream file{entry.path(), std::ios::binary};
    files[entry.path().filename()] = {{std::istreambuf_iterator<char>{file}, {}},
                                      entry.last_write_time()};
  }
  return files;
}

TEST_CASE("a reader beside the writer finds what was appended, and the writer goes on") {
  const TemporaryDirectory directory;
  const auto path = directory / "offpeak.db";
  const auto writer = open_writer(path);
  for (std::uint64_t n = 1; n <= 40; ++n) {
    REQUIRE(message_of(append_sample(*writer, n, 1)) == "");
    if (n % 8 != 0) continue;
    const auto before = files_in(directory.path());
    const auto reader = SqliteReader::open(path);
    REQUIRE_MESSAGE(reader.has_value(), message_of(reader));
    CHECK((*reader)->position() == writer->position());
    const auto all = replay_all(**reader);
    REQUIRE_MESSAGE(all.has_value(), message_of(all));
    CHECK(all->size() == n);
    CHECK(files_in(directory.path()) == before);
    CHECK(contains(message_of((*reader)->append(Sample{n + 1, 1}.batch)), "nothing can be"));
    CHECK(contains(message_of((*reader)->trim(3)), "nothing can be trimmed"));
  }
}

TEST_CASE("under load, everything acknowledged before the opening is read, in one unbroken chain") {
  const TemporaryDirectory directory;
  const auto path = directory / "offpeak.db";
  const auto writer = open_writer(path);
  std::atomic<std::uint64_t> acknowledged{0};
  std::atomic<bool> is_over{false};
  std::atomic<bool> has_failed{false};
  std::string failure;  // the load's own until it is joined
  std::thread load{[&] {
    // Records of a page and more, so that the log is copied into the file and begun anew often.
    for (std::uint64_t n = 1; !is_over && failure.empty(); ++n) {
      failure = message_of(append_sample(*writer, n, 1, 100 + n % 7 * 2'000));
      if (failure.empty()) acknowledged = n;
    }
    has_failed = !failure.empty();
  }};
  while (acknowledged < 5 && !has_failed) std::this_thread::yield();
  std::uint64_t last = 0;
  std::string fault;
  for (int round = 0; round < 12 && fault.empty(); ++round) {
    const std::uint64_t before = acknowledged;
    const auto reader = SqliteReader::open(path);
    fault = message_of(reader);
    if (!fault.empty()) break;
    const auto all = replay_all(**reader);
    fault = message_of(all);
    if (!fault.empty()) break;
    CHECK(all->size() >= before);
    CHECK(all->size() + 1 == (*reader)->position().next_sequence);
    CHECK(all->size() >= last);
    last = all->size();
    for (const auto& batch : *all) {
      if (batch.payload == sample_payload(batch.first_sequence, batch.payload.size())) continue;
      FAIL_CHECK("another payload at ", batch.first_sequence);
    }
    while (acknowledged < last + 300 && !has_failed) std::this_thread::yield();
  }
  is_over = true;
  load.join();
  CHECK(fault == "");
  CHECK(failure == "");
}

TEST_CASE("of files without a writer, a copy and its log are read, and left as they are") {
  const TemporaryDirectory directory;
  const auto path = directory / "offpeak.db";
  const auto whole = directory / "whole";
  const auto bare = directory / "bare";
  {
    const auto writer = open_writer(path);
    for (std::uint64_t n = 1; n <= 9; ++n) REQUIRE(append_sample(*writer, n, 1).has_value());
    for (const auto& folder : {whole, bare}) {
      fs::create_directory(folder);
      fs::copy_file(path, folder / "offpeak.db");
    }
    fs::copy_file(path.string() + "-wal", whole / "offpeak.db-wal");
  }
  const auto before = files_in(whole);
  const auto reader = SqliteReader::open(whole / "offpeak.db");
  REQUIRE_MESSAGE(reader.has_value(), message_of(reader));
  CHECK((*reader)->position().next_sequence == 10);
  CHECK(files_in(whole) == before);
  // Nothing in the file tells that its log is missing.
  const auto lacking = SqliteReader::open(bare / "offpeak.db");
  REQUIRE_MESSAGE(lacking.has_value(), message_of(lacking));
  CHECK((*lacking)->position() == ChainPosition{});
  CHECK(files_in(bare).size() == 1);
}

TEST_CASE("damage in the log of a copy is said, not passed over") {
  const TemporaryDirectory directory;
  const auto path = directory / "offpeak.db";
  const auto copy = directory / "copy.db";
  {
    const auto writer = open_writer(path);
    for (std::uint64_t n = 1; n <= 9; ++n) REQUIRE(append_sample(*writer, n, 1).has_value());
    fs::copy_file(path, copy);
    fs::copy_file(path.string() + "-wal", copy.string() + "-wal");
  }
  std::fstream log{copy.string() + "-wal", std::ios::in | std::ios::out | std::ios::binary};
  log.seekp(32 + 24 + 4000);
  log.put('x');
  log.close();
  CHECK(contains(message_of(SqliteReader::open(copy)), "is damaged"));
}

TEST_CASE("a reader refuses what holds no journal") {
  const TemporaryDirectory directory;
  const auto path = directory / "other.db";
  CHECK(contains(message_of(SqliteReader::open(path)), "is not a regular file"));
  std::ofstream{path} << "short";
  CHECK(contains(message_of(SqliteReader::open(path)), "has only 5 bytes"));
  std::ofstream{path} << std::string(5000, 'x');
  CHECK(contains(message_of(SqliteReader::open(path)), "is damaged"));
}

}  // namespace
}  // namespace offpeak::store::tests

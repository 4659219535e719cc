// A journal that is not what was written: always an error that names the place, never a crash.
#include <doctest/doctest.h>

#include <array>
#include <fstream>
#include <functional>

#include "store/sqlite/journal.hpp"
#include "tests/store/sample.hpp"
#include "tests/store/sqlite/raw_database.hpp"
#include "tests/store/temporary_directory.hpp"

namespace offpeak::store::tests {
namespace {

namespace fs = std::filesystem;

/// Opens and replays: "" when all is well, else the first error.
std::string verdict(const fs::path& path) {
  const auto journal = SqliteJournal::open(path);
  return journal ? message_of(replay_all(**journal)) : message_of(journal);
}

/// Records at 1, 3 and 5, of two events each. Returns where the last one begins.
ChainPosition write_journal(const fs::path& path, std::size_t event_bytes = 3) {
  auto journal = SqliteJournal::open(path);
  REQUIRE_MESSAGE(journal.has_value(), message_of(journal));
  ChainPosition last;
  for (const std::uint64_t first : {1, 3, 5}) {
    last = (*journal)->position();
    REQUIRE(append_sample(**journal, first, 2, event_bytes).has_value());
  }
  return last;
}

TEST_CASE("every flipped bit in a record of a journal is detected") {
  const TemporaryDirectory directory;
  const auto path = directory / "journal.db";
  write_journal(path);
  for (const std::uint64_t sequence : {1, 3, 5}) {
    const auto good = RawDatabase{path}.record(sequence);
    REQUIRE(good.size() == 46);
    for (std::size_t bit = 0; bit < good.size() * 8; ++bit) {
      auto bytes = good;
      bytes[bit / 8] ^= std::byte{1} << (bit % 8);
      RawDatabase{path}.replace_record(sequence, bytes);
      CAPTURE(bit);
      const auto expected = "the record at sequence " + std::to_string(sequence);
      CHECK(contains(verdict(path), path.string() + " is damaged: " + expected));
    }
    RawDatabase{path}.replace_record(sequence, good);
  }
  CHECK(verdict(path) == "");
}

TEST_CASE("whatever was done to the table is detected") {
  struct Row {
    const char* what;
    std::function<void(RawDatabase&)> damage;
    const char* expected;
  };
  const auto replace_by = [](const Sample& sample, ChainPosition position) {
    return [&sample, position](RawDatabase& database) {
      RecordEncoder encoder;
      const auto record = encoder.encode(sample.batch, position);
      REQUIRE(record.has_value());
      database.replace_record(sample.batch.first_sequence, record->bytes);
    };
  };
  const auto run = [](const char* sql) {
    return [sql](RawDatabase& database) { database.run(sql); };
  };
  const TemporaryDirectory directory;
  const auto path = directory / "journal.db";
  const Sample other_first{1, 2, 4};
  const Sample other_last{5, 2, 4};
  const std::array rows{
      Row{"first row lost", run("DELETE FROM journal WHERE first_sequence=1"),
          "begins at sequence 3 where 1 is due: what was before has been trimmed or is lost"},
      Row{"middle row lost", run("DELETE FROM journal WHERE first_sequence=3"),
          "continues at sequence 5 where 3 is due: records are missing"},
      Row{"row moved", run("UPDATE journal SET first_sequence=4 WHERE first_sequence=3"),
          "the record at sequence 4 says it is the one at sequence 3"},
      Row{"last row moved", run("UPDATE journal SET first_sequence=9 WHERE first_sequence=5"),
          "the record at sequence 9 says it is the one at sequence 5"},
      Row{"row repeated", run("INSERT INTO journal SELECT 7, record FROM journal LIMIT 1"),
          "the record at sequence 7 says it is the one at sequence 1"},
      Row{"row cut short",
          run("UPDATE journal SET record=substr(record,1,45) WHERE first_sequence=3"),
          "the record at sequence 3 has 5 payload bytes, its header says 6"},
      Row{"row emptied", run("UPDATE journal SET record=x'' WHERE first_sequence=3"),
          "the record at sequence 3 is cut short: it has 0 bytes"},
      Row{"not even a blob", run("UPDATE journal SET record=17 WHERE first_sequence=5"),
          "the record at sequence 5 is cut short"},
      Row{"another version",
          run("UPDATE journal SET record=substr(record,1,4)||x'09'||substr(record,6) "
              "WHERE first_sequence=3"),
          "the record at sequence 3 has format version 9"},
      Row{"first row replaced by a sound one", replace_by(other_first, {1, 0}),
          "the record at sequence 3 does not follow the one before it"},
      Row{"last row replaced by one of another journal", replace_by(other_last, {5, 99}),
          "the record at sequence 5 does not follow the one before it"},
      Row{"table lost", run("DROP TABLE journal"), "no such table: journal"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.what);
    fs::remove(path);
    write_journal(path);
    {
      RawDatabase database{path};
      row.damage(database);
    }
    CHECK(contains(verdict(path), row.expected));
    CHECK(contains(verdict(path), path.string()));
  }
}

TEST_CASE("a journal found damaged takes no appends") {
  const TemporaryDirectory directory;
  const auto path = directory / "journal.db";
  write_journal(path);
  RawDatabase{path}.run("DELETE FROM journal WHERE first_sequence=3");
  const auto journal = SqliteJournal::open(path);
  REQUIRE(journal.has_value());
  const auto message = message_of(replay_all(**journal));
  CHECK(contains(message, "records are missing"));
  CHECK(message_of(append_sample(**journal, 7, 1)) == message);
}

TEST_CASE("damage before the place a replay starts from does not stop it") {
  const TemporaryDirectory directory;
  const auto path = directory / "journal.db";
  const auto middle = write_journal(path);
  RawDatabase{path}.run("UPDATE journal SET record=x'00' WHERE first_sequence=1");
  const auto journal = SqliteJournal::open(path);
  REQUIRE(journal.has_value());
  CHECK(replay_all(**journal, middle)->size() == 1);
  CHECK(contains(message_of(replay_all(**journal)), "the record at sequence 1 is cut short"));
}

TEST_CASE("a database of another application is refused and left as it is") {
  struct Row {
    const char* what;
    const char* sql;
    const char* expected;
  };
  const std::array rows{
      Row{"tables, no mark", "CREATE TABLE things(x)", "of another application"},
      Row{"a mark, no tables", "PRAGMA application_id=5", "of another application"},
      Row{"a table of our name", "CREATE TABLE journal(x)", "of another application"},
      Row{"a newer layout", "PRAGMA application_id=0x4F46504B; PRAGMA user_version=2",
          "has layout version 2; this build reads version 1"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.what);
    const TemporaryDirectory directory;
    const auto path = directory / "journal.db";
    RawDatabase{path}.run(row.sql);
    fs::permissions(path, fs::perms{0644});
    const auto read_file = [&] {
      std::ifstream file{path, std::ios::binary};
      return std::string{std::istreambuf_iterator<char>{file}, {}};
    };
    const auto before = read_file();
    CHECK(contains(verdict(path), row.expected));
    CHECK(read_file() == before);
    CHECK(fs::status(path).permissions() == fs::perms{0644});
  }
}

TEST_CASE("a file that is not a database is refused and left as it is") {
  const TemporaryDirectory directory;
  const auto path = directory / "journal.db";
  for (const std::size_t bytes : {512, 1000, 4096, 70000}) {
    CAPTURE(bytes);
    const auto garbage = sample_payload(7, bytes);
    std::ofstream{path, std::ios::binary}.write(reinterpret_cast<const char*>(garbage.data()),
                                                static_cast<std::streamsize>(bytes));
    CHECK(contains(verdict(path), path.string() + " is damaged: file is not a database"));
    CHECK(contains(verdict(path), "restore a copy"));
    CHECK(fs::file_size(path) == bytes);
  }
}

TEST_CASE("an emptied file is not taken for a new journal") {
  const TemporaryDirectory directory;
  const auto path = directory / "journal.db";
  write_journal(path);
  for (const std::uintmax_t bytes : {511, 100, 1, 0}) {
    CAPTURE(bytes);
    fs::resize_file(path, bytes);
    const auto expected = path.string() + " has only " + std::to_string(bytes) + " bytes";
    CHECK(contains(verdict(path), expected));
    CHECK(fs::file_size(path) == bytes);
  }
}

TEST_CASE("a database file cut short anywhere is an error") {
  const TemporaryDirectory directory;
  const auto path = directory / "journal.db";
  write_journal(path, 5000);
  const auto whole = fs::file_size(path);
  REQUIRE(whole >= 8 * 4096);
  const auto copy = directory / "copy.db";
  for (std::uintmax_t bytes = 1; bytes < whole; bytes += 1021) {
    CAPTURE(bytes);
    fs::copy_file(path, copy, fs::copy_options::overwrite_existing);
    fs::resize_file(copy, bytes);
    CHECK(verdict(copy) != "");
  }
}

TEST_CASE("a database file overwritten anywhere never crashes or passes off other records") {
  const TemporaryDirectory directory;
  const auto path = directory / "journal.db";
  write_journal(path, 2000);
  const auto copy = directory / "copy.db";
  const auto whole = fs::file_size(path);
  for (std::uintmax_t at = 0; at + 64 <= whole; at += 64) {
    CAPTURE(at);
    fs::copy_file(path, copy, fs::copy_options::overwrite_existing);
    {
      std::fstream file{copy, std::ios::binary | std::ios::in | std::ios::out};
      file.seekp(static_cast<std::streamoff>(at));
      const auto garbage = sample_payload(at, 64);
      file.write(reinterpret_cast<const char*>(garbage.data()), 64);
    }
    const auto journal = SqliteJournal::open(copy);
    if (!journal) continue;
    const auto batches = replay_all(**journal);
    if (!batches) continue;  // what was hit is unused space, or nothing that a reader relies on
    for (const auto& batch : *batches) {
      CHECK(batch.payload == sample_payload(batch.first_sequence, 2 * 2000));
    }
  }
}

}  // namespace
}  // namespace offpeak::store::tests

// The file of a backup: what is written comes back, and damage anywhere is found before it counts.
#include <doctest/doctest.h>
#include <sys/stat.h>

#include <fstream>
#include <iterator>

#include "tests/store/backup_sample.hpp"
#include "tests/store/temporary_directory.hpp"
#include "tests/support/source_path.hpp"

namespace offpeak::store::tests {
namespace {

namespace fs = std::filesystem;

using Bytes = std::vector<std::byte>;

Bytes bytes_of(const fs::path& path) {
  std::ifstream file{path, std::ios::binary};
  Bytes bytes;
  for (std::istreambuf_iterator<char> at{file}, end; at != end; ++at) {
    bytes.push_back(static_cast<std::byte>(*at));
  }
  return bytes;
}

/// Where the sample's records begin, and three of them behind it.
const ChainPosition behind_snapshot{.next_sequence = 41, .checksum = 0xC0FFEE};

/// Two chunks and three records, written by the parts of `offpeak backup`.
Result<void> write_sample(CopyTarget& to, bool with_snapshot = true) {
  const CopyHead head{.epoch = 7, .snapshot = with_snapshot ? std::optional{40UL} : std::nullopt};
  if (auto done = to.begin(head); !done) return done;
  if (with_snapshot) {
    for (const std::uint64_t n : {1, 2}) {
      if (auto done = to.put_chunk(sample_payload(n, 20)); !done) return done;
    }
  }
  auto position = with_snapshot ? behind_snapshot : ChainPosition{};
  if (auto done = to.begin_records(position); !done) return done;
  RecordEncoder encoder;
  for (int i = 0; i < 3; ++i) {
    const Sample sample{position.next_sequence, 2};
    if (auto done = to.put_record(sample.batch); !done) return done;
    const auto encoded = encoder.encode(sample.batch, position);
    if (!encoded) return encoded.error();
    position = encoded->next;
  }
  return to.finish({position, 0x1234});
}

Bytes sample_backup(bool with_snapshot = true) {
  const TemporaryDirectory directory;
  const auto path = directory / "sample";
  const auto writer = BackupWriter::create(path, false);
  REQUIRE(message_of(writer) == "");
  REQUIRE(message_of(write_sample(**writer, with_snapshot)) == "");
  return bytes_of(path);
}

TEST_CASE("a backup gives back what was put into it") {
  for (const bool with_snapshot : {true, false}) {
    CAPTURE(with_snapshot);
    const auto bytes = sample_backup(with_snapshot);
    KeptCopy copy;
    const auto end = read_backup(from_memory(bytes), copy);
    REQUIRE_MESSAGE(end.has_value(), message_of(end));
    CHECK(copy.finished == 1);
    CHECK(copy.head.epoch == 7);
    CHECK(copy.head.snapshot.has_value() == with_snapshot);
    CHECK(copy.chunks.size() == (with_snapshot ? 2 : 0));
    CHECK(copy.from == (with_snapshot ? behind_snapshot : ChainPosition{}));
    REQUIRE(copy.records.size() == 3);
    for (const auto& record : copy.records) {
      CHECK(record.payload == sample_payload(record.first_sequence, 14));
    }
    CHECK(end->hash == 0x1234);
    CHECK(end->position.next_sequence == copy.from.next_sequence + 6);
  }
}

TEST_CASE("a backup that is cut short anywhere, or longer, is refused before it counts") {
  const auto bytes = sample_backup();
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    KeptCopy copy;
    const auto end = read_backup(from_memory(std::span{bytes}.first(size)), copy);
    if (!end && copy.finished == 0) continue;
    FAIL_CHECK("cut to ", size);
  }
  auto longer = bytes;
  longer.push_back(std::byte{});
  KeptCopy copy;
  CHECK(contains(message_of(read_backup(from_memory(longer), copy)), "bytes behind its end"));
  CHECK(copy.finished == 0);
}

TEST_CASE("a backup with any bit of any byte flipped is refused before it counts") {
  auto bytes = sample_backup();
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    for (int bit = 0; bit < 8; ++bit) {
      bytes[i] ^= std::byte{1} << bit;
      KeptCopy copy;
      const auto end = read_backup(from_memory(bytes), copy);
      bytes[i] ^= std::byte{1} << bit;
      if (!end && copy.finished == 0) continue;
      FAIL_CHECK("byte ", i, " bit ", bit);
    }
  }
}

TEST_CASE("a length that lies costs no memory") {
  auto bytes = sample_backup();
  bytes.resize(backup_header_bytes);
  for (const int byte : {0xFF, 0xFF, 0xFF, 0x03}) bytes.push_back(static_cast<std::byte>(byte));
  KeptCopy copy;
  CHECK(contains(message_of(read_backup(from_memory(bytes), copy)), "cut short"));
  bytes.back() = std::byte{0x7F};
  CHECK(contains(message_of(read_backup(from_memory(bytes), copy)), "beyond the bound"));
}

TEST_CASE("under its name there is a whole backup or none, for the operator's account alone") {
  const TemporaryDirectory directory;
  const auto path = directory / "backup";
  {
    const auto writer = BackupWriter::create(path, false);
    REQUIRE(message_of(writer) == "");
    REQUIRE((*writer)->begin({}).has_value());
    CHECK_FALSE(fs::exists(path));
  }
  CHECK(fs::is_empty(directory.path()));
  {
    const auto writer = BackupWriter::create(path, false);
    REQUIRE(message_of(write_sample(**writer)) == "");
    REQUIRE(fs::exists(path));
  }
  struct stat found {};
  REQUIRE(::stat(path.c_str(), &found) == 0);
  CHECK((found.st_mode & 0777) == 0600);
  CHECK(std::distance(fs::directory_iterator{directory.path()}, {}) == 1);
}

TEST_CASE("a file that is there is replaced only when that was said") {
  const TemporaryDirectory directory;
  const auto path = directory / "backup";
  std::ofstream{path} << "mine";
  CHECK(contains(message_of(BackupWriter::create(path, false)), "is already there"));
  CHECK(bytes_of(path).size() == 4);
  const auto replacing = BackupWriter::create(path, true);
  REQUIRE(message_of(write_sample(**replacing)) == "");
  CHECK(bytes_of(path) == sample_backup());
  // One that comes while the backup is being written stays too.
  const auto other = directory / "other";
  const auto writer = BackupWriter::create(other, false);
  std::ofstream{other} << "mine";
  CHECK(contains(message_of(write_sample(**writer)), "File exists"));
  CHECK(bytes_of(other).size() == 4);
}

TEST_CASE("the bytes of version 1 are those of the fixture") {
  CHECK(sample_backup() == bytes_of(testing::source_path("tests/store/fixtures/backup-1")));
}

}  // namespace
}  // namespace offpeak::store::tests

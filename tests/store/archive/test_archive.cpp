// What is trimmed goes into the archive first, or stays.
#include <doctest/doctest.h>
#include <sys/stat.h>

#include <algorithm>
#include <fstream>

#include "store/archive/archived_journal.hpp"
#include "store/event_codec.hpp"
#include "store/memory/journal.hpp"
#include "store/memory/snapshots.hpp"
#include "tests/store/sample.hpp"
#include "tests/store/temporary_directory.hpp"

namespace offpeak::store::tests {
namespace {

namespace fs = std::filesystem;
namespace s = scheduler;

constexpr std::array<std::uint8_t, archive_key_bytes> key{1, 2, 3};
constexpr std::array<std::uint8_t, archive_key_bytes> other_key{4, 5, 6};

config::Instant day(int n) {
  return config::instant_at(*config::parse_date("2026-06-01") + std::chrono::days{n},
                            config::MinuteOfDay{600});
}

/// A record of one event of that day; the id says which.
void append_of(Journal& journal, std::uint64_t sequence, int on) {
  std::vector<std::byte> bytes;
  encode_event({.at = day(on), .fact = s::HoldForgotten{s::AppointmentId{{sequence, 0xABCDEF}}}},
               bytes);
  REQUIRE(journal.append({sequence, 1, bytes}).has_value());
}

/// A memory journal behind an archive that outlives it.
struct Place {
  ArchiveContent content = ArchiveContent::records;
  TemporaryDirectory directory{};
  fs::path folder = directory / "archive";
  MemorySnapshots snapshots{};
  std::vector<std::string> failures{};
  std::vector<std::pair<std::uint64_t, std::uint64_t>> gaps{};

  std::unique_ptr<Journal> wrap(std::unique_ptr<Journal> journal,
                                std::optional<std::chrono::days> kept = {}) {
    auto made = ArchivedJournal::make(
        std::move(journal), snapshots,
        {.folder = folder, .city = "hangzhou", .key = key, .content = content, .kept = kept},
        {.on_failed = [this](const Error& error) { failures.push_back(error.message); },
         .on_gap = [this](std::uint64_t last,
                          std::uint64_t next) { gaps.emplace_back(last, next); }});
    REQUIRE_MESSAGE(made.has_value(), message_of(made));
    return std::move(*made);
  }
  std::vector<ArchivedFile> files() const {
    return *ArchiveFolder{folder, "hangzhou", content}.list();
  }
};

void trim(Journal& journal, std::uint64_t before) {
  for (auto more = journal.trim(before);; more = journal.trim(before)) {
    REQUIRE_MESSAGE(more.has_value(), message_of(more));
    if (!*more) return;
  }
}

std::vector<std::uint64_t> sequences_in(const std::vector<ArchivedFile>& files,
                                        ArchiveContent content = ArchiveContent::records) {
  std::vector<std::uint64_t> found;
  for (const auto& file : files) {
    const auto read =
        read_archive_file(file.path, key, content, [&](const Batch& batch) -> Result<void> {
          found.push_back(batch.first_sequence);
          return {};
        });
    REQUIRE_MESSAGE(read.has_value(), message_of(read));
    CHECK(read->from.next_sequence == file.first_sequence);
    CHECK(read->end == file.end);
  }
  return found;
}

std::vector<std::uint64_t> counted(std::uint64_t first, std::uint64_t last) {
  std::vector<std::uint64_t> all;
  for (auto n = first; n <= last; ++n) all.push_back(n);
  return all;
}

std::string bytes_of(const fs::path& path) {
  std::ifstream file{path, std::ios::binary};
  return {std::istreambuf_iterator<char>{file}, {}};
}

void write_bytes(const fs::path& path, const std::string& bytes) {
  std::ofstream{path, std::ios::binary} << bytes;
}

TEST_CASE("what is trimmed is in the archive, stretch by stretch, and no record is in two files") {
  Place place;
  const auto journal = place.wrap(std::make_unique<MemoryJournal>());
  constexpr std::uint64_t records = 300;
  for (std::uint64_t n = 1; n <= records; ++n) append_of(*journal, n, n <= 150 ? 0 : 1);
  trim(*journal, 151);
  REQUIRE(place.files().size() == 1);
  CHECK(sequences_in(place.files()) == counted(1, 150));
  CHECK(message_of(replay_all(*journal)).starts_with("the journal begins at sequence"));
  trim(*journal, 151);  // nothing new
  CHECK(place.files().size() == 1);
  trim(*journal, 301);
  const auto files = place.files();
  REQUIRE(files.size() == 2);
  CHECK(sequences_in(files) == counted(1, 300));
  CHECK(config::format_date(files[0].day) == "2026-06-01");
  CHECK(config::format_date(files[1].day) == "2026-06-02");
  CHECK(place.failures.empty());
  CHECK(place.gaps.empty());
  struct stat status {};
  REQUIRE(::stat(files[0].path.c_str(), &status) == 0);
  CHECK((status.st_mode & 0777) == 0600);
}

/// A record of so many events.
void append_many(Journal& journal, std::uint32_t events) {
  const auto first = journal.position().next_sequence;
  std::vector<std::byte> bytes;
  for (std::uint64_t n = first; n < first + events; ++n) {
    encode_event({.at = day(0), .fact = s::HoldForgotten{s::AppointmentId{{n, 1}}}}, bytes);
  }
  REQUIRE(journal.append({first, events, bytes}).has_value());
}

TEST_CASE("one call archives a bounded number of bytes, and trims none before the file is whole") {
  struct Row {
    const char* what;
    std::uint32_t events;  // of 25 bytes, in each record
    int records;
    std::uintmax_t bytes_least;  // in the file after the first call
    std::uintmax_t bytes_most;
  };
  constexpr std::uintmax_t mebibyte = 1 << 20;
  for (const Row& row : {Row{"small records", 100, 1000, mebibyte, 3 * mebibyte / 2},
                         Row{"large records", 60'000, 3, mebibyte, 2 * mebibyte}}) {
    CAPTURE(row.what);
    Place place;
    const auto journal = place.wrap(std::make_unique<MemoryJournal>());
    for (int i = 0; i < row.records; ++i) append_many(*journal, row.events);
    const auto before = journal->position().next_sequence;
    REQUIRE(*journal->trim(before));
    CHECK(place.files().empty());
    const auto bytes =
        fs::file_size(ArchiveFolder{place.folder, "hangzhou", place.content}.temporary());
    CHECK(bytes >= row.bytes_least);
    CHECK(bytes <= row.bytes_most);
    CHECK(replay_all(*journal)->size() == static_cast<std::size_t>(row.records));
    trim(*journal, before);
    CHECK(sequences_in(place.files()).size() == static_cast<std::size_t>(row.records));
  }
}

TEST_CASE("days older than the archive's retention go with the next file") {
  Place place;
  const auto journal = place.wrap(std::make_unique<MemoryJournal>(), std::chrono::days{2});
  for (std::uint64_t n = 1; n <= 6; ++n) {
    append_of(*journal, n, static_cast<int>(n));
    trim(*journal, n + 1);
  }
  CHECK(sequences_in(place.files()) == counted(4, 6));
}

TEST_CASE("an archive that cannot be written is told, nothing is trimmed, and it goes on later") {
  Place place;
  write_bytes(place.folder, "a file where the folder is to be");
  const auto journal = place.wrap(std::make_unique<MemoryJournal>());
  CHECK(place.failures.size() == 1);
  for (std::uint64_t n = 1; n <= 10; ++n) append_of(*journal, n, 0);
  trim(*journal, 11);
  CHECK(place.failures.size() == 2);
  CHECK(replay_all(*journal)->size() == 10);
  append_of(*journal, 11, 0);  // the city goes on
  fs::remove(place.folder);
  trim(*journal, 12);
  CHECK(place.failures.size() == 2);
  CHECK(sequences_in(place.files()) == counted(1, 11));
}

TEST_CASE("a file that was changed anywhere, is cut short or has another key is refused") {
  Place place;
  const auto journal = place.wrap(std::make_unique<MemoryJournal>());
  for (std::uint64_t n = 1; n <= 3; ++n) append_of(*journal, n, 0);
  trim(*journal, 4);
  const auto path = place.files().at(0).path;
  const auto sound = bytes_of(path);
  const auto read = [&](ArchiveKey with) {
    return message_of(read_archive_file(path, with, ArchiveContent::records,
                                        [](const Batch&) { return Result<void>{}; }));
  };
  CHECK(read(key) == "");
  CHECK(read(other_key).find("archive.key") != std::string::npos);
  // The ids are not readable in it.
  CHECK(sound.find("\xEF\xCD\xAB") == std::string::npos);
  for (std::size_t at = 0; at < sound.size(); ++at) {
    auto changed = sound;
    changed[at] = static_cast<char>(changed[at] ^ 1);
    write_bytes(path, changed);
    CHECK_MESSAGE(read(key) != "", at);
    write_bytes(path, sound.substr(0, at));
    CHECK_MESSAGE(read(key) != "", at);
  }
  write_bytes(path, sound + "x");
}

TEST_CASE("a later start goes on where the archive ends, and says what it lacks") {
  Place place;
  auto first = std::make_unique<MemoryJournal>();
  for (std::uint64_t n = 1; n <= 10; ++n) append_of(*first, n, 0);
  {
    // The same history, trimmed up to 6.
    auto copy = std::make_unique<MemoryJournal>();
    for (std::uint64_t n = 1; n <= 10; ++n) append_of(*copy, n, 0);
    trim(*place.wrap(std::move(copy)), 6);
  }
  CHECK(sequences_in(place.files()) == counted(1, 5));
  const auto journal = place.wrap(std::move(first));
  CHECK(place.gaps.empty());
  trim(*journal, 11);
  CHECK(sequences_in(place.files()) == counted(1, 10));

  // Another history: its start is archived anew.
  auto other = std::make_unique<MemoryJournal>();
  for (std::uint64_t n = 1; n <= 4; ++n) append_of(*other, n, 3);
  const auto restored = place.wrap(std::move(other));
  REQUIRE(place.gaps.size() == 1);
  CHECK(place.gaps[0] == std::pair<std::uint64_t, std::uint64_t>{10, 1});
  trim(*restored, 5);
  CHECK(place.files().size() == 3);
}

/// A record of two events of that day, the first of which says who acted.
void append_act(Journal& journal, std::uint64_t sequence, int on) {
  std::vector<std::byte> bytes;
  encode_event({.at = day(on), .fact = s::Acted{.hall = config::HallCode{330100}}}, bytes);
  encode_event({.at = day(on), .fact = s::HoldForgotten{s::AppointmentId{{sequence, 0xABCDEF}}}},
               bytes);
  REQUIRE(journal.append({sequence, 2, bytes}).has_value());
}

TEST_CASE(
    "the audit has of what is trimmed who acted, under the sequence it had, and nothing else") {
  Place place{.content = ArchiveContent::audit};
  const auto journal = place.wrap(std::make_unique<MemoryJournal>());
  append_act(*journal, 1, 0);
  append_of(*journal, 3, 0);
  append_act(*journal, 4, 1);
  trim(*journal, 6);
  append_of(*journal, 6, 2);
  trim(*journal, 7);  // nobody acted: the file says so, and the next one goes on from it
  append_act(*journal, 7, 3);
  trim(*journal, 9);
  const auto files = place.files();
  REQUIRE(files.size() == 3);
  CHECK(sequences_in(files, ArchiveContent::audit) == std::vector<std::uint64_t>{1, 4, 7});
  CHECK(place.failures.empty());
  CHECK(place.gaps.empty());
  const auto take = [&](const Batch& batch) -> Result<void> {
    auto bytes = batch.payload;
    const auto event = decode_event(bytes);
    REQUIRE(event.has_value());
    CHECK(bytes.empty());
    CHECK(std::holds_alternative<s::Acted>(event->fact));
    return {};
  };
  CHECK(read_archive_file(files[0].path, key, ArchiveContent::audit, take).has_value());
  CHECK(message_of(read_archive_file(files[0].path, key, ArchiveContent::records, take))
            .find("is no file of an archive") != std::string::npos);
}

TEST_CASE("a file of the audit that was changed anywhere or is cut short is refused") {
  Place place{.content = ArchiveContent::audit};
  const auto journal = place.wrap(std::make_unique<MemoryJournal>());
  append_act(*journal, 1, 0);
  trim(*journal, 3);
  const auto path = place.files().at(0).path;
  const auto sound = bytes_of(path);
  const auto read = [&] {
    return message_of(read_archive_file(path, key, ArchiveContent::audit,
                                        [](const Batch&) { return Result<void>{}; }));
  };
  CHECK(read() == "");
  for (std::size_t at = 0; at < sound.size(); ++at) {
    auto changed = sound;
    changed[at] = static_cast<char>(changed[at] ^ 1);
    write_bytes(path, changed);
    CHECK_MESSAGE(read() != "", at);
    write_bytes(path, sound.substr(0, at));
    CHECK_MESSAGE(read() != "", at);
  }
}

TEST_CASE(
    "an audit around an archive: each has its own, and a fault of either stops the trimming") {
  for (const bool audit_fails : {true, false}) {
    CAPTURE(audit_fails);
    Place archive;
    Place audit{.content = ArchiveContent::audit};
    const auto& broken = audit_fails ? audit : archive;
    write_bytes(broken.folder, "a file where the folder is to be");
    const auto journal = audit.wrap(archive.wrap(std::make_unique<MemoryJournal>()));
    append_act(*journal, 1, 0);
    append_of(*journal, 3, 0);
    trim(*journal, 4);
    CHECK(broken.failures.size() == 2);  // at the start and now
    CHECK(replay_all(*journal)->size() == 2);
    fs::remove(broken.folder);
    trim(*journal, 4);
    CHECK(sequences_in(archive.files()) == std::vector<std::uint64_t>{1, 3});
    CHECK(sequences_in(audit.files(), ArchiveContent::audit) == std::vector<std::uint64_t>{1});
    CHECK_FALSE(replay_all(*journal).has_value());
  }
}

}  // namespace
}  // namespace offpeak::store::tests

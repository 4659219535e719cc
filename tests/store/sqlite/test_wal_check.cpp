// Damage in a write-ahead log is told from what a power loss leaves of the last commit. The logs
// are SQLite's own.
#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <bit>
#include <boost/endian/conversion.hpp>
#include <fstream>
#include <iterator>

#include "store/sqlite/journal.hpp"
#include "store/sqlite/wal_check.hpp"
#include "tests/store/sample.hpp"
#include "tests/store/sqlite/raw_database.hpp"
#include "tests/store/temporary_directory.hpp"

namespace offpeak::store::tests {
namespace {

namespace fs = std::filesystem;
using Bytes = std::vector<std::byte>;

constexpr std::size_t header_bytes = 32;
constexpr std::size_t frame_header_bytes = 24;
/// Of which every piece of a frame that a power loss leaves is a multiple.
constexpr std::size_t piece_bytes = 8;

Bytes read_file(const fs::path& path) {
  std::ifstream file{path, std::ios::binary};
  const std::string text{std::istreambuf_iterator<char>{file}, {}};
  const auto* begin = reinterpret_cast<const std::byte*>(text.data());
  return {begin, begin + text.size()};
}

std::uint32_t load(const Bytes& bytes, std::size_t at) {
  return boost::endian::load_big_u32(reinterpret_cast<const unsigned char*>(&bytes[at]));
}
void store(Bytes& bytes, std::size_t at, std::uint32_t value) {
  boost::endian::store_big_u32(reinterpret_cast<unsigned char*>(&bytes[at]), value);
}

/// The two files of a database, as a process killed at some moment leaves them.
struct Files {
  Bytes database;
  Bytes log;
  std::size_t page_bytes;

  std::size_t frame_bytes() const { return frame_header_bytes + page_bytes; }
  std::size_t frames() const { return (log.size() - header_bytes) / frame_bytes(); }
  std::size_t frame_at(std::size_t number) const { return header_bytes + number * frame_bytes(); }

  /// Where the commits of the pass under way end, in order.
  std::vector<std::size_t> commit_ends() const {
    std::vector<std::size_t> ends;
    for (std::size_t number = 0; number < frames(); ++number) {
      const auto at = frame_at(number);
      if (!std::equal(&log[16], &log[24], &log[at + 8])) break;
      if (load(log, at + 4) != 0) ends.push_back(at + frame_bytes());
    }
    return ends;
  }

  Result<void> check(const Bytes& changed_log) const {
    return check_wal(changed_log, page_bytes, [&](std::uint32_t page, std::span<std::byte> out) {
      const std::size_t at = (page - std::size_t{1}) * page_bytes;
      if (at + out.size() > database.size()) return false;
      std::copy_n(&database[at], out.size(), out.begin());
      return true;
    });
  }
  std::string verdict(const Bytes& changed_log) const { return message_of(check(changed_log)); }
};

/// A database whose log is copied only when a test says so.
class Writer {
 public:
  explicit Writer(std::size_t page_bytes) : page_bytes_{page_bytes} {
    database_.run("PRAGMA page_size=" + std::to_string(page_bytes));
    database_.run("CREATE TABLE journal(first_sequence INTEGER PRIMARY KEY, record BLOB)");
    database_.run("PRAGMA journal_mode=WAL");
    database_.run("PRAGMA wal_autocheckpoint=0");
  }

  /// One commit of about so many frames.
  void commit(std::size_t frames) {
    const auto bytes = frames == 1 ? 10 : (frames - 1) * page_bytes_;
    database_.run("INSERT INTO journal(record) VALUES(randomblob(" + std::to_string(bytes) + "))");
  }
  /// One commit of a single frame, whatever the others left.
  void commit_one_frame() { database_.run("PRAGMA user_version=" + std::to_string(++version_)); }
  void copy_log() { database_.run("PRAGMA wal_checkpoint(PASSIVE)"); }

  Files files() const {
    return {read_file(path_), read_file(path_.string() + "-wal"), page_bytes_};
  }

 private:
  TemporaryDirectory directory_;
  fs::path path_ = directory_ / "journal.db";
  std::size_t page_bytes_;
  RawDatabase database_{path_};
  int version_ = 0;
};

/// Commits of several frames and of one, as they come.
void write_commits(Writer& writer) {
  writer.commit(1);
  writer.commit(4);
  writer.commit_one_frame();
  writer.commit_one_frame();
  writer.commit(2);
}

/// A log in its first pass, or in its second with the rest of a longer first one behind.
enum class Pass { first, second };

void begin(Writer& writer, Pass pass) {
  write_commits(writer);
  if (pass == Pass::first) return;
  for (int i = 0; i < 40; ++i) writer.commit_one_frame();  // every frame left has a commit mark
  writer.copy_log();
  write_commits(writer);
}

void flip(Bytes& bytes, std::size_t bit) { bytes[bit / 8] ^= std::byte{1} << (bit % 8); }

// In the frame before the last commit some bits, far fewer than one in a hundred, can be mistaken
// for a header that a power loss tore: nothing but this frame tells that its commit was synced.
TEST_CASE("a flipped bit in a log is found, unless it lies in the last commit") {
  struct Row {
    std::size_t page_bytes;
    Pass pass;
    std::size_t last_frames;
    std::size_t stride;  // a number that has no factor in common with 8: every place in a byte
  };
  for (const Row row : {Row{512, Pass::first, 1, 1}, Row{512, Pass::first, 3, 1},
                        Row{512, Pass::second, 1, 1}, Row{4096, Pass::first, 1, 31},
                        Row{4096, Pass::second, 3, 61}, Row{65536, Pass::first, 1, 2003}}) {
    CAPTURE(row.page_bytes);
    CAPTURE(row.last_frames);
    Writer writer{row.page_bytes};
    begin(writer, row.pass);
    row.last_frames == 1 ? writer.commit_one_frame() : writer.commit(row.last_frames);
    const Files files = writer.files();
    CHECK(files.verdict(files.log) == "");
    const auto ends = files.commit_ends();
    REQUIRE(ends.size() == 6);
    const std::size_t last_begins = ends[4];
    REQUIRE((ends[5] < files.log.size()) == (row.pass == Pass::second));
    Bytes log = files.log;
    std::size_t missed = 0;
    std::size_t missed_at_end = 0;  // of the commit before the last
    std::size_t false_alarms = 0;
    for (std::size_t bit = 0; bit < log.size() * 8; bit += row.stride) {
      flip(log, bit);
      const bool is_found = !files.check(log).has_value();
      flip(log, bit);
      if (bit / 8 >= last_begins) {
        false_alarms += is_found ? 1 : 0;
      } else if (!is_found) {
        ++(bit / 8 + files.frame_bytes() >= last_begins ? missed_at_end : missed);
      }
    }
    CHECK(missed == 0);
    CHECK(missed_at_end * row.stride * 100 < files.frame_bytes() * 8);
    CHECK(false_alarms == 0);
  }
}

TEST_CASE("the message names the place") {
  Writer writer{512};
  begin(writer, Pass::first);
  const Files files = writer.files();
  struct Row {
    const char* what;
    std::size_t at;
    const char* expected;
  };
  const auto third = files.frame_at(2);
  for (const Row& row :
       {Row{"magic", 0, "the header of"}, Row{"version", 7, "the header of"},
        Row{"page size", 10, "the header of"}, Row{"pass", 15, "the header of"},
        Row{"salts", 18, "the header of"}, Row{"checksum", 31, "the header of"},
        Row{"page number", third + 3, "frame 3 of "}, Row{"commit mark", third + 7, "frame 3 of "},
        Row{"frame's salts", third + 8, "frame 3 of "},
        Row{"frame's checksum", third + 23, "frame 3 of "},
        Row{"page", third + 300, "frame 3 of "}}) {
    CAPTURE(row.what);
    Bytes log = files.log;
    log[row.at] ^= std::byte{2};
    CHECK(contains(files.verdict(log), row.expected));
    CHECK(contains(files.verdict(log), "acknowledged commits"));
  }
}

/// One of SQLite's writes to the log.
struct Write {
  std::size_t begin;
  std::size_t end;
};

/// A frame's header and its page are written one after the other.
std::vector<Write> writes_between(const Files& files, std::size_t begin, std::size_t end) {
  std::vector<Write> writes;
  for (std::size_t at = begin; at < end; at += files.frame_bytes()) {
    writes.push_back({at, at + frame_header_bytes});
    writes.push_back({at + frame_header_bytes, at + files.frame_bytes()});
  }
  return writes;
}

TEST_CASE("whatever a power loss leaves of the last commit is not damage") {
  for (const auto pass : {Pass::first, Pass::second}) {
    Writer writer{512};
    begin(writer, pass);
    writer.commit_one_frame();
    const Files before = writer.files();
    writer.commit(4);
    const Files after = writer.files();
    const auto ends = after.commit_ends();
    const auto writes = writes_between(after, ends[ends.size() - 2], ends.back());
    REQUIRE(writes.size() >= 8);
    REQUIRE(writes.size() <= 12);
    Bytes old = before.log;
    old.resize(after.log.size());
    std::size_t refused = 0;
    // Each write is there or not, and one of them ends or begins somewhere in the middle: where a
    // sector may end. Frames begin at multiples of 8, and so do sectors.
    for (std::size_t there = 0; there < std::size_t{1} << writes.size(); ++there) {
      Bytes log = old;
      for (std::size_t i = 0; i < writes.size(); ++i) {
        if ((there >> i & 1) == 0) continue;
        std::copy(&after.log[writes[i].begin], &after.log[writes[i].end], &log[writes[i].begin]);
      }
      if (!after.check(log)) ++refused;
      const Write torn = writes[there % writes.size()];
      const Bytes untorn = log;
      const std::size_t step =
          torn.end - torn.begin > 25 * piece_bytes ? 3 * piece_bytes : piece_bytes;
      for (std::size_t at = torn.begin; at < torn.end; at += step) {
        std::copy(&after.log[torn.begin], &after.log[at], &log[torn.begin]);
        if (!after.check(log)) ++refused;
        log = untorn;
        std::copy(&after.log[at], &after.log[torn.begin] + (torn.end - torn.begin), &log[at]);
        if (!after.check(log)) ++refused;
        log = untorn;
      }
    }
    CHECK(refused == 0);
    // Cut short at any byte, as a file that grew and whose size was not saved.
    for (auto bytes = ends[ends.size() - 2]; bytes < ends.back(); ++bytes) {
      const Bytes cut{after.log.begin(), after.log.begin() + static_cast<std::ptrdiff_t>(bytes)};
      if (!after.check(cut)) ++refused;
    }
    CHECK(refused == 0);
  }
}

TEST_CASE("a header torn when a copied log begins anew is not damage") {
  Writer writer{512};
  write_commits(writer);
  const Bytes uncopied = writer.files().database;
  writer.copy_log();
  Files before = writer.files();
  writer.commit(1);
  const Bytes after = writer.files().log;
  REQUIRE_FALSE(std::equal(&after[0], &after[header_bytes], &before.log[0]));
  for (std::size_t at = 0; at <= header_bytes; ++at) {
    CAPTURE(at);
    Bytes beginning = before.log;
    std::copy(&after[0], &after[0] + at, &beginning[0]);
    CHECK(before.verdict(beginning) == "");
    Bytes end = before.log;
    std::copy(&after[0] + at, &after[0] + header_bytes, &end[at]);
    CHECK(before.verdict(end) == "");
  }
  Bytes half = before.log;
  std::copy(&after[0], &after[20], &half[0]);
  before.database = uncopied;
  CHECK(contains(before.verdict(half), "that the database file lacks"));
}

TEST_CASE("a lost sector is found when three commits lie behind it") {
  Writer writer{4096};
  begin(writer, Pass::first);
  const Files files = writer.files();
  const auto ends = files.commit_ends();
  for (std::size_t at = 0; at + 512 <= ends[ends.size() - 4]; at += 512) {
    CAPTURE(at);
    Bytes log = files.log;
    std::fill_n(&log[at], 512, std::byte{0});
    if (log == files.log) continue;
    CHECK(files.verdict(log) != "");
  }
}

TEST_CASE("a log without whole frames is not damage") {
  Writer writer{512};
  begin(writer, Pass::first);
  const Files files = writer.files();
  for (std::size_t bytes = 0; bytes < files.frame_at(1); ++bytes) {
    CAPTURE(bytes);
    Bytes log{files.log.begin(), files.log.begin() + static_cast<std::ptrdiff_t>(bytes)};
    CHECK(files.verdict(log) == "");
    if (log.empty()) continue;
    log[0] ^= std::byte{1};
    CHECK(files.verdict(log) == "");
  }
}

/// The same log as a machine with the other order of bytes writes it.
Bytes in_big_endian_words(const Files& files) {
  Bytes log = files.log;
  store(log, 0, load(log, 0) | 1);
  std::uint32_t first = 0;
  std::uint32_t second = 0;
  const auto sum = [&](std::size_t begin, std::size_t end) {
    for (auto at = begin; at < end; at += 8) {
      first += load(log, at) + second;
      second += load(log, at + 4) + first;
    }
  };
  sum(0, 24);
  store(log, 24, first);
  store(log, 28, second);
  for (std::size_t number = 0; number < files.frames(); ++number) {
    const auto at = files.frame_at(number);
    sum(at, at + 8);
    sum(at + frame_header_bytes, at + files.frame_bytes());
    store(log, at + 16, first);
    store(log, at + 20, second);
  }
  return log;
}

TEST_CASE("a log whose checksums take big-endian words is checked too") {
  Writer writer{512};
  begin(writer, Pass::first);
  Files files = writer.files();
  files.log = in_big_endian_words(files);
  CHECK(files.verdict(files.log) == "");
  const auto ends = files.commit_ends();
  std::size_t wrong = 0;
  for (auto at = header_bytes; at < files.log.size(); ++at) {
    Bytes log = files.log;
    flip(log, at * 8 + at % 8);
    if (files.check(log).has_value() == (at < ends[ends.size() - 2])) ++wrong;
  }
  CHECK(wrong == 0);
}

TEST_CASE("a journal whose log is damaged is refused and left as it is, until the log is mended") {
  const TemporaryDirectory directory;
  const auto path = directory / "journal.db";
  const auto log_path = path.string() + "-wal";
  {
    const auto journal = SqliteJournal::open(directory / "written.db");
    REQUIRE(journal.has_value());
    for (const std::uint64_t first : {1, 3, 5}) {
      REQUIRE(append_sample(**journal, first, 2).has_value());
    }
    fs::copy_file(directory / "written.db", path);
    fs::copy_file(directory / "written.db-wal", log_path);
  }
  const auto change = [&] {
    auto log = read_file(log_path);
    log[header_bytes + frame_header_bytes + 4000] ^= std::byte{1};
    std::ofstream{log_path, std::ios::binary}.write(reinterpret_cast<const char*>(log.data()),
                                                    static_cast<std::streamsize>(log.size()));
    return log;
  };
  const auto damaged = change();
  const auto database = read_file(path);
  for (int start = 0; start < 2; ++start) {
    const auto message = message_of(SqliteJournal::open(path));
    CHECK(contains(message, path.string() + " is damaged: frame 1 of 3 in its write-ahead log"));
    CHECK(read_file(log_path) == damaged);
    CHECK(read_file(path) == database);
  }
  change();
  const auto journal = SqliteJournal::open(path);
  REQUIRE_MESSAGE(journal.has_value(), message_of(journal));
  CHECK((*journal)->position().next_sequence == 7);
}

}  // namespace
}  // namespace offpeak::store::tests

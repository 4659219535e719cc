#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include <fstream>
#include <iterator>

#include "store/sqlite/file_snapshots.hpp"
#include "tests/store/sample.hpp"
#include "tests/store/snapshot_sample.hpp"
#include "tests/store/temporary_directory.hpp"

namespace offpeak::store::tests {
namespace {

namespace fs = std::filesystem;
using Sequences = std::vector<std::uint64_t>;
using scheduler::State;

/// A snapshot of two chunks whose content follows from its sequence.
Result<void> save_sample(Snapshots& snapshots, std::uint64_t sequence, std::size_t bytes = 100) {
  if (auto begun = snapshots.begin(sequence); !begun) return begun;
  for (std::uint64_t i = 0; i < 2; ++i) {
    if (auto put = snapshots.put(sample_payload(2 * sequence + i, bytes)); !put) return put;
  }
  return snapshots.commit();
}

bool is_sample(Snapshots& snapshots, std::uint64_t sequence, std::size_t bytes = 100) {
  std::uint64_t chunks = 0;
  bool same = true;
  const auto read = snapshots.read(sequence, [&](std::span<const std::byte> chunk) -> Result<void> {
    same = same && std::ranges::equal(chunk, sample_payload(2 * sequence + chunks++, bytes));
    return {};
  });
  return read && same && chunks == 2;
}

std::vector<std::string> names_in(const fs::path& directory) {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator{directory}) {
    names.push_back(entry.path().filename().string());
  }
  std::ranges::sort(names);
  return names;
}

std::string read_file(const fs::path& path) {
  std::ifstream in{path, std::ios::binary};
  return {std::istreambuf_iterator<char>{in}, {}};
}

void write_file(const fs::path& path, const std::string& bytes) {
  std::ofstream out{path, std::ios::binary | std::ios::trunc};
  out << bytes;
  if (!out) throw std::runtime_error{"cannot write " + path.string()};
}

TEST_CASE("the last two snapshots are kept, newest first") {
  const TemporaryDirectory directory;
  FileSnapshots snapshots{directory / "offpeak.db"};
  CHECK(sequences_in(snapshots).empty());
  for (std::uint64_t sequence = 1; sequence <= 4; ++sequence) {
    REQUIRE(message_of(save_sample(snapshots, sequence * 1'000)) == "");
  }
  CHECK(sequences_in(snapshots) == Sequences{4'000, 3'000});
  CHECK(is_sample(snapshots, 4'000));
  CHECK(is_sample(snapshots, 3'000));
  CHECK(names_in(directory.path()) ==
        std::vector<std::string>{"offpeak.db.snapshot-00000000000000003000",
                                 "offpeak.db.snapshot-00000000000000004000"});
  FileSnapshots reopened{directory / "offpeak.db"};
  CHECK(sequences_in(reopened) == Sequences{4'000, 3'000});
}

TEST_CASE("a snapshot is for the operator's account only, whatever the umask") {
  const TemporaryDirectory directory;
  FileSnapshots snapshots{directory / "offpeak.db"};
  const mode_t before = ::umask(0);
  REQUIRE(message_of(save_sample(snapshots, 1)) == "");
  REQUIRE(message_of(snapshots.begin(2)) == "");
  ::umask(before);
  for (const auto& path : {snapshots.path_of(1), directory / "offpeak.db.snapshot.tmp"}) {
    CHECK((fs::status(path).permissions() & fs::perms::all) ==
          (fs::perms::owner_read | fs::perms::owner_write));
  }
}

TEST_CASE("what a crash left of a snapshot is not listed, and goes with the next one") {
  const TemporaryDirectory directory;
  FileSnapshots snapshots{directory / "offpeak.db"};
  REQUIRE(message_of(save_sample(snapshots, 1)) == "");
  write_file(directory / "offpeak.db.snapshot.tmp", "half of one");
  CHECK(sequences_in(snapshots) == Sequences{1});
  REQUIRE(message_of(save_sample(snapshots, 2)) == "");
  CHECK(sequences_in(snapshots) == Sequences{2, 1});
  CHECK(is_sample(snapshots, 2));
  CHECK(!fs::exists(directory / "offpeak.db.snapshot.tmp"));
}

TEST_CASE("a snapshot that is begun and left is dropped") {
  const TemporaryDirectory directory;
  {
    FileSnapshots snapshots{directory / "offpeak.db"};
    REQUIRE(message_of(snapshots.begin(1)) == "");
    REQUIRE(message_of(snapshots.put(sample_payload(1, 10))) == "");
    REQUIRE(message_of(save_sample(snapshots, 2)) == "");  // begins another instead
    CHECK(sequences_in(snapshots) == Sequences{2});
    REQUIRE(message_of(snapshots.begin(3)) == "");
  }
  CHECK(names_in(directory.path()).size() == 1);
}

TEST_CASE("files with other names are nobody's snapshots, and stay") {
  const TemporaryDirectory directory;
  FileSnapshots snapshots{directory / "offpeak.db"};
  const std::vector<std::string> names{
      "offpeak.db",
      "offpeak.db-wal",
      "offpeak.db.snapshot-",
      "offpeak.db.snapshot-0000000000000000001",    // 19 digits
      "offpeak.db.snapshot-000000000000000000001",  // 21
      "offpeak.db.snapshot-0000000000000000000x",
      "offpeak.db.snapshot-99999999999999999999",  // beyond any sequence
      "offpeak.db.snapshot-+0000000000000000001",
      "other.db.snapshot-00000000000000000007",
  };
  for (const auto& name : names) write_file(directory / name, "not one");
  for (std::uint64_t sequence = 1; sequence <= 3; ++sequence) {
    REQUIRE(message_of(save_sample(snapshots, sequence)) == "");
  }
  CHECK(sequences_in(snapshots) == Sequences{3, 2});
  for (const auto& name : names) CHECK(fs::exists(directory / name));
}

TEST_CASE("errors say what could not be done with which file, in the system's words") {
  const TemporaryDirectory directory;
  FileSnapshots nowhere{directory / "missing" / "offpeak.db"};
  CHECK(sequences_in(nowhere).empty());
  CHECK(contains(message_of(nowhere.begin(1)), "snapshot.tmp: No such file or directory"));

  FileSnapshots snapshots{directory / "offpeak.db"};
  CHECK(contains(message_of(snapshots.read(1, [](auto) { return Result<void>{}; })),
                 "snapshot-00000000000000000001: No such file or directory"));
  CHECK(message_of(snapshots.put({})) == "no snapshot was begun");
  CHECK(message_of(snapshots.commit()) == "no snapshot was begun");
  REQUIRE(message_of(save_sample(snapshots, 1)) == "");
  const auto stop = [](auto) -> Result<void> { return Error{"enough"}; };
  CHECK(message_of(snapshots.read(1, stop)) == "enough");
}

/// No file of this process may grow past so many bytes while this lives.
class FileSizeLimit {
 public:
  explicit FileSizeLimit(rlim_t bytes) {
    ::signal(SIGXFSZ, SIG_IGN);
    if (::getrlimit(RLIMIT_FSIZE, &before_) != 0) throw std::runtime_error{"getrlimit"};
    const rlimit limit{bytes, before_.rlim_max};
    if (::setrlimit(RLIMIT_FSIZE, &limit) != 0) throw std::runtime_error{"setrlimit"};
  }
  ~FileSizeLimit() {
    ::setrlimit(RLIMIT_FSIZE, &before_);
    ::signal(SIGXFSZ, SIG_DFL);
  }
  FileSizeLimit(const FileSizeLimit&) = delete;
  FileSizeLimit& operator=(const FileSizeLimit&) = delete;

 private:
  rlimit before_{};
};

TEST_CASE("a snapshot that finds no room is an error and leaves those before") {
  const TemporaryDirectory directory;
  FileSnapshots snapshots{directory / "offpeak.db"};
  REQUIRE(message_of(save_sample(snapshots, 1)) == "");
  REQUIRE(message_of(save_sample(snapshots, 2)) == "");
  for (const rlim_t bytes : {rlim_t{0}, rlim_t{3}, rlim_t{50'000}, rlim_t{100'007}}) {
    std::string message;
    {
      const FileSizeLimit limit{bytes};
      message = message_of(save_sample(snapshots, 3, 50'000));
    }
    CHECK(contains(message, "cannot write"));
    CHECK(contains(message, "snapshot.tmp: File too large"));
    CHECK(sequences_in(snapshots) == Sequences{2, 1});
    CHECK(is_sample(snapshots, 2));
  }
  REQUIRE(message_of(save_sample(snapshots, 3, 50'000)) == "");
  CHECK(sequences_in(snapshots) == Sequences{3, 2});
  CHECK(is_sample(snapshots, 3, 50'000));
}

TEST_CASE("a snapshot file with a bit flipped in any byte, or cut short anywhere, is refused") {
  const TemporaryDirectory directory;
  scheduler::tests::Driver driver{scheduler::tests::busy_start};
  scheduler::tests::play_busy_day(driver);
  const State& state = driver.state();
  FileSnapshots snapshots{directory / "offpeak.db"};
  REQUIRE(message_of(save_snapshot(state, position_of(state), snapshots)) == "");
  const fs::path path = snapshots.path_of(state.sequence());
  const std::string sound = read_file(path);
  const auto fault = [&] {
    State loaded;
    return message_of(load_snapshot(snapshots, state.sequence(), loaded));
  };
  REQUIRE(fault() == "");
  {
    std::fstream file{path, std::ios::binary | std::ios::in | std::ios::out};
    const auto put = [&](std::size_t at, char byte) {
      file.seekp(static_cast<std::streamoff>(at)).put(byte).flush();
      REQUIRE(file.good());
    };
    for (std::size_t at = 0; at < sound.size(); ++at) {
      CAPTURE(at);
      put(at, static_cast<char>(sound[at] ^ 1 << at % 8));
      CHECK(fault() != "");
      put(at, sound[at]);
    }
  }
  REQUIRE(fault() == "");
  for (const auto& behind : {std::string(1, '\0'), sound}) {
    std::ofstream{path, std::ios::binary | std::ios::app} << behind;
    CHECK(fault() != "");
    fs::resize_file(path, sound.size());
  }
  REQUIRE(fault() == "");
  for (std::size_t size = sound.size(); size-- > 0;) {
    CAPTURE(size);
    fs::resize_file(path, size);
    CHECK(fault() != "");
  }
}

TEST_CASE("a bit flipped in the length of a chunk asks for no more memory than a chunk may take") {
  const TemporaryDirectory directory;
  FileSnapshots snapshots{directory / "offpeak.db"};
  write_file(snapshots.path_of(1), std::string("\xFF\xFF\xFF\xFF", 4));
  const auto read = snapshots.read(1, [](auto) { return Result<void>{}; });
  CHECK(contains(message_of(read), "is damaged or cut short"));
}

}  // namespace
}  // namespace offpeak::store::tests

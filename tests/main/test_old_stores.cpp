// Journals live longer than programs: what older ones wrote is opened, and gives the state they
// had.
#include <doctest/doctest.h>

#include <boost/json.hpp>
#include <filesystem>

#include "tests/store/sqlite/raw_database.hpp"
#include "tests/store/temporary_directory.hpp"
#include "tests/support/program.hpp"
#include "tests/support/source_path.hpp"

using namespace offpeak::testing;
namespace fs = std::filesystem;
namespace json = boost::json;

namespace {

struct OldStore {
  const char* folder;
  std::int64_t sequence;
  const char* hash;  // as the program that wrote it told
  std::vector<const char*> restored_from;
};

const std::vector<OldStore> old_stores{
    {"2026-11", 976, "e199099f718b3048", {"start", "snapshot 802", "snapshot 401"}},
    {"2026-11-29", 66, "8aac0e9600a60ba4", {"start", "snapshot 40"}},
    {"2026-11-30", 133, "e3c300b505913bab", {"start", "snapshot 121", "snapshot 61"}},
    {"2026-11-30-2", 116, "80b5af09523b66f0", {"start", "snapshot 60"}},
    {"2026-11-30-v6", 96, "25c367fbc032f3c3", {"start", "snapshot 61"}},
};

/// Of a copy: opening a SQLite file may write to it.
Outcome inspect(const OldStore& old, const char* what) {
  const offpeak::store::tests::TemporaryDirectory place;
  const auto copy = place.path() / "old";
  fs::copy(source_path("tests/main/stores/") + old.folder, copy);
  return run_program({"inspect", "sqlite:" + (copy / "offpeak.db").string(), what});
}

TEST_CASE(
    "the store of an older program gives the state that it had, from the start and from each "
    "snapshot") {
  for (const auto& old : old_stores) {
    CAPTURE(old.folder);
    const auto hash = inspect(old, "--hash");
    CHECK(hash.errors == "");
    CHECK(hash.output == std::string{old.hash} + "\n");

    const auto verified = inspect(old, "--verify");
    REQUIRE(verified.code == 0);
    const auto lines = verified.lines();
    REQUIRE(lines.size() == old.restored_from.size() + 1);
    for (std::size_t i = 0; i < old.restored_from.size(); ++i) {
      const auto line = json::parse(lines[i]).as_object();
      CHECK(line.at("from").as_string() == old.restored_from[i]);
      CHECK(line.at("sequence").as_int64() == old.sequence);
      CHECK(line.at("hash").as_string() == old.hash);
    }
  }
}

/// As a program leaves it that has trimmed the journal behind this snapshot, and has no other.
void trim_behind(const fs::path& store, std::uint64_t snapshot) {
  const auto name = ".snapshot-" + std::string(20 - std::to_string(snapshot).size(), '0') +
                    std::to_string(snapshot);
  std::vector<fs::path> others;
  for (const auto& entry : fs::directory_iterator{store}) {
    const auto file = entry.path().filename().string();
    if (contains(file, ".snapshot-") && !file.ends_with(name)) others.push_back(entry.path());
  }
  for (const auto& other : others) fs::remove(other);
  const auto next = std::to_string(snapshot + 1);
  offpeak::store::tests::RawDatabase{store / "offpeak.db"}.run(
      "DELETE FROM journal WHERE first_sequence < (SELECT max(first_sequence) FROM journal WHERE "
      "first_sequence <= " +
      next + ")");
}

TEST_CASE("each snapshot of an older program gives that state without the journal's beginning") {
  for (const auto& old : old_stores) {
    for (const std::string way : old.restored_from) {
      if (way == "start") continue;
      CAPTURE(old.folder);
      CAPTURE(way);
      const offpeak::store::tests::TemporaryDirectory place;
      const auto copy = place.path() / "old";
      fs::copy(source_path("tests/main/stores/") + old.folder, copy);
      trim_behind(copy, std::stoull(way.substr(way.rfind(' '))));
      const auto uri = "sqlite:" + (copy / "offpeak.db").string();
      const auto hash = run_program({"inspect", uri, "--hash"});
      CHECK(hash.errors == "");
      CHECK(hash.output == std::string{old.hash} + "\n");
      const auto verified = run_program({"inspect", uri, "--verify"});
      CHECK(verified.code == 0);
      CHECK(contains(verified.output, "\"trimmed\":true"));
    }
  }
}

}  // namespace

// Journals live longer than programs: what older ones wrote is opened, and gives the state they
// had.
#include <doctest/doctest.h>
#include <xxhash.h>

#include <boost/endian/conversion.hpp>
#include <boost/json.hpp>
#include <filesystem>
#include <fstream>
#include <functional>
#include <map>

#include "store/snapshot_chunk.hpp"
#include "store/store.hpp"
#include "tests/api/requests.hpp"
#include "tests/main/live_store.hpp"
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
    {"2026-11-30-v7", 97, "8bb51e3e7973979d", {"start", "snapshot 60"}},
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

/// Every file of a folder, with its bytes.
std::map<std::string, std::string> contents_of(const fs::path& folder) {
  std::map<std::string, std::string> all;
  for (const auto& entry : fs::directory_iterator{folder}) {
    std::ifstream file{entry.path(), std::ios::binary};
    all[entry.path().filename().string()] = {std::istreambuf_iterator<char>{file}, {}};
  }
  return all;
}

/// A copy of an old store in a folder that goes with it, with the keys of then where the store
/// knows them.
struct Copy {
  explicit Copy(const OldStore& old) {
    const fs::path from = source_path("tests/main/stores/") + old.folder;
    fs::copy(from, folder);
    if (!fs::exists(from / "keys")) return;
    const auto keys = store.directory() / "keys";
    fs::copy(from / "keys", keys);
    fs::permissions(keys, fs::perms::owner_all);
    for (const auto& key : fs::directory_iterator{keys}) {
      fs::permissions(key, fs::perms::owner_read | fs::perms::owner_write);
    }
  }

  const offpeak::store::tests::TemporaryDirectory place;
  const fs::path folder = place.path() / "old";
  const LiveStore store{"sqlite:" + (folder / "offpeak.db").string()};
};

/// Books on the first day after the store's last event on which that is possible.
void book_next(const LiveStore& store, const ServerProcess& server) {
  const auto lines = run_program({"export", store.uri()}).lines();
  REQUIRE_FALSE(lines.empty());
  const std::string last{json::parse(lines.back()).at("last_event_at").as_string().subview(0, 10)};
  auto client = server.connect();
  for (int day = 1; day <= 7; ++day) {
    const auto date = *offpeak::config::parse_date(last) + std::chrono::days{day};
    const auto slot = documents(offpeak::config::format_date(date), "1000");
    const auto reply = client.post("/v1/appointments", wish(slot, {{700}}), server.token("admin"));
    if (reply.status == 201) return;
  }
  FAIL("no booking is taken in a week");
}

TEST_CASE("the store of an older program is served, takes a booking, and its backup leads back") {
  for (const auto& old : old_stores) {
    CAPTURE(old.folder);
    const Copy copy{old};
    const auto backup = (copy.place.path() / "backup").string();
    REQUIRE(run_program({"backup", copy.store.uri(), backup}).code == 0);
    auto server = copy.store.serve();
    CHECK(logged(server.log(), "recovered", "hash") == old.hash);
    book_next(copy.store, server);
    const auto log = stop(server);
    CHECK(logged(log, "stopped", "hash") + "\n" == copy.store.inspect({"--hash"}).output);
    CHECK(copy.store.inspect({"--verify"}).code == 0);
    CHECK(contains(copy.store.inspect({"--events"}).lines().back(), "\"event\":\"booked\""));

    const LiveStore restored;
    REQUIRE(run_program({"restore", backup, restored.uri()}).code == 0);
    CHECK(restored.inspect({"--hash"}).output == std::string{old.hash} + "\n");
  }
}

/// Every snapshot becomes one of the next version, its checksums right.
void write_later_snapshots(const fs::path& folder) {
  const std::string newest = old_stores.back().restored_from.back();
  trim_behind(folder, std::stoull(newest.substr(newest.rfind(' '))));
  for (const auto& [name, old] : contents_of(folder)) {
    if (!contains(name, ".snapshot-")) continue;
    auto bytes = old;
    auto* const data = reinterpret_cast<unsigned char*>(bytes.data());
    for (std::size_t at = 0; at < bytes.size();) {
      const std::size_t length = boost::endian::load_little_u32(data + at);
      auto* const chunk = data + at + 4;
      boost::endian::store_little_u32(chunk + 4, offpeak::store::snapshot_version + 1);
      const auto checked = length - offpeak::store::chunk_checksum_bytes;
      boost::endian::store_little_u64(chunk + checked, XXH3_64bits(chunk, checked));
      at += 4 + length;
    }
    std::ofstream{folder / name, std::ios::binary} << bytes;
  }
}

/// A record as the next program may write it, at the journal's end.
void append_unknown_event(const fs::path& folder) {
  const auto uri = "sqlite:" + (folder / "offpeak.db").string();
  const auto store = offpeak::store::open_store(uri, {.city = "hangzhou"});
  REQUIRE(store.has_value());
  const auto journal = (*store)->open_journal();
  REQUIRE(journal.has_value());
  const std::vector<std::byte> event(25, std::byte{200});
  const auto next = (*journal)->position().next_sequence;
  REQUIRE((*journal)->append({next, 1, event}).has_value());
}

/// What a newer program may leave behind.
struct Newer {
  const char* what;
  std::function<void(const fs::path& folder)> write;
  const char* refusal;
};

TEST_CASE("what a newer program wrote is refused with exit code 3, and no byte of it is changed") {
  const Newer rows[] = {
      {"snapshots of a later version, and the journal trimmed behind them", write_later_snapshots,
       "has been trimmed"},
      {"an event of a kind that is not known", append_unknown_event, "kind"},
  };
  for (const auto& row : rows) {
    CAPTURE(row.what);
    const Copy copy{old_stores.back()};
    const auto backup = (copy.place.path() / "backup").string();
    const auto printed = run_program({"backup", copy.store.uri(), backup});
    REQUIRE(printed.code == 0);
    {
      auto server = copy.store.serve();
      book_next(copy.store, server);
      stop(server);
    }
    row.write(copy.folder);
    const auto before = contents_of(copy.folder);
    const auto refused = copy.store.try_to_serve();
    CHECK(refused.code == 3);
    CHECK_MESSAGE(contains(refused.errors, row.refusal), refused.errors);
    const auto after = contents_of(copy.folder);
    CHECK(after.size() == before.size());
    for (const auto& [name, bytes] : before) {
      CAPTURE(name);
      // The mark beside the store says how far this server has seen it.
      if (name.ends_with(".high-water")) continue;
      CHECK((after.contains(name) && after.at(name) == bytes));
    }

    // The way back: what the newer program wrote is moved away, and the backup takes its place.
    for (const auto& [name, bytes] : before) {
      if (!name.ends_with(".high-water")) fs::remove(copy.folder / name);
    }
    REQUIRE(run_program({"restore", backup, copy.store.uri()}).code == 0);
    const auto sequence = json::parse(printed.lines().back()).at("sequence").as_int64();
    CHECK(copy.store.try_to_serve().code == 4);
    auto server = copy.store.serve({"--accept-loss-up-to", std::to_string(sequence)});
    CHECK(logged(server.log(), "recovered", "hash") == old_stores.back().hash);
    book_next(copy.store, server);
    stop(server);
    CHECK(copy.store.inspect({"--verify"}).code == 0);
  }
}

}  // namespace

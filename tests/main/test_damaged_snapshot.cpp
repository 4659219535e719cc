// The newest snapshot is damaged: the one before and a longer replay give the same state.
#include <doctest/doctest.h>

#include <algorithm>
#include <boost/json.hpp>
#include <fstream>

#include "tests/main/live_store.hpp"

using namespace offpeak::testing;
namespace json = boost::json;

namespace {

std::vector<std::filesystem::path> snapshots_of(const LiveStore& place) {
  std::vector<std::filesystem::path> paths;
  for (const auto& entry : std::filesystem::directory_iterator{place.directory()}) {
    if (contains(entry.path().filename().string(), ".snapshot-")) paths.push_back(entry.path());
  }
  std::ranges::sort(paths);
  return paths;
}

void flip_byte_in_the_middle(const std::filesystem::path& path) {
  const auto at = static_cast<std::streamoff>(std::filesystem::file_size(path) / 2);
  std::fstream file{path, std::ios::binary | std::ios::in | std::ios::out};
  file.seekg(at);
  const char byte = static_cast<char>(file.get());
  file.seekp(at);
  file.put(static_cast<char>(byte ^ 1));
}

}  // namespace

TEST_CASE("A damaged newest snapshot is named, passed over, and changes nothing") {
  const LiveStore place;
  std::string hash;
  {
    auto server = place.serve({"--snapshot-events", "10", "--snapshot-minutes", "0"});
    book(server, 0, 15);
    await_metric(server, "offpeak_snapshots_total", 1);
    book(server, 15, 30);
    await_metric(server, "offpeak_snapshots_total", 2);
    await_until("a trimmed journal",
                [&] { return contains(place.inspect({"--verify"}).output, "\"trimmed\":true"); });
    hash = logged(stop(server), "stopped", "hash");
  }
  const auto snapshots = snapshots_of(place);
  REQUIRE(snapshots.size() == 2);
  flip_byte_in_the_middle(snapshots.back());
  const auto newest = std::stoll(snapshots.back().extension().string().substr(10));
  const auto older = std::stoll(snapshots.front().extension().string().substr(10));

  const auto verified = place.inspect({"--verify"});
  CHECK(verified.code == 3);
  const auto lines = verified.lines();
  REQUIRE(lines.size() == 3);
  const auto way = [&](std::size_t i) { return json::parse(lines[i]).as_object(); };
  CHECK(way(0).at("from").as_string() == "snapshot " + std::to_string(newest));
  CHECK(way(0).contains("fault"));
  CHECK(way(1).at("from").as_string() == "snapshot " + std::to_string(older));
  CHECK(way(1).at("hash").as_string() == hash);
  CHECK_FALSE(way(2).at("verified").as_bool());

  const auto summary = place.inspect({"--hash"});
  CHECK(summary.code == 0);
  CHECK(summary.output == hash + "\n");
  CHECK(contains(summary.errors, "passed over the snapshot of sequence " + std::to_string(newest)));

  auto server = place.serve();
  const auto log = server.log();
  CHECK(contains(
      log, "event=snapshot_damaged reason=\"the snapshot of sequence " + std::to_string(newest)));
  CHECK(logged(log, "recovered", "snapshot") == std::to_string(older));
  CHECK(logged(log, "recovered", "hash") == hash);
  book(server, 30, 31);
}

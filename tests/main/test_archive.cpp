// What `offpeak archive` says of the files that a server has written.
#include <doctest/doctest.h>

#include <boost/json.hpp>
#include <filesystem>

#include "tests/main/live_store.hpp"

using namespace offpeak::testing;

namespace {

/// A server that trims again and again, so that there are several files.
void fill(const LiveStore& place, const std::string& archive) {
  auto server =
      place.serve({"--snapshot-events", "5", "--snapshot-minutes", "0", "--archive", archive});
  for (std::uint64_t booked = 20; booked <= 100; booked += 20) {
    book(server, booked - 20, booked);
    // Each booking is two events; a snapshot is at most four old.
    await_metric(server, "offpeak_snapshot_sequence", static_cast<double>(2 * booked - 4));
  }
  stop(server);
}

}  // namespace

TEST_CASE("An archive without one of its files says which events are missing") {
  const LiveStore place;
  const auto archive = (place.directory() / "archive").string();
  fill(place, archive);
  const auto look = [&] {
    return run_program({"archive", archive, "--keys", (place.directory() / "keys").string()});
  };
  const auto whole = look();
  CHECK(whole.code == 0);
  CHECK(whole.errors == "");
  const auto files = whole.lines();
  REQUIRE(files.size() >= 3);
  const auto gone = boost::json::parse(files[1]);
  std::filesystem::remove(gone.at("file").as_string().c_str());
  const auto broken = look();
  CHECK(broken.code == 3);
  CHECK(broken.lines().size() == files.size() - 1);
  CHECK(contains(broken.errors, "no file has the events " +
                                    std::to_string(gone.at("first").as_int64()) + " to " +
                                    std::to_string(gone.at("last").as_int64())));
}

// A store that lost what was acknowledged is not led on: not by the server that runs, not by the
// next start, not by a standby, however often a supervisor tries; only when the operator says so.
#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>

#include "tests/api/requests.hpp"
#include "tests/main/live_store.hpp"
#include "tests/support/redis_server.hpp"

using namespace offpeak::testing;
namespace fs = std::filesystem;

namespace {

constexpr int exit_behind = 4;

const std::string slot = documents("2026-06-16", "1000");

/// Books for citizens `first` to `last`, and returns the sequence that was acknowledged then.
std::uint64_t book_for(const ServerProcess& server, std::uint64_t first, std::uint64_t last) {
  auto client = server.connect();
  for (auto n = first; n <= last; ++n) {
    REQUIRE(client
                .exchange({.method = "POST",
                           .target = "/v1/appointments",
                           .body = wish(slot, {{n}}),
                           .token = server.token("admin")})
                .status == 201);
  }
  return static_cast<std::uint64_t>(await_metric(server, "offpeak_sequence", 1));
}

bool has_booked(const ServerProcess& server, std::uint64_t n) {
  auto client = server.connect();
  const auto token =
      client.post("/v1/tokens", R"({"id_number":")" + resident_number(n) + R"("})").text("token");
  return !client.get("/v1/me/appointments", token).json().at("appointments").as_array().empty();
}

/// A crash under the eyes of whoever was answered.
void kill(ServerProcess& server) {
  server.kill();
  CHECK(server.wait() == -9);
}

void check_refused(const Outcome& outcome, std::uint64_t has, std::uint64_t had) {
  CHECK(outcome.code == exit_behind);
  CHECK_MESSAGE(contains(outcome.errors, "the store ends at sequence " + std::to_string(has) +
                                             ", and this server has acknowledged or followed up to "
                                             "sequence " +
                                             std::to_string(had)),
                outcome.errors);
  CHECK(contains(outcome.errors, "start once with --accept-loss-up-to " + std::to_string(has)));
  CHECK(contains(outcome.errors, "event=store_behind had=" + std::to_string(had) +
                                     " has=" + std::to_string(has) + " "));
}

void copy_over(const fs::path& from, const fs::path& to) {
  fs::remove_all(to);
  fs::copy(from, to, fs::copy_options::recursive);
}

/// A SQLite file and its log are copied together.
void copy_database(const fs::path& from, const fs::path& to) {
  for (const char* end : {"", "-wal", "-shm"}) {
    auto source = from;
    auto target = to;
    source += end;
    target += end;
    fs::remove(target);
    if (fs::exists(source)) fs::copy_file(source, target);
  }
}

std::vector<fs::path> marks_in(const fs::path& folder) {
  std::vector<fs::path> found;
  for (const auto& entry : fs::directory_iterator{folder}) {
    if (contains(entry.path().filename().string(), ".high-water")) found.push_back(entry.path());
  }
  return found;
}

void spoil(const fs::path& mark) {
  std::fstream file{mark, std::ios::binary | std::ios::in | std::ios::out};
  for (const std::streamoff slot_at : {0, 4096}) {
    file.seekp(slot_at + 24);
    file.write("????????", 8);
  }
}

}  // namespace

TEST_CASE("A Redis that was emptied is refused at every start, until the loss is accepted") {
  const RedisServer redis;
  const LiveStore place{redis.uri()};
  std::uint64_t acknowledged = 0;
  {
    auto server = place.serve();
    acknowledged = book_for(server, 1, 3);
    kill(server);
  }
  redis.command({"FLUSHALL"});
  for (int i = 0; i < 3; ++i) check_refused(place.try_to_serve(), 0, acknowledged);
  check_refused(place.try_to_serve({"--standby"}), 0, acknowledged);
  const auto wrong = place.try_to_serve({"--accept-loss-up-to", "5"});
  check_refused(wrong, 0, acknowledged);
  CHECK(contains(wrong.errors, "--accept-loss-up-to 5 is not where it ends"));
  CHECK(redis.command({"XLEN", "offpeak:{hangzhou}:journal"}) == "0");
  {
    auto server = place.serve({"--accept-loss-up-to", "0"});
    CHECK(logged(server.log(), "loss_accepted", "had") == std::to_string(acknowledged));
    CHECK(logged(server.log(), "loss_accepted", "has") == "0");
    CHECK_FALSE(has_booked(server, 1));
    book_for(server, 1, 1);
    stop(server);
  }
  auto server = place.serve();
  CHECK(has_booked(server, 1));
  CHECK(logged(stop(server), "stopped", "sequence") == after_events(2));
}

TEST_CASE("A leader whose Redis is emptied under it ends with the code that is not restarted") {
  const RedisServer redis;
  const LiveStore place{redis.uri()};
  auto server = place.serve();
  const auto acknowledged = book_for(server, 1, 2);
  redis.command({"FLUSHALL"});
  CHECK(server.wait() == exit_behind);
  CHECK(contains(server.log(), "lost records that it had acknowledged"));
  check_refused(place.try_to_serve(), 0, acknowledged);
}

TEST_CASE("Older files of Redis are refused, and accepted at the sequence that they have") {
  RedisServer redis;
  const LiveStore place{redis.uri()};
  const auto copy = place.directory() / "older";
  std::uint64_t older = 0;
  std::uint64_t acknowledged = 0;
  {
    auto server = place.serve();
    older = book_for(server, 1, 2);
    stop(server);
  }
  redis.kill();
  copy_over(redis.data(), copy);
  redis.start();
  {
    auto server = place.serve();
    acknowledged = book_for(server, 3, 4);
    kill(server);
  }
  redis.kill();
  copy_over(redis.data(), place.directory() / "newer");
  copy_over(copy, redis.data());
  redis.start();
  check_refused(place.try_to_serve(), older, acknowledged);
  check_refused(place.try_to_serve({"--accept-loss-up-to", "0"}), older, acknowledged);

  SUBCASE("the right files are put back") {
    redis.kill();
    copy_over(place.directory() / "newer", redis.data());
    redis.start();
    auto server = place.serve();
    for (std::uint64_t n = 1; n <= 4; ++n) CHECK(has_booked(server, n));
    stop(server);
  }
  SUBCASE("the loss is accepted") {
    auto server = place.serve({"--accept-loss-up-to", std::to_string(older)});
    CHECK(has_booked(server, 2));
    CHECK_FALSE(has_booked(server, 3));
    stop(server);
  }
}

TEST_CASE("Another history is refused, be it as long or longer") {
  RedisServer redis;
  RedisServer other;
  const LiveStore place{redis.uri()};
  const LiveStore elsewhere{other.uri()};
  std::uint64_t acknowledged = 0;
  {
    auto server = place.serve();
    acknowledged = book_for(server, 1, 2);
    stop(server);
  }
  std::uint64_t there = 0;
  SUBCASE("as long") {
    auto server = elsewhere.serve();
    there = book_for(server, 11, 12);
    CHECK(there == acknowledged);
    stop(server);
  }
  SUBCASE("longer") {
    auto server = elsewhere.serve();
    there = book_for(server, 11, 14);
    stop(server);
  }
  redis.kill();
  other.kill();
  copy_over(other.data(), redis.data());
  redis.start();
  const auto outcome = place.try_to_serve();
  check_refused(outcome, there, acknowledged);
  CHECK(contains(outcome.errors, "another history"));
}

TEST_CASE("A SQLite file that is older, or gone, is refused, and the right one is not") {
  const LiveStore place;
  const auto file = place.directory() / "offpeak.db";
  std::uint64_t older = 0;
  std::uint64_t acknowledged = 0;
  {
    auto server = place.serve();
    older = book_for(server, 1, 2);
    stop(server);
  }
  copy_database(file, place.directory() / "older.db");
  {
    auto server = place.serve();
    acknowledged = book_for(server, 3, 4);
    kill(server);
  }
  copy_database(file, place.directory() / "newer.db");
  copy_database(place.directory() / "older.db", file);
  check_refused(place.try_to_serve(), older, acknowledged);
  copy_database(place.directory() / "none.db", file);
  check_refused(place.try_to_serve(), 0, acknowledged);
  copy_database(place.directory() / "newer.db", file);
  {
    auto server = place.serve();
    CHECK(has_booked(server, 4));
    stop(server);
  }
  copy_database(place.directory() / "older.db", file);
  auto server = place.serve({"--accept-loss-up-to", std::to_string(older)});
  CHECK(has_booked(server, 2));
  CHECK_FALSE(has_booked(server, 4));
  stop(server);
  CHECK(marks_in(place.directory()).size() == 1);
}

TEST_CASE("A standby that followed more than the store has does not take over") {
  const RedisServer redis;
  const LiveStore place{redis.uri()};
  const std::string other_machine = (place.directory() / "state-of-another-machine").string();
  auto leader = place.serve();
  auto standby = place.serve({"--standby", "--state", other_machine});
  const auto acknowledged = book_for(leader, 1, 3);
  await_metric(standby, "offpeak_sequence", static_cast<double>(acknowledged));
  kill(leader);
  redis.command({"FLUSHALL"});
  CHECK(standby.wait() == exit_behind);
  CHECK(contains(standby.log(), "event=store_behind had=" + std::to_string(acknowledged)));
  check_refused(place.try_to_serve({"--standby", "--state", other_machine}), 0, acknowledged);

  // The one that leads accepts the loss and goes on; its standby, which has a mark of its own, does
  // so too, behind the same place.
  auto next = place.serve({"--accept-loss-up-to", "0"});
  book_for(next, 1, 1);
  CHECK(place.try_to_serve({"--standby", "--state", other_machine}).code == exit_behind);
  auto follower = place.serve({"--standby", "--state", other_machine, "--accept-loss-up-to", "0"});
  await_metric(follower, "offpeak_sequence", 2);
  kill(next);
  auto client = follower.connect();
  CHECK(ask_until(client, "/readyz", "", [](const HttpReply& reply) {
          return reply.status == 200;
        }).status == 200);
  CHECK(has_booked(follower, 1));
  stop(follower);
}

TEST_CASE("A damaged mark stops nobody whose store has a history, and warns") {
  const RedisServer redis;
  const LiveStore place{redis.uri()};
  const auto spoil_marks = [&] {
    const auto marks = marks_in(place.directory() / "state");
    REQUIRE(marks.size() == 1);
    spoil(marks.front());
  };
  {
    auto server = place.serve();
    book_for(server, 1, 2);
    kill(server);
  }
  spoil_marks();
  {
    auto server = place.serve();
    CHECK(contains(server.log(), "event=high_water_damaged"));
    CHECK(has_booked(server, 2));
    kill(server);
  }
  spoil_marks();
  const auto inspected =
      place.inspect({"--verify", "--state", (place.directory() / "state").string()});
  CHECK(inspected.code == 3);
  CHECK(contains(inspected.errors, "a mark cannot be read: "));
  redis.command({"FLUSHALL"});
  const auto outcome = place.try_to_serve();
  CHECK(outcome.code == exit_behind);
  CHECK(contains(outcome.errors, "up to sequence unknown"));
  auto server = place.serve({"--accept-loss-up-to", "0"});
  stop(server);
}

// Backup, restore and copy, by the program itself, beside servers that take bookings meanwhile.
#include <doctest/doctest.h>

#include <atomic>
#include <boost/json.hpp>
#include <filesystem>
#include <fstream>
#include <thread>

#include "tests/api/requests.hpp"
#include "tests/main/live_store.hpp"
#include "tests/support/redis_server.hpp"

using namespace offpeak::testing;
namespace fs = std::filesystem;
namespace json = boost::json;

namespace {

const std::vector<std::string> frequent{"--snapshot-events", "20", "--snapshot-minutes", "0"};

json::object object_of(const std::string& line) { return json::parse(line).as_object(); }

/// A run that is expected to do it; its lines.
std::vector<json::object> done(std::vector<std::string> arguments) {
  const auto outcome = run_program(std::move(arguments));
  CHECK(outcome.errors == "");
  REQUIRE(outcome.code == 0);
  std::vector<json::object> lines;
  for (const auto& line : outcome.lines()) lines.push_back(object_of(line));
  return lines;
}

/// A run that is expected to refuse; what it says.
std::string refused(std::vector<std::string> arguments) {
  const auto outcome = run_program(std::move(arguments));
  CHECK(outcome.code == 3);
  CHECK(outcome.output == "");
  return outcome.errors;
}

std::string hash_of(const LiveStore& place) { return place.inspect({"--hash"}).output; }

/// What citizen `n` of the bookings below is told of the own appointments.
std::string appointments_of(const ServerProcess& server, std::uint64_t n) {
  auto client = server.connect();
  const auto reply = client.post(
      "/v1/tokens", R"({"id_type":"resident","id_number":")" + resident_number(n) + R"("})");
  REQUIRE(reply.status == 201);
  const auto mine = client.get("/v1/me/appointments", reply.text("token"));
  REQUIRE(mine.status == 200);
  CHECK(contains(mine.body, "\"id\""));
  return mine.body;
}

/// Citizens book one after the other until this goes.
class Load {
 public:
  Load(const ServerProcess& server, std::uint64_t first)
      : acknowledged_{first}, thread_{[this, &server] {
          try {
            while (!is_over_) {
              const std::uint64_t n = acknowledged_;
              book(server, n, n + 1);
              acknowledged_ = n + 1;
            }
          } catch (const std::exception& error) {
            failure_ = error.what();
            is_over_ = true;
          }
        }} {}
  Load(const Load&) = delete;
  Load& operator=(const Load&) = delete;
  ~Load() {
    is_over_ = true;
    thread_.join();
    CHECK(failure_ == "");
  }

  /// The citizens before this one have been told that they are booked.
  std::uint64_t acknowledged() const { return acknowledged_; }
  void await(std::uint64_t n) const {
    await_until("bookings", [&] { return acknowledged_ >= n || is_over_; });
  }

 private:
  std::atomic<std::uint64_t> acknowledged_;
  std::atomic<bool> is_over_{false};
  std::string failure_;
  std::thread thread_;
};

/// The keys go with a store, as the documentation says.
void take_keys(const LiveStore& from, const LiveStore& to) {
  fs::copy(from.directory() / "keys", to.directory() / "keys");
}

/// Backs up beside a server under load, restores elsewhere, and compares what the server restored
/// with it says.
void check_backup_under_load(const LiveStore& place, const LiveStore& elsewhere) {
  auto server = place.serve();
  book(server, 0, 3);
  const auto file = (place.directory() / "backup").string();
  std::uint64_t before = 0;
  std::int64_t sequence = 0;
  {
    const Load load{server, 3};
    load.await(10);
    before = load.acknowledged();
    const auto made = done({"backup", place.uri(), file});
    REQUIRE(made.size() == 1);
    sequence = made[0].at("sequence").as_int64();
    load.await(before + 10);  // it went on
    // Each booking is two events.
    CHECK(sequence >= static_cast<std::int64_t>(2 * before));
    const auto restored = done({"restore", file, elsewhere.uri()});
    REQUIRE(restored.size() == 2);
    for (const auto& line : restored) {
      CHECK(line.at("hash").as_string() == made[0].at("hash").as_string());
      CHECK(line.at("sequence").as_int64() == sequence);
    }
  }
  take_keys(place, elsewhere);
  CHECK(elsewhere.inspect({"--verify", "--expect-sequence", std::to_string(sequence)}).code == 0);
  auto other = elsewhere.serve();
  for (std::uint64_t n = 0; n < before; ++n) {
    CHECK(appointments_of(other, n) == appointments_of(server, n));
  }
  book(other, 500, 501);  // and it goes on
  stop(other);
  stop(server);
}

TEST_CASE("A backup of a SQLite store under load has every booking acknowledged before it began") {
  check_backup_under_load(LiveStore{}, LiveStore{});
}

TEST_CASE("A backup of a Redis store under load has every booking acknowledged before it began") {
  const RedisServer redis;
  const RedisServer other;
  check_backup_under_load(LiveStore{redis.uri()}, LiveStore{other.uri()});
}

/// Fills a Redis so that its journal has lost its beginning behind two snapshots.
void fill_and_trim(const LiveStore& place, const RedisServer& redis) {
  auto server = place.serve(frequent);
  for (std::uint64_t booked = 20; booked <= 60; booked += 20) {
    book(server, booked - 20, booked);
    await_metric(server, "offpeak_snapshot_sequence", static_cast<double>(2 * booked - 4));
  }
  await_until("a trimmed stream", [&] {
    return std::stoi(redis.command({"XLEN", "offpeak:{hangzhou}:journal"})) < 60;
  });
  book(server, 60, 62);
  stop(server);
}

TEST_CASE("A trimmed journal and its snapshot go from Redis to SQLite, back, and into a file") {
  const RedisServer redis{{"--stream-node-max-entries", "5"}};
  const RedisServer second;
  const RedisServer third;
  const LiveStore origin{redis.uri()};
  fill_and_trim(origin, redis);
  const auto hash = hash_of(origin);
  const LiveStore file;
  const auto copied = done({"copy", origin.uri(), file.uri()});
  REQUIRE(copied.size() == 2);
  CHECK(copied[0].at("hash").as_string() == copied[1].at("hash").as_string());
  CHECK(std::string{copied[0].at("hash").as_string()} + "\n" == hash);
  CHECK(copied[0].at("snapshot").is_int64());
  CHECK(hash_of(file) == hash);
  CHECK(contains(file.inspect({"--verify"}).output, "\"trimmed\":true"));

  const LiveStore back{second.uri()};
  CHECK(done({"copy", file.uri(), back.uri()}).size() == 2);
  CHECK(hash_of(back) == hash);
  // The epoch of the one before is not taken again.
  CHECK(object_of(back.inspect().output).at("epoch").as_int64() == 1);

  const auto backup = (origin.directory() / "backup").string();
  CHECK(done({"backup", origin.uri(), backup})[0].at("snapshot").is_int64());
  const LiveStore restored{third.uri()};
  done({"restore", backup, restored.uri()});
  CHECK(hash_of(restored) == hash);
  CHECK(object_of(restored.inspect().output).at("epoch").as_int64() == 2);

  // All of them can be served from and go on.
  for (const auto* place : {&file, &back, &restored}) {
    take_keys(origin, *place);
    auto server = place->serve();
    CHECK(logged(server.log(), "recovered", "hash") + "\n" == hash);
    CHECK(contains(appointments_of(server, 61), "\"id\""));
    book(server, 100, 102);
    stop(server);
    CHECK(place->inspect({"--verify"}).code == 0);
  }
}

TEST_CASE("Nothing is restored or copied over what is there, and nothing half") {
  const LiveStore place;
  {
    auto server = place.serve();
    book(server, 0, 3);
    stop(server);
  }
  const auto hash = hash_of(place);
  const auto backup = (place.directory() / "backup").string();
  done({"backup", place.uri(), backup});
  CHECK(contains(refused({"backup", place.uri(), backup}), "is already there"));
  done({"backup", "--replace", place.uri(), backup});

  CHECK(contains(refused({"restore", backup, place.uri()}),
                 "the store is not empty: there is " + place.uri().substr(7)));
  CHECK(contains(refused({"copy", place.uri(), place.uri()}), "the store is not empty"));
  CHECK(hash_of(place) == hash);

  const RedisServer redis;
  const LiveStore other{redis.uri()};
  done({"copy", place.uri(), other.uri()});
  CHECK(contains(refused({"restore", backup, other.uri()}),
                 "has the key offpeak:{hangzhou}:journal"));
  CHECK(hash_of(other) == hash);

  // A snapshot that was left behind is a store's too.
  const LiveStore leftover;
  std::ofstream{leftover.directory() / "offpeak.db.snapshot-00000000000000000007"} << "x";
  CHECK(contains(refused({"restore", backup, leftover.uri()}), "snapshot-00000000000000000007"));

  // A damaged one leaves neither a journal nor anything half.
  fs::resize_file(backup, fs::file_size(backup) - 1);
  const LiveStore empty;
  CHECK(contains(refused({"restore", backup, empty.uri()}), "the backup is cut short"));
  CHECK(fs::is_empty(empty.directory()));
  CHECK(redis.command({"DEL", "offpeak:{hangzhou}:journal"}) == "1");
  CHECK(contains(refused({"restore", backup, other.uri()}), "the backup is cut short"));
  CHECK(redis.command({"KEYS", "offpeak:{hangzhou}:*"}) == "");
  CHECK(contains(refused({"restore", "/nowhere", empty.uri()}), "No such file"));
}

TEST_CASE("Verify changes no copy, and says whether anything vouches for the newest records") {
  const LiveStore place;
  auto server = place.serve();
  book(server, 0, 3);
  const LiveStore copy;
  fs::copy_file(place.directory() / "offpeak.db", copy.directory() / "offpeak.db");
  const auto before = fs::last_write_time(copy.directory() / "offpeak.db");

  // Its log is missing, so it lacks what was acknowledged. By itself it is sound.
  const auto alone = copy.inspect({"--verify"});
  CHECK(alone.code == 0);
  const auto verdict = object_of(alone.lines().back());
  CHECK(verdict.at("sequence").as_int64() == 0);
  CHECK(contains(verdict.at("newest_records").as_string().c_str(), "nothing vouches for them"));

  const auto expected = copy.inspect({"--verify", "--expect-sequence", "6"});
  CHECK(expected.code == 3);
  const auto refusal = object_of(expected.lines().back());
  CHECK_FALSE(refusal.at("verified").as_bool());
  CHECK(contains(refusal.at("newest_records").as_string().c_str(),
                 "missing, says --expect-sequence (6)"));
  CHECK(fs::last_write_time(copy.directory() / "offpeak.db") == before);
  CHECK(std::distance(fs::directory_iterator{copy.directory()}, {}) == 1);

  fs::copy_file(place.directory() / "offpeak.db-wal", copy.directory() / "offpeak.db-wal");
  CHECK(copy.inspect({"--verify", "--expect-sequence", "6"}).code == 0);
  CHECK(std::distance(fs::directory_iterator{copy.directory()}, {}) == 2);
  stop(server);
}

}  // namespace

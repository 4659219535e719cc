// `offpeak inspect`, on what a server has left behind.
#include <doctest/doctest.h>

#include <boost/json.hpp>
#include <set>

#include "tests/main/live_store.hpp"
#include "tests/support/redis_server.hpp"

using namespace offpeak::testing;
namespace json = boost::json;

namespace {

/// Some snapshots, and events behind the last.
const std::vector<std::string> frequent{"--snapshot-events", "5", "--snapshot-minutes", "0"};

/// What a server did before it was stopped.
struct Life {
  std::string log;
  Secrets secrets;
};

/// All of whose events stay.
Life live(const LiveStore& place) {
  auto options = frequent;
  options.insert(options.end(), {"--trim-journal", "off"});
  auto server = place.serve(options);
  Life life;
  life.secrets = live_a_little(server);
  await_metric(server, "offpeak_snapshots_total", 1);
  for (auto& secret : book(server, 0, 20)) life.secrets.push_back(secret);
  await_metric(server, "offpeak_snapshots_total", 2);
  for (auto& secret : book(server, 20, 24)) life.secrets.push_back(secret);
  life.log = stop(server);
  return life;
}

json::object object_of(const std::string& line) { return json::parse(line).as_object(); }

void check_summary(const LiveStore& place, const Life& life, std::int64_t epoch) {
  const auto outcome = place.inspect();
  CHECK(outcome.errors == "");
  REQUIRE(outcome.code == 0);
  const auto summary = object_of(outcome.output);
  CHECK(summary.at("sequence").as_int64() == std::stoll(logged(life.log, "stopped", "sequence")));
  CHECK(summary.at("epoch").as_int64() == epoch);
  CHECK(summary.at("hash").as_string() == logged(life.log, "stopped", "hash"));
  CHECK(summary.at("last_event_at").as_string() == "2026-06-13T08:00:00+08:00");
  const auto& counts = summary.at("counts").as_object();
  // One of the five who lived a little moved: two appointments.
  CHECK(counts.at("appointments").as_int64() == 24 + 5);
  CHECK(counts.at("citizens").as_int64() == 24 + 4);
  CHECK(counts.at("idempotency_keys").as_int64() == 1);
  CHECK(counts.at("waitlist_entries").as_int64() == 0);
  CHECK(counts.at("slots").as_int64() > 0);
  const auto& snapshots = summary.at("snapshots").as_array();
  REQUIRE(snapshots.size() == 2);
  CHECK(snapshots[0].as_int64() > snapshots[1].as_int64());

  const auto hash = place.inspect({"--hash"});
  CHECK(hash.code == 0);
  CHECK(hash.output == logged(life.log, "stopped", "hash") + "\n");
}

/// The kinds of events that it shows.
std::set<std::string> check_events(const LiveStore& place, const Life& life) {
  const auto outcome = place.inspect({"--events"});
  CHECK(outcome.errors == "");
  REQUIRE(outcome.code == 0);
  std::set<std::string> kinds;
  std::int64_t last = 0;
  for (const auto& line : outcome.lines()) {
    const auto event = object_of(line);
    const auto sequence = event.at("sequence").as_int64();
    CHECK((last == 0 || sequence == last + 1));
    last = sequence;
    kinds.insert(event.at("event").as_string().c_str());
  }
  CHECK(last == std::stoll(logged(life.log, "stopped", "sequence")));
  REQUIRE(life.secrets.size() > 50);
  for (const auto& secret : life.secrets) {
    CHECK_MESSAGE(!contains(outcome.output, secret), secret);
    CHECK_MESSAGE(!contains(life.log, secret), secret);
  }
  return kinds;
}

/// A line for each way to the present, then the verdict.
void check_verified(const LiveStore& place, const Life& life, const std::vector<std::string>& ways,
                    bool trimmed) {
  const auto outcome = place.inspect({"--verify"});
  CHECK(outcome.errors == "");
  CHECK(outcome.code == 0);
  const auto lines = outcome.lines();
  REQUIRE(lines.size() == ways.size() + 1);
  for (std::size_t i = 0; i < ways.size(); ++i) {
    const auto way = object_of(lines[i]);
    CAPTURE(lines[i]);
    CHECK(contains(way.at("from").as_string().c_str(), ways[i]));
    CHECK(way.at("hash").as_string() == logged(life.log, "stopped", "hash"));
  }
  const auto verdict = object_of(lines.back());
  CHECK(verdict.at("verified").as_bool());
  CHECK(verdict.at("trimmed").as_bool() == trimmed);
}

const std::set<std::string> lived{"acted",      "booked",      "cancelled",  "confirmed",    "held",
                                  "hold_ended", "rescheduled", "remembered", "meaning_noted"};

}  // namespace

TEST_CASE("What inspect says of a SQLite store is what the server knew when it stopped") {
  const LiveStore place;
  const auto life = live(place);
  check_summary(place, life, 0);
  const auto kinds = check_events(place, life);
  CHECK(kinds == lived);
  check_verified(place, life, {"start", "snapshot ", "snapshot "}, false);
  // It changes nothing.
  check_summary(place, life, 0);
}

TEST_CASE("What inspect says of a Redis store is what the server knew when it stopped") {
  // Redis trims whole nodes: of so many entries and bytes, none is full, however the commits fell.
  const RedisServer redis{
      {"--stream-node-max-entries", "10000", "--stream-node-max-bytes", "1048576"}};
  const LiveStore place{redis.uri()};
  const auto life = live(place);
  check_summary(place, life, 1);
  const auto kinds = check_events(place, life);
  CHECK(kinds == lived);
  check_verified(place, life, {"start", "snapshot ", "snapshot "}, false);
}

TEST_CASE("A stream that was trimmed behind its snapshots is verified from these") {
  const RedisServer redis{{"--stream-node-max-entries", "5"}};
  const LiveStore place{redis.uri()};
  auto server = place.serve(frequent);
  Life life;
  // Snapshots are awaited one after the other, because a shadow that is behind skips those that
  // were due on its way. Each booking is two events, so the last snapshot is at most four events
  // old.
  for (std::uint64_t booked = 20; booked <= 60; booked += 20) {
    for (auto& secret : book(server, booked - 20, booked)) life.secrets.push_back(secret);
    await_metric(server, "offpeak_snapshot_sequence", static_cast<double>(2 * booked - 4));
  }
  await_until("a trimmed stream", [&] {
    return std::stoi(redis.command({"XLEN", "offpeak:{hangzhou}:journal"})) < 60;
  });
  life.log = stop(server);
  check_verified(place, life, {"snapshot ", "snapshot "}, true);
  const auto kinds = check_events(place, life);
  CHECK(kinds == std::set<std::string>{"acted", "booked"});
  const auto events = place.inspect({"--events"}).lines();
  REQUIRE_FALSE(events.empty());
  CHECK(object_of(events.front()).at("sequence").as_int64() > 1);
  CHECK(place.inspect({"--hash"}).output == logged(life.log, "stopped", "hash") + "\n");
  // The next start needs no more than that.
  auto next = place.serve();
  CHECK(logged(next.log(), "recovered", "hash") == logged(life.log, "stopped", "hash"));
}

TEST_CASE("Inspect looks at a Redis store beside the server that leads on it") {
  const RedisServer redis;
  const LiveStore place{redis.uri()};
  auto server = place.serve();
  book(server, 0, 3);
  CHECK(object_of(place.inspect().output).at("sequence").as_int64() ==
        std::stoll(after_events(6)));  // of each booking also who made it
  CHECK(place.inspect({"--verify"}).code == 0);
  book(server, 3, 4);  // it still leads
  CHECK(logged(stop(server), "stopped", "sequence") == after_events(8));
}

TEST_CASE("Inspect looks at a SQLite store beside its server, and makes none where there is none") {
  const LiveStore place;
  CHECK(place.inspect().code == 3);
  CHECK(contains(place.inspect().errors, "there is no store at"));
  CHECK_FALSE(std::filesystem::exists(place.directory() / "offpeak.db"));
  auto server = place.serve();
  book(server, 0, 3);
  CHECK(object_of(place.inspect().output).at("sequence").as_int64() == std::stoll(after_events(6)));
  CHECK(place.inspect({"--verify"}).code == 0);
  CHECK(place.inspect({"--events"}).lines().size() == std::stoull(after_events(6)));
  book(server, 3, 4);  // it still writes
  CHECK(place.inspect({"--hash"}).code == 0);
  CHECK(logged(stop(server), "stopped", "sequence") == after_events(8));
}

// A machine is down while people were to come: nobody is punished for a window that fell into it,
// and everybody is for the others.
#include <doctest/doctest.h>
#include <sys/stat.h>

#include <filesystem>

#include "tests/api/requests.hpp"
#include "tests/main/live_store.hpp"
#include "tests/support/faked_clock.hpp"
#include "tests/support/redis_server.hpp"

using namespace offpeak::testing;
using namespace std::chrono_literals;
using offpeak::config::Instant;
namespace fs = std::filesystem;

namespace {

Instant on(const std::string& date, const std::string& time) {
  return *offpeak::config::parse_instant("2026-06-" + date + "T" + time + "+08:00");
}

struct Booked {
  std::string id;
  std::string code;
};

Booked book(const ServerProcess& server, std::uint64_t citizen, const std::string& start) {
  auto client = server.connect();
  const auto reply = client.post(
      "/v1/appointments", wish(documents("2026-06-16", start), {{citizen}}), server.token("admin"));
  REQUIRE_MESSAGE(reply.status == 201, reply.body);
  return {reply.text("id"), reply.text("code")};
}

std::string status_of(const ServerProcess& server, const Booked& booked) {
  return server.connect().get("/v1/appointments/" + booked.id).text("status");
}

HttpReply check_in(const ServerProcess& server, const Booked& booked) {
  auto client = server.connect();
  return client.post("/v1/halls/330100/check-ins", code_body(booked.code), server.token("kiosk"));
}

/// A city whose mark lies in `directory`, under a clock that can be set.
struct Place {
  offpeak::store::tests::TemporaryDirectory directory;
  FakedClock clock{directory.path(), on("16", "08:20:00")};

  ServerProcess serve(const std::vector<std::string>& options = {},
                      const std::string& log = "log") const {
    return ServerProcess{ServerSetup{
        .directory = directory.path(), .options = options, .log = log, .program = clock.program()}};
  }

  /// The kernel dates a file by the real clock: each server has noted that somebody leads, by its
  /// own, once all marks bear that date.
  void await_noted() const {
    await_until("a mark is not dated by the server's clock", [this] {
      bool all_noted = true;
      for (const auto& entry : fs::recursive_directory_iterator{directory.path()}) {
        if (!contains(entry.path().filename().string(), ".high-water")) continue;
        struct stat status {};
        if (stat(entry.path().c_str(), &status) != 0) continue;
        const auto now = std::chrono::floor<std::chrono::seconds>(clock.now());
        const auto noted = std::chrono::sys_seconds{std::chrono::seconds{status.st_mtim.tv_sec}};
        all_noted = all_noted && noted > now - 30s && noted < now + 30s;
      }
      return all_noted;
    });
  }
};

std::string outages_in(const Place& place) {
  return run_program({"inspect", "sqlite:" + (place.directory / "offpeak.db").string(), "--events"})
      .output;
}

}  // namespace

TEST_CASE("Whoever was to come while the machine was down may come until the evening") {
  Place place;
  Booked lost;
  Booked late;
  Booked cut;
  Booked after;
  {
    auto server = place.serve();
    lost = book(server, 1, "0830");
    late = book(server, 2, "1000");
    cut = book(server, 3, "1030");
    after = book(server, 4, "1500");
    place.await_noted();
    server.kill();
    server.wait();
  }
  place.clock.set(on("16", "11:00:00"));
  auto server = place.serve();
  for (const auto& booked : {lost, late, cut, after}) CHECK(status_of(server, booked) == "booked");
  CHECK(contains(outages_in(place), "outage_noted"));  // before anything was answered
  place.clock.pass(server, on("16", "17:00:00"));
  for (const auto& booked : {lost, late, cut}) CHECK(status_of(server, booked) == "booked");
  CHECK(status_of(server, after) == "no_show");
  const auto came = check_in(server, late);
  CHECK_MESSAGE(came.status == 201, came.body);
  place.clock.pass(server, on("17", "00:10:00"));
  CHECK(status_of(server, lost) == "excused");
  CHECK(status_of(server, cut) == "excused");
  CHECK(status_of(server, after) == "no_show");
  CHECK(status_of(server, late) == "left");  // nobody served them
  stop(server);
}

TEST_CASE("A night without requests, and a planned restart, are no outages") {
  Place place;
  place.clock.set(on("15", "20:00:00"));
  Booked absent;
  {
    auto server = place.serve();
    absent = book(server, 1, "0830");
    place.clock.pass(server, on("16", "08:20:00"));
    place.await_noted();
    stop(server);
  }
  place.clock.move(5s);
  {
    auto server = place.serve();
    place.clock.pass(server, on("16", "08:50:00"));
    place.await_noted();
    server.kill();
    server.wait();
  }
  place.clock.move(5s);
  auto server = place.serve();
  CHECK_FALSE(contains(outages_in(place), "outage_noted"));
  place.clock.pass(server, on("16", "12:00:00"));
  CHECK(status_of(server, absent) == "no_show");
  stop(server);
}

TEST_CASE("A standby that takes over late knows how long nobody led") {
  Place place;
  RedisServer redis;
  redis.command({"ACL", "SETUSER", "default", "-time"});  // its clock is the real one
  const std::vector<std::string> store{"--store", redis.uri()};
  auto leader = place.serve(store);
  const auto lost = book(leader, 1, "0830");
  auto standby_options = store;
  standby_options.emplace_back("--standby");
  auto standby = place.serve(standby_options, "standby");
  standby.await_log("event=standing_by");
  place.await_noted();

  leader.kill();
  leader.wait();
  redis.freeze();
  const auto frozen_at = std::chrono::steady_clock::now();
  place.clock.pass(standby, on("16", "11:00:00"));
  // By Redis' own clock, which nobody sets.
  await_until("the lease of a dead leader does not lapse",
              [&] { return std::chrono::steady_clock::now() - frozen_at > 4s; });
  redis.thaw();
  standby.await_log("event=took_over");
  CHECK(status_of(standby, lost) == "booked");
  place.clock.pass(standby, on("16", "12:00:00"));
  CHECK(status_of(standby, lost) == "booked");
  place.clock.pass(standby, on("17", "00:10:00"));
  CHECK(status_of(standby, lost) == "excused");
  stop(standby);
}

// The system's clock is set far off while a server runs: it believes no such time, decides nothing
// by it, and goes on as before when the clock is right again.
#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>

#include "tests/api/requests.hpp"
#include "tests/main/live_store.hpp"
#include "tests/support/faked_clock.hpp"
#include "tests/support/redis_server.hpp"
#include "tests/support/source_path.hpp"

using namespace offpeak::testing;
using namespace std::chrono_literals;
using offpeak::config::Instant;

namespace {

Instant at(const std::string& time) {
  return *offpeak::config::parse_instant("2026-06-16T" + time + "+08:00");
}

/// A server at 08:20 of a day on which the halls are open, under a clock that can be set.
struct Place {
  offpeak::store::tests::TemporaryDirectory directory;
  FakedClock clock{directory.path(), at("08:20:00")};

  ServerProcess serve(const std::string& config = source_path("config/hangzhou.yaml")) const {
    return ServerProcess{
        ServerSetup{.directory = directory.path(), .config = config, .program = clock.program()}};
  }
};

/// The city with limits on citizens that a machine, however slow, exceeds, and that take longer to
/// be refilled by half than a test may last.
std::string slowly_refilled(const std::filesystem::path& directory) {
  const auto folder = directory / "config";
  std::filesystem::copy(source_path("config"), folder, std::filesystem::copy_options::recursive);
  const auto file = folder / "hangzhou.yaml";
  auto text = read_file(file);
  const auto replace = [&text](const std::string& from, const std::string& to) {
    REQUIRE(text.find(from) != std::string::npos);
    text.replace(text.find(from), from.size(), to);
  };
  replace("citizen_rate_per_second: 5", "citizen_rate_per_second: 1");
  replace("citizen_burst: 30", "citizen_burst: 100");
  std::ofstream{file} << text;
  return file.string();
}

std::string book(const ServerProcess& server, std::uint64_t citizen, const std::string& slot) {
  auto client = server.connect();
  const auto reply =
      client.post("/v1/appointments", wish(slot, {{citizen}}), server.token("admin"));
  REQUIRE_MESSAGE(reply.status == 201, reply.body);
  return reply.text("id");
}

/// The core answers it after whatever is due.
std::string status_of(const ServerProcess& server, const std::string& id) {
  return server.connect().get("/v1/appointments/" + id).text("status");
}

HttpReply readiness(const ServerProcess& server) { return server.connect().get("/readyz"); }

/// It may be starting still.
bool is_ready(const ServerProcess& server) {
  auto client = server.connect();
  return ask_until(client, "/readyz", "", [](const HttpReply& reply) {
           return reply.status == 200;
         }).status == 200;
}

int try_to_hold(const ServerProcess& server, std::uint64_t citizen) {
  auto client = server.connect();
  return client
      .post("/v1/holds", wish(documents("2026-06-17", "1000"), {{citizen}}), server.token("admin"))
      .status;
}

/// What a jump must leave as it is, and how it ends.
void check_jump(Place& place, std::chrono::milliseconds by) {
  auto server = place.serve();
  const auto today = book(server, 1, documents("2026-06-16", "1000"));
  const auto tomorrow = book(server, 2, documents("2026-06-17", "0900"));
  CHECK(try_to_hold(server, 3) == 201);

  place.clock.move(by);
  const auto told = readiness(server);
  CHECK(told.status == 503);
  CHECK(told.text("status") == "clock_jumped");
  CHECK(try_to_hold(server, 4) == 503);
  CHECK(status_of(server, today) == "booked");
  CHECK(status_of(server, tomorrow) == "booked");
  server.await_log("event=clock_jumped");
  CHECK(await_metric(server, "offpeak_clock_jumped", 1) == 1);
  CHECK(status_of(server, today) == "booked");

  place.clock.move(-by);
  CHECK(is_ready(server));
  CHECK(try_to_hold(server, 5) == 201);
  CHECK(status_of(server, today) == "booked");
  server.await_log("event=clock_right_again");
  stop(server);

  // Nothing stands in the store that a right clock has not reached.
  auto again = place.serve();
  CHECK(status_of(again, today) == "booked");
  CHECK(try_to_hold(again, 6) == 201);
  stop(again);
}

}  // namespace

TEST_CASE("A clock that is a day ahead for a moment makes nobody a no-show") {
  Place place;
  check_jump(place, 24h);
}

TEST_CASE("A clock that is set back for a moment stops nothing for good") {
  Place place;
  check_jump(place, -3h);
}

TEST_CASE("A server that is stopped while the clock is wrong starts when it is right") {
  Place place;
  std::string id;
  {
    auto server = place.serve();
    id = book(server, 1, documents("2026-06-16", "1000"));
    place.clock.move(24h);
    CHECK(readiness(server).status == 503);
    stop(server);
  }
  place.clock.move(-24h);
  auto server = place.serve();
  CHECK(status_of(server, id) == "booked");
  stop(server);
}

TEST_CASE("A clock that was wrong at the start is believed after a restart") {
  Place place;
  place.clock.move(-1h);
  {
    auto server = place.serve();
    book(server, 1, documents("2026-06-16", "1000"));
    place.clock.move(1h);
    CHECK(readiness(server).text("status") == "clock_jumped");
    stop(server);
  }
  auto server = place.serve();
  CHECK(is_ready(server));
  CHECK(try_to_hold(server, 2) == 201);
  stop(server);
}

TEST_CASE("A machine whose clock is far from its store's does not lead, nor stand by") {
  const RedisServer redis;
  const LiveStore place{redis.uri()};
  const auto right = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
  const auto start = [&](std::chrono::seconds apart, const std::vector<std::string>& more) {
    const FakedClock clock{
        place.directory(),
        std::chrono::time_point_cast<offpeak::config::milliseconds>(right + apart)};
    std::vector<std::string> command{"serve",
                                     "--config",
                                     source_path("config/hangzhou.yaml"),
                                     "--store",
                                     place.uri(),
                                     "--listen",
                                     "127.0.0.1:0",
                                     "--keys",
                                     (place.directory() / "keys").string(),
                                     "--state",
                                     (place.directory() / "state").string(),
                                     "--simulations",
                                     ""};
    command.insert(command.end(), more.begin(), more.end());
    return run_program(command, clock.program());
  };
  for (const auto& more : {std::vector<std::string>{}, std::vector<std::string>{"--standby"}}) {
    const auto ahead = start(1h, more);
    CHECK(ahead.code == 3);
    CHECK(contains(ahead.errors, "ahead of the store's: set the wrong one right"));
    const auto behind = start(-1h, more);
    CHECK(behind.code == 3);
    CHECK(contains(behind.errors, "behind the store's"));
  }
  CHECK(redis.command({"KEYS", "*journal*"}) == "");
}

TEST_CASE("A clock that goes astray by steps that are believed is found by the store's") {
  const RedisServer redis;
  const LiveStore place{redis.uri()};
  FakedClock clock{place.directory(), std::chrono::floor<offpeak::config::milliseconds>(
                                          std::chrono::system_clock::now())};
  auto server = ServerProcess{ServerSetup{.directory = place.directory(),
                                          .options = {"--store", place.uri()},
                                          .program = clock.program()}};
  CHECK(is_ready(server));
  clock.move(100s);
  CHECK(is_ready(server));
  clock.move(100s);
  server.await_log("event=clock_jumped");
  CHECK(readiness(server).text("status") == "clock_jumped");
  clock.move(-200s);
  server.await_log("event=clock_right_again");
  CHECK(is_ready(server));
  stop(server);
}

TEST_CASE("A small step of the clock is believed, and gives nobody more requests") {
  Place place;
  auto server = place.serve(slowly_refilled(place.directory.path()));
  auto client = server.connect();
  const auto hold = [&](std::uint64_t citizen) {
    const auto reply = client.post("/v1/holds", wish(documents("2026-06-17", "1000"), {{citizen}}),
                                   server.token("admin"));
    REQUIRE_MESSAGE(reply.status == 201, reply.body);
    return *offpeak::config::parse_instant(reply.text("expires_at"));
  };
  const auto before = hold(1);
  // A kiosk's number is limited most slowly.
  const auto signed_in = client.post(
      "/v1/tokens", R"({"id_type":"resident","id_number":")" + resident_number(9) + R"("})");
  REQUIRE_MESSAGE(signed_in.status == 201, signed_in.body);
  const auto mine = [&] {
    return client.get("/v1/me/appointments", signed_in.text("token")).status;
  };
  int allowed = 0;
  while (mine() == 200 && allowed < 100'000) ++allowed;
  REQUIRE(allowed < 100'000);

  place.clock.move(100s);
  CHECK(is_ready(server));
  CHECK(hold(2) - before >= 100s);
  // The step would give all of it.
  int more = 0;
  while (mine() == 200 && more < allowed) ++more;
  CHECK(more < allowed / 2);
  stop(server);
}

// The citizen key is changed: whoever comes again is known by what they booked, and nothing that
// was given out before is worth less but own tokens of citizens, who sign in again.
#include <doctest/doctest.h>

#include <filesystem>

#include "tests/api/requests.hpp"
#include "tests/main/live_store.hpp"
#include "tests/support/redis_server.hpp"

using namespace offpeak::testing;
namespace fs = std::filesystem;

namespace {

constexpr int exit_usage = 2;
const std::string passport = R"({"id_type":"passport","id_number":"E12345678"})";

std::string resident(std::uint64_t n) { return R"({"id_number":")" + resident_number(n) + R"("})"; }

Outcome rotate(const fs::path& keys) {
  return run_program({"keys", "rotate", "--keys", keys.string()});
}

ServerProcess serve(const LiveStore& place, const std::string& forecasts = "on") {
  return ServerProcess{
      place.directory(),
      {"--store", place.uri(), "--clock", "2026-06-16T08:20:00+08:00@0", "--forecasts", forecasts}};
}

/// What one person does, with a connection of their own.
struct Citizen {
  Citizen(const ServerProcess& server, const std::string& document) : client{server.connect()} {
    const auto reply = client.post("/v1/tokens", document);
    REQUIRE_MESSAGE(reply.status == 201, reply.body);
    token = reply.text("token");
    key = reply.text("citizen");
  }
  HttpReply book(const std::string& slot) {
    return client.post("/v1/appointments",
                       R"({"slot":")" + slot +
                           R"(","applicants":[{"service":"passport_renewal","citizen":")" + key +
                           R"("}]})",
                       token);
  }
  std::vector<std::string> appointments() {
    std::vector<std::string> ids;
    const auto reply = client.get("/v1/me/appointments", token);
    REQUIRE_MESSAGE(reply.status == 200, reply.body);
    const auto list = reply.json();
    for (const auto& one : list.at("appointments").as_array()) {
      ids.emplace_back(one.at("id").as_string());
    }
    return ids;
  }

  HttpClient client;
  std::string token;
  std::string key;
};

HttpReply book_for(const ServerProcess& server, const std::string& slot,
                   const std::vector<Person>& party) {
  auto client = server.connect();
  return client.post("/v1/appointments", wish(slot, party), server.token("admin"));
}

int check_in(const ServerProcess& server, const std::string& body) {
  auto client = server.connect();
  return client.post("/v1/halls/330100/check-ins", body, server.token("kiosk")).status;
}

/// How many commands the core has decided.
double commands(const ServerProcess& server) {
  const auto reply = server.connect().get("/metrics");
  constexpr std::string_view name = "\noffpeak_commands_total ";
  const auto at = reply.body.find(name);
  REQUIRE(at != std::string::npos);
  return std::stod(reply.body.substr(at + name.size()));
}

using Ids = std::vector<std::string>;

}  // namespace

TEST_CASE("After the citizen key was changed everybody is known by what they booked") {
  const LiveStore place;
  const auto keys = place.directory() / "keys";
  std::string own;
  std::string family;
  std::string code;
  std::string joined;
  std::string token;
  std::string key;
  {
    auto server = serve(place);
    Citizen one{server, resident(1)};
    const auto booked = one.book(documents("2026-06-17", "0900"));
    REQUIRE_MESSAGE(booked.status == 201, booked.body);
    own = booked.text("id");
    token = one.token;
    key = one.key;
    const auto two = book_for(server, documents("2026-06-18", "0930"), {{2}, {3}});
    REQUIRE_MESSAGE(two.status == 201, two.body);
    family = two.text("id");
    const auto coming = book_for(server, documents("2026-06-16", "0830"), {{4}});
    REQUIRE_MESSAGE(coming.status == 201, coming.body);
    code = coming.text("code");
    REQUIRE(book_for(server, documents("2026-06-16", "0830"), {{5}}).status == 201);
    Citizen holder{server, passport};
    joined = holder.book(documents("2026-06-17", "1000")).text("id");
    REQUIRE_FALSE(joined.empty());
    auto client = server.connect();
    REQUIRE(client
                .post("/v1/persons/join",
                      R"({"person":)" + resident(6) + R"(,"document":)" + passport + "}",
                      server.token("hotline"))
                .status == 204);
    stop(server);
  }
  REQUIRE(rotate(keys).code == 0);
  const auto too_soon = rotate(keys);
  CHECK(too_soon.code == 1);
  CHECK(contains(too_soon.errors, "is still there"));
  {
    auto server = serve(place);
    CHECK(server.connect().get("/v1/me/appointments", token).status == 401);
    Citizen one{server, resident(1)};
    CHECK(one.key != key);
    CHECK(one.appointments() == Ids{own});
    CHECK(one.book(documents("2026-06-18", "1000")).text("code") == "already_booked");
    // Not even asked by number, and before anything else of theirs.
    CHECK(book_for(server, documents("2026-06-18", "1000"), {{7}, {3}}).text("code") ==
          "already_booked");
    Citizen three{server, resident(3)};
    CHECK(three.appointments() == Ids{family});
    Citizen two{server, resident(2)};
    CHECK(two.appointments() == Ids{family});
    CHECK(check_in(server, code_body(code)) == 201);
    CHECK(check_in(server, resident(5)) == 201);
    // Each of the two documents, the one that names nobody first.
    Citizen by_passport{server, passport};
    CHECK(by_passport.appointments() == Ids{joined});
    Citizen by_card{server, resident(6)};
    CHECK(by_card.appointments() == Ids{joined});
    stop(server);
  }
  // Whoever has come needs the old one no more; and the next change begins with the second key.
  fs::remove(keys / "citizen.old.key");
  REQUIRE(rotate(keys).code == 0);
  {
    auto server = serve(place);
    CHECK(Citizen{server, resident(1)}.appointments() == Ids{own});
    CHECK(Citizen{server, passport}.appointments() == Ids{joined});
    stop(server);
  }
  SUBCASE("the first key stays the one of codes") {
    fs::remove(keys / "citizen.old.key");
    fs::remove(keys / "installation.key");
    const auto refused = place.try_to_serve();
    CHECK(refused.code == exit_usage);
    CHECK(contains(refused.errors, "installation.key is not the one"));
  }
  SUBCASE("without the old key nobody goes back to the key of before") {
    fs::rename(keys / "citizen.old.key", keys / "citizen.key");
    const auto refused = place.try_to_serve();
    CHECK(refused.code == exit_usage);
    CHECK(contains(refused.errors, "the keys are not those that the store was written with"));
  }
}

TEST_CASE("Whoever comes again and again under a new key is renamed once") {
  const LiveStore place;
  {
    auto server = serve(place);
    REQUIRE(Citizen{server, resident(1)}.book(documents("2026-06-17", "0900")).status == 201);
    stop(server);
  }
  REQUIRE(rotate(place.directory() / "keys").code == 0);
  // Forecasts are commands too.
  auto server = serve(place, "off");
  Citizen one{server, resident(1)};
  CHECK(one.appointments().size() == 1);  // on the connection, and thread, of all that follow
  const auto before = commands(server);
  constexpr int times = 5;
  for (int n = 0; n < times; ++n) CHECK(one.appointments().size() == 1);
  CHECK(commands(server) - before == times);
}

TEST_CASE("A standby takes over with the new key, and does not stand by without it") {
  const RedisServer redis;
  const LiveStore place{redis.uri()};
  const auto keys = place.directory() / "keys";
  const auto before = place.directory() / "before";
  auto leader = place.serve();
  const auto booked = book_for(leader, documents("2026-06-17", "0900"), {{1}});
  REQUIRE(booked.status == 201);
  fs::copy(keys, before);
  REQUIRE(rotate(keys).code == 0);

  // The leader has the key of before until it hands over.
  auto standby = ServerProcess{ServerSetup{.directory = place.directory(),
                                           .options = place.serve_options({"--standby"}),
                                           .log = "standby"}};
  standby.await_log("event=standing_by");
  stop(leader);
  standby.await_log("event=took_over");
  CHECK(Citizen{standby, resident(1)}.appointments() == Ids{booked.text("id")});

  const auto try_to_follow = [&](const fs::path& folder) {
    return place.try_to_serve(
        {"--standby", "--keys", folder.string(), "--state", (folder / "state").string()});
  };
  const auto refused = try_to_follow(before);
  CHECK(refused.code == exit_usage);
  CHECK(contains(refused.errors, "the keys are not those that the store was written with"));

  // The store's beginning tells of the key of before, what follows of the one that counts.
  fs::remove(keys / "citizen.old.key");
  auto next = ServerProcess{ServerSetup{.directory = place.directory(),
                                        .options = place.serve_options({"--standby"}),
                                        .log = "next"}};
  next.await_log("event=standing_by");
  stop(standby);
  next.await_log("event=took_over");
  CHECK(Citizen{next, resident(1)}.appointments() == Ids{booked.text("id")});
  stop(next);
}

TEST_CASE("A key folder that was half changed is changed to the end") {
  const LiveStore place;
  const auto keys = place.directory() / "keys";
  std::string id;
  {
    auto server = place.serve();
    const auto booked = book_for(server, documents("2026-06-17", "0900"), {{1}});
    REQUIRE(booked.status == 201);
    id = booked.text("id");
    stop(server);
  }
  const auto first = read_file(keys / "citizen.key");
  fs::copy_file(keys / "citizen.key", keys / "installation.key");
  SUBCASE("the installation's key alone") {}
  SUBCASE("and the old one") { fs::copy_file(keys / "citizen.key", keys / "citizen.old.key"); }
  {
    auto server = place.serve();
    CHECK(Citizen{server, resident(1)}.appointments() == Ids{id});
    stop(server);
  }
  REQUIRE(rotate(keys).code == 0);
  CHECK(read_file(keys / "citizen.key") != first);
  CHECK(read_file(keys / "citizen.old.key") == first);
  CHECK(read_file(keys / "installation.key") == first);
  auto server = place.serve();
  CHECK(Citizen{server, resident(1)}.appointments() == Ids{id});
  stop(server);
}

TEST_CASE("Only a server's folder has keys to change") {
  const LiveStore place;
  const auto refused = rotate(place.directory() / "nothing");
  CHECK(refused.code == 1);
  CHECK(contains(refused.errors, "has no keys"));
}

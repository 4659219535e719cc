// A start with another configuration than the store was written with: what that would do to what is
// booked is told, is refused until somebody accepts it, and then happens. And a store of another
// city, or of other keys, is not led at all.
#include <doctest/doctest.h>

#include <filesystem>

#include "tests/api/requests.hpp"
#include "tests/main/changed_city.hpp"
#include "tests/main/live_store.hpp"
#include "tests/support/redis_server.hpp"

using namespace offpeak::testing;
namespace fs = std::filesystem;

namespace {

constexpr int exit_changes = 1;
constexpr int exit_usage = 2;
const char* const now = "2026-06-13T08:00:00+08:00";

std::string book(const ServerProcess& server, std::uint64_t citizen, const std::string& slot) {
  auto client = server.connect();
  const auto reply = client.post("/v1/appointments", wish(slot, {{citizen, "first_passport"}}),
                                 server.token("admin"));
  REQUIRE_MESSAGE(reply.status == 201, reply.body);
  return reply.text("id");
}

std::string status_of(const ServerProcess& server, const std::string& id) {
  auto client = server.connect();
  return client.get("/v1/appointments/" + id).text("status");
}

int remaining(const ServerProcess& server, const std::string& slot) {
  auto client = server.connect();
  const auto date = slot.substr(slot.find("2026"), 10);
  const auto list =
      client.get("/v1/slots?service=first_passport&hall=330100&from=" + date + "&to=" + date)
          .json()
          .at("slots")
          .as_array();
  for (const auto& one : list) {
    if (one.at("id").as_string() == slot) return static_cast<int>(one.at("remaining").as_int64());
  }
  return -1;
}

Outcome check(const ChangedCity& city, const LiveStore& place,
              const std::vector<std::string>& more = {}) {
  std::vector<std::string> arguments{"check-config", city.file(), "--against",
                                     place.uri(),    "--at",      now};
  arguments.insert(arguments.end(), more.begin(), more.end());
  return run_program(arguments);
}

/// The digest that accepts what `outcome` tells.
std::string digest_in(const Outcome& outcome) {
  const std::string before = "--accept-changes ";
  const auto text = outcome.output + outcome.errors;
  const auto at = text.find(before);
  REQUIRE(at != std::string::npos);
  return text.substr(at + before.size(), 16);
}

}  // namespace

TEST_CASE("Shorter hours displace who is booked behind them, once somebody has accepted it") {
  const LiveStore place;
  const ChangedCity city{place.directory()};
  const auto serve = [&](std::vector<std::string> more = {}) {
    more.insert(more.end(), {"--config", city.file()});
    return place.serve(more);
  };
  std::string late;
  std::string early;
  {
    auto server = serve();
    late = book(server, 1, documents("2026-06-16", "1700"));
    early = book(server, 2, documents("2026-06-16", "1000"));
    stop(server);
  }
  CHECK(check(city, place).code == 0);
  city.change("14:30-17:30", "14:30-17:00");

  const auto told = check(city, place, {"--list"});
  CHECK(told.code == exit_changes);
  CHECK(contains(told.output,
                 "hall 330100, 2026-06-16: 1 bookings outside opening hours: displaced"));
  CHECK(contains(told.output, "displaced " + late));
  CHECK_FALSE(contains(told.output, early));

  const auto refused = place.try_to_serve({"--config", city.file()});
  CHECK(refused.code == exit_usage);
  CHECK(contains(refused.errors, "outside opening hours"));
  CHECK(digest_in(refused) == digest_in(told));
  CHECK(
      place.try_to_serve({"--config", city.file(), "--accept-changes", "0123456789abcdef"}).code ==
      exit_usage);
  CHECK(place.try_to_serve({"--config", city.file(), "--accept-changes", "yes"}).code ==
        exit_usage);
  {
    auto server = serve({"--accept-changes", digest_in(told)});
    CHECK(status_of(server, late) == "displaced");
    CHECK(status_of(server, early) == "booked");
    stop(server);
  }
  // What was accepted is a matter of the past.
  auto server = serve();
  CHECK(status_of(server, late) == "displaced");
  stop(server);
  CHECK(check(city, place).code == 0);
}

TEST_CASE("Slots of another length do not offer twice what is booked") {
  const LiveStore place;
  const ChangedCity city{place.directory()};
  const auto at_ten = documents("2026-06-16", "1000");
  std::vector<std::string> booked;
  int before = 0;
  {
    auto server = place.serve({"--config", city.file()});
    before = remaining(server, at_ten);
    REQUIRE(before > 4);
    for (int i = 0; i < before; ++i) {
      booked.push_back(book(server, static_cast<std::uint64_t>(100 + i), at_ten));
    }
    CHECK(remaining(server, at_ten) == 0);
    stop(server);
  }
  city.change("slot_minutes: 30", "slot_minutes: 20");
  const auto told = check(city, place);
  CHECK(told.code == exit_changes);
  CHECK(contains(told.output, "hall 330100, 2026-06-16: " + std::to_string(before) +
                                  " bookings of slots of another length: kept"));
  auto server = place.serve({"--config", city.file(), "--accept-changes", digest_in(told)});
  for (const auto& id : booked) CHECK(status_of(server, id) == "booked");
  // From ten to half past ten nothing is left: the booked ones take what lies in these slots.
  CHECK(remaining(server, documents("2026-06-16", "0950")) <
        remaining(server, documents("2026-06-16", "0930")));
  CHECK(remaining(server, documents("2026-06-16", "1010")) == 0);
  stop(server);
}

TEST_CASE("A store belongs to one city, its codes mean one thing, and its keys are its own") {
  const LiveStore place;
  const ChangedCity city{place.directory()};
  {
    auto server = place.serve({"--config", city.file()});
    book(server, 1, documents("2026-06-16", "1000"));
    stop(server);
  }
  SUBCASE("another city") {
    city.change("city: hangzhou", "city: ningbo");
    const auto refused = place.try_to_serve({"--config", city.file()});
    CHECK(refused.code == exit_usage);
    CHECK(contains(refused.errors, "the store is another city's than ningbo"));
  }
  SUBCASE("a code that stood for another service") {
    city.change("code: 1\n    key: first_passport", "code: 31\n    key: first_passport");
    city.change("code: 2\n    key: ", "code: 1\n    key: ");
    const auto told = check(city, place);
    CHECK(told.code == exit_usage);
    CHECK(contains(told.output, "code 1: stood for something else before"));
    const auto refused = place.try_to_serve({"--config", city.file()});
    CHECK(refused.code == exit_usage);
    CHECK(contains(refused.errors, "give what is new a new code"));
  }
  SUBCASE("two services of one lane whose codes were exchanged") {
    city.change("key: passport_renewal", "key: passport_exchanged");
    city.change("key: passport_replacement", "key: passport_renewal");
    city.change("key: passport_exchanged", "key: passport_replacement");
    CHECK(check(city, place).code == exit_usage);
    const auto refused = place.try_to_serve({"--config", city.file()});
    CHECK(refused.code == exit_usage);
    CHECK(contains(refused.errors, "code 2: stood for something else before"));
  }
  SUBCASE("no keys, or others") {
    fs::rename(place.directory() / "keys", place.directory() / "kept");
    const auto refused = place.try_to_serve({"--config", city.file()});
    CHECK(refused.code == exit_usage);
    CHECK(contains(refused.errors, "the keys are not those that the store was written with"));
    fs::remove_all(place.directory() / "keys");
    fs::rename(place.directory() / "kept", place.directory() / "keys");
    auto server = place.serve({"--config", city.file()});
    stop(server);
  }
}

TEST_CASE("A standby with other keys does not stand by") {
  const RedisServer redis;
  const LiveStore place{redis.uri()};
  auto leader = place.serve();
  book(leader, 1, documents("2026-06-16", "1000"));
  const auto other = place.directory() / "other";
  const auto refused =
      place.try_to_serve({"--standby", "--keys", other.string(), "--state", other.string()});
  CHECK(refused.code == exit_usage);
  CHECK(contains(refused.errors, "the keys are not those that the store was written with"));
  stop(leader);
}

TEST_CASE("A token is made with the server's keys, and never with new ones") {
  const LiveStore place;
  const auto folder = place.directory() / "nothing";
  const auto refused = run_program({"token", "--role", "admin", "--keys", folder.string()});
  CHECK(refused.code != 0);
  CHECK(contains(refused.errors, "has no keys"));
  CHECK_FALSE(fs::exists(folder));
}

#include <doctest/doctest.h>

#include <boost/json.hpp>

#include "tests/api/api_server.hpp"
#include "tests/api/requests.hpp"

using namespace offpeak::testing;

namespace {

const std::string slot = documents("2026-06-15", "1000");

/// One place a slot; that of `slot` is taken by citizen 1.
struct FullSlot {
  explicit FullSlot(int waitlist_max = 50) {
    auto city = city_with_slots_of(6);
    auto& rules = city.halls.front().rules;
    rules.waitlist_max = waitlist_max;
    rules.return_delay_min = rules.return_delay_max;  // nothing is drawn
    server = std::make_unique<ApiServer>(ApiServerOptions{.city = city});
    client = std::make_unique<HttpClient>(server->connect());
    taken = post("/v1/appointments", slot, 1).text("id");
  }

  HttpReply post(const std::string& path, const std::string& of, std::uint64_t n,
                 const std::string& service = "passport_renewal") {
    return client->post(path, wish(of, {{n, service}}), server->citizen(n));
  }
  std::string join(std::uint64_t n) {
    const auto joined = post("/v1/waitlist", slot, n);
    REQUIRE_MESSAGE(joined.status == 201, joined.body);
    return joined.text("id");
  }
  HttpReply entry(const std::string& id) { return client->get("/v1/waitlist/" + id); }
  void cancel_taken() {
    REQUIRE(client->post("/v1/appointments/" + taken + "/cancel", "", server->citizen(1)).status ==
            200);
  }
  void go_on_at(const std::string& now) {
    server->restart_at(now);
    *client = server->connect();
  }

  std::unique_ptr<ApiServer> server;
  std::unique_ptr<HttpClient> client;
  std::string taken;
};

const std::string after_return = "2026-06-13T09:01:00+08:00";

}  // namespace

TEST_CASE("A line forms at a full slot, in order of coming") {
  FullSlot full;
  const auto first = full.post("/v1/waitlist", slot, 2);
  REQUIRE(first.status == 201);
  CHECK(first.text("status") == "waiting");
  CHECK(first.text("slot") == slot);
  CHECK(first.json().at("position") == 1);
  const std::string second = full.join(3);
  CHECK(full.entry(second).json().at("position") == 2);
  CHECK(full.entry(first.text("id")).body == first.body);

  const std::string path = "/v1/waitlist/" + first.text("id");
  CHECK(full.client->del(path, full.server->citizen(3)).status == 403);
  CHECK(full.client->del(path, full.server->citizen(2)).status == 204);
  CHECK(full.entry(first.text("id")).text("status") == "left");
  CHECK(full.entry(second).json().at("position") == 1);
  CHECK(full.client->del(path, full.server->citizen(2)).text("code") == "wrong_state");
  CHECK(full.client->del("/v1/waitlist/" + std::string(32, '0'), full.server->citizen(2)).status ==
        404);
  CHECK(full.client->del("/v1/waitlist/x", full.server->citizen(2)).status == 404);
}

TEST_CASE("A place that comes back is offered to the first in line, who books it") {
  FullSlot full;
  const std::string first = full.join(2);
  const std::string second = full.join(3);
  full.cancel_taken();
  full.go_on_at(after_return);

  const auto offered = full.entry(first);
  REQUIRE(offered.text("status") == "offered");
  const auto offer = offered.json().at("offer");
  CHECK(offer.at("expires_at") == "2026-06-13T09:30:00+08:00");
  CHECK(full.entry(second).text("status") == "waiting");
  const std::string hold{offer.at("hold").as_string()};
  CHECK(full.client->get("/v1/appointments/" + hold).text("status") == "held");

  // It is nobody else's.
  CHECK(full.post("/v1/appointments", slot, 4).text("code") == "slot_full");
  CHECK(full.client->post("/v1/appointments", hold_body(hold), full.server->citizen(3)).status ==
        403);
  const auto booked =
      full.client->post("/v1/appointments", hold_body(hold), full.server->citizen(2));
  CHECK(booked.status == 201);
  CHECK(full.entry(first).text("status") == "accepted");
}

TEST_CASE("An offer that is not taken up goes to the next in line") {
  FullSlot full;
  const std::string first = full.join(2);
  const std::string second = full.join(3);
  const std::string third = full.join(4);
  full.cancel_taken();
  full.go_on_at(after_return);
  REQUIRE(full.entry(first).text("status") == "offered");
  CHECK(full.client->del("/v1/waitlist/" + first, full.server->citizen(2)).status == 204);
  CHECK(full.entry(second).text("status") == "offered");
  full.go_on_at("2026-06-13T09:31:00+08:00");
  CHECK(full.entry(second).text("status") == "lapsed");
  CHECK(full.entry(third).text("status") == "offered");
}

TEST_CASE("Nobody waits for a slot that has begun") {
  FullSlot full;
  const std::string entry = full.join(2);
  full.go_on_at("2026-06-15T10:00:00+08:00");
  CHECK(full.entry(entry).text("status") == "closed");
}

TEST_CASE("Who has got the service elsewhere lets the next in line pass") {
  FullSlot full;
  const std::string first = full.join(2);
  const std::string second = full.join(3);
  REQUIRE(full.post("/v1/appointments", documents("2026-06-15", "1030"), 2).status == 201);
  full.cancel_taken();
  full.go_on_at(after_return);
  CHECK(full.entry(first).text("status") == "waiting");
  CHECK(full.entry(second).text("status") == "offered");
}

TEST_CASE("Each reason not to wait has its code") {
  FullSlot full{2};
  CHECK(full.post("/v1/waitlist", documents("2026-06-15", "1030"), 2).text("code") ==
        "slot_available");
  CHECK(full.post("/v1/waitlist", slot, 1).text("code") == "already_booked");
  CHECK(full.post("/v1/waitlist", documents("2026-06-15", "1015"), 2).text("code") ==
        "unknown_slot");
  CHECK(full.post("/v1/waitlist", documents("2026-06-12", "1000"), 2).text("code") ==
        "outside_horizon");
  CHECK(full.post("/v1/waitlist", slot, 2, "collection").text("code") == "wrong_lane");
  CHECK(full.client->post("/v1/waitlist", wish(slot, {{2}}), full.server->citizen(3)).status ==
        403);
  full.join(2);
  CHECK(full.post("/v1/waitlist", slot, 2).text("code") == "already_waiting");
  full.join(3);
  CHECK(full.post("/v1/waitlist", slot, 4).text("code") == "waitlist_full");
}

TEST_CASE("One waits in three places at a time") {
  FullSlot full;
  const std::vector<std::string> starts{"1030", "1100", "1130", "1430"};
  std::uint64_t n = 10;
  for (const auto& start : starts) {
    const std::string other = documents("2026-06-15", start);
    REQUIRE(full.post("/v1/appointments", other, n++).status == 201);
    const auto joined = full.post("/v1/waitlist", other, 2);
    if (start != starts.back()) {
      CHECK(joined.status == 201);
    } else {
      CHECK(joined.text("code") == "waitlist_limit");
    }
  }
}

// What the server says of itself, and the hand-over to a standby.
#include <doctest/doctest.h>

#include <atomic>
#include <boost/json.hpp>

#include "api/resources.hpp"
#include "scheduler/engine/engine.hpp"
#include "store/memory/journal.hpp"
#include "tests/api/api_server.hpp"
#include "tests/api/requests.hpp"

using namespace offpeak::testing;
namespace api = offpeak::api;
namespace store = offpeak::store;
using offpeak::scheduler::Role;

namespace {

const std::string slot = documents("2026-06-15", "1000");
const std::string slots =
    "/v1/slots?service=passport_renewal&hall=330100&from=2026-06-15&to=2026-06-15";
const std::string step_down = "/v1/operations/step-down";

/// Keeps what it is given, and says that its store is away when it is told to.
class AbsentJournal final : public store::Journal {
 public:
  store::Result<void> append(const store::Batch& batch) override { return kept.append(batch); }
  store::Result<store::ReplaySummary> replay(const store::ChainPosition& from,
                                             const store::BatchSink& sink) override {
    return kept.replay(from, sink);
  }
  store::ChainPosition position() const override { return kept.position(); }
  store::Result<bool> trim(std::uint64_t before) override { return kept.trim(before); }
  std::string description() const override { return kept.description(); }
  bool is_interrupted() const override { return is_absent; }

  store::MemoryJournal kept;
  std::atomic<bool> is_absent{false};
};

/// Reads what a server in this process writes.
class MemoryFollower final : public store::Follower {
 public:
  explicit MemoryFollower(store::MemoryJournal& journal) : journal_{journal} {}

  store::Result<Progress> poll(const store::BatchSink& sink) override {
    if (is_blind) return store::Error{"the store does not answer"};
    const auto replay = journal_.replay(position_, sink);
    if (!replay) return replay.error();
    position_ = replay->end;
    return Progress{.replay = *replay, .behind = false};
  }
  bool has_failed() const override { return false; }

  std::atomic<bool> is_blind{false};

 private:
  store::MemoryJournal& journal_;
  store::ChainPosition position_;
};

/// A server that leads and one that stands by, with the same keys and over the same journal.
struct Pair {
  store::MemoryJournal journal;
  MemoryFollower follower{journal};
  ApiServer leader{{.journal = &journal}};
  ApiServer standby{{.journal = &journal, .follower = &follower}};
};

void announce_standby(ApiServer& server, std::int64_t sequence) {
  server.resources().replication.standby_sequence = sequence;
}

/// How often the process was asked to hand over.
std::shared_ptr<std::atomic<int>> count_step_downs(ApiServer& server) {
  auto count = std::make_shared<std::atomic<int>>(0);
  server.resources().replication.step_down = [count] { ++*count; };
  return count;
}

bool has(const HttpReply& reply, const char* name) {
  return reply.json().as_object().contains(name);
}

std::int64_t number(const HttpReply& reply, const char* name) {
  return reply.json().at(name).as_int64();
}

void check_refused(const HttpReply& reply, const std::string& code) {
  CHECK(reply.status == 503);
  CHECK(reply.text("code") == code);
  CHECK(reply.text("detail").find("nothing was done") != std::string::npos);
  CHECK_FALSE(reply.header("Retry-After").empty());
}

void check_metric(HttpClient& client, const std::string& line) {
  CHECK_MESSAGE(client.get("/metrics").body.find("\n" + line + "\n") != std::string::npos, line);
}

bool is_metric(HttpClient& client, const std::string& name) {
  return client.get("/metrics").body.find("\n" + name + " ") != std::string::npos;
}

}  // namespace

TEST_CASE("Only an administrator may make the server hand over, and only to a standby") {
  ApiServer server;
  const auto count = count_step_downs(server);
  auto client = server.connect();
  struct Row {
    std::string token;
    std::int64_t standby;
    int status;
    std::string code;
    int step_downs;
  };
  const std::vector<Row> rows{
      {"", 7, 401, "unauthorized", 0},
      {server.expired_citizen(1), 7, 401, "unauthorized", 0},
      {server.citizen(1), 7, 403, "forbidden", 0},
      {server.staff(), 7, 403, "forbidden", 0},
      {server.kiosk(), 7, 403, "forbidden", 0},
      {server.token(Role::display, 330100), 7, 403, "forbidden", 0},
      {server.token(Role::planner), 7, 403, "forbidden", 0},
      {server.admin(), -1, 409, "no_standby", 0},
      {server.admin(), 0, 202, "", 1},
      {server.admin(), 7, 202, "", 2},
  };
  for (const auto& row : rows) {
    CAPTURE(row.code);
    CAPTURE(row.standby);
    announce_standby(server, row.standby);
    const auto reply = client.post(step_down, "", row.token);
    CHECK(reply.status == row.status);
    CHECK(*count == row.step_downs);
    if (row.status == 202) {
      CHECK(reply.text("status") == "stopping");
    } else {
      CHECK(reply.text("code") == row.code);
    }
  }
  CHECK(client.get(step_down, server.admin()).status == 405);
}

TEST_CASE("A standby has nothing to hand over") {
  Pair pair;
  const auto count = count_step_downs(pair.standby);
  announce_standby(pair.standby, 7);
  const auto reply = pair.standby.connect().post(step_down, "", pair.standby.admin());
  CHECK(reply.status == 409);
  CHECK(reply.text("code") == "not_leading");
  CHECK(*count == 0);
}

TEST_CASE("A server that leads is ready, and says how far it and its standby are") {
  ApiServer server;
  auto client = server.connect();
  const auto alone = client.get("/readyz");
  CHECK(alone.status == 200);
  CHECK(alone.text("status") == "ready");
  CHECK(alone.text("durability") == "strict");
  CHECK(number(alone, "sequence") == 0);
  for (const char* name : {"may_lose", "lag_ms", "standby_sequence", "detail"}) {
    CHECK_FALSE_MESSAGE(has(alone, name), name);
  }
  check_metric(client, "offpeak_leading 1");
  check_metric(client, "offpeak_standby_connected 0");
  check_metric(client, "offpeak_durability_relaxed 0");
  check_metric(client, "offpeak_store_interrupted 0");
  CHECK_FALSE(is_metric(client, "offpeak_standby_lag_seconds"));

  REQUIRE(client.post("/v1/appointments", wish(slot, {{1}}), server.citizen(1)).status == 201);
  announce_standby(server, 1);
  const auto followed = client.get("/readyz");
  CHECK(followed.status == 200);
  CHECK(number(followed, "sequence") == 1);
  CHECK(number(followed, "standby_sequence") == 1);
  check_metric(client, "offpeak_standby_connected 1");
}

TEST_CASE("What a relaxed store may lose stands in the readiness and in a metric") {
  ApiServer server{{.may_lose = "appendonly is no: a \"crash\" loses everything"}};
  auto client = server.connect();
  const auto reply = client.get("/readyz");
  CHECK(reply.status == 200);
  CHECK(reply.text("durability") == "relaxed");
  CHECK(reply.text("may_lose") == "appendonly is no: a \"crash\" loses everything");
  check_metric(client, "offpeak_durability_relaxed 1");
}

TEST_CASE("Before it leads and while it stops a server is not ready") {
  ApiServer server;
  auto client = server.connect();
  for (const auto& [phase, status] :
       {std::pair{api::Phase::starting, "starting"}, std::pair{api::Phase::stopping, "stopping"}}) {
    server.resources().phase = phase;
    const auto reply = client.get("/readyz");
    CHECK(reply.status == 503);
    CHECK(reply.text("status") == status);
    CHECK_FALSE(reply.header("Retry-After").empty());
    CHECK(client.get("/healthz").status == 200);
  }
}

TEST_CASE("A standby answers questions, does nothing else, and says how far behind it is") {
  Pair pair;
  auto leader = pair.leader.connect();
  auto client = pair.standby.connect();
  const auto citizen = pair.leader.citizen(1);
  const auto booked = leader.post("/v1/appointments", wish(slot, {{1}}), citizen);
  REQUIRE(booked.status == 201);
  const auto ready = ask_until(client, "/readyz", "", [](const HttpReply& reply) {
    return has(reply, "lag_ms") && number(reply, "sequence") == 1;
  });
  CHECK(ready.status == 503);
  CHECK(ready.text("status") == "standby");
  CHECK_FALSE(ready.text("detail").empty());
  CHECK_FALSE(ready.header("Retry-After").empty());
  CHECK(number(ready, "lag_ms") >= 0);
  CHECK(number(ready, "lag_ms") < 30'000);
  check_metric(client, "offpeak_leading 0");
  CHECK(is_metric(client, "offpeak_standby_lag_seconds"));

  const std::string appointment = "/v1/appointments/" + booked.text("id");
  CHECK(client.get(appointment).body == leader.get(appointment).body);
  CHECK(client.get(appointment + ".ics").status == 200);
  CHECK(client.get("/v1/me/appointments", citizen).status == 200);
  CHECK(client.get(slots).status == 200);
  CHECK(client.get("/v1/halls").status == 200);

  const auto other = pair.leader.citizen(2);
  check_refused(client.post("/v1/appointments", wish(slot, {{2}}), other), "standby");
  check_refused(client.post("/v1/holds", wish(slot, {{2}}), other), "standby");
  check_refused(client.post(appointment + "/cancel", "", citizen), "standby");
  check_refused(client.post("/v1/halls/330100/check-ins", code_body(booked.text("code")),
                            pair.leader.kiosk()),
                "standby");
  CHECK(client.post("/v1/appointments", "{", other).status == 400);
  CHECK(pair.journal.last_sequence() == 1);
}

TEST_CASE("A standby that never had everything names no lag instead of a wrong one") {
  store::MemoryJournal journal;
  MemoryFollower follower{journal};
  follower.is_blind = true;
  ApiServer standby{{.journal = &journal, .follower = &follower}};
  auto client = standby.connect();
  const auto ready = client.get("/readyz");
  CHECK(ready.text("status") == "standby");
  CHECK_FALSE(has(ready, "lag_ms"));
  check_metric(client, "offpeak_standby_lag_seconds +Inf");
  follower.is_blind = false;
  CHECK(has(
      ask_until(client, "/readyz", "", [](const HttpReply& reply) { return has(reply, "lag_ms"); }),
      "lag_ms"));
}

TEST_CASE("While the store is away commands and questions get 503 at once, and nothing is done") {
  AbsentJournal journal;
  ApiServer server{{.journal = &journal}};
  auto client = server.connect();
  const auto citizen = server.citizen(1);
  const auto booked = client.post("/v1/appointments", wish(slot, {{1}}), citizen);
  REQUIRE(booked.status == 201);
  const std::string appointment = "/v1/appointments/" + booked.text("id");

  journal.is_absent = true;
  const auto ready = client.get("/readyz");
  CHECK(ready.status == 503);
  CHECK(ready.text("status") == "interrupted");
  CHECK_FALSE(ready.text("detail").empty());
  CHECK_FALSE(ready.header("Retry-After").empty());
  check_metric(client, "offpeak_store_interrupted 1");
  check_refused(client.post("/v1/appointments", wish(slot, {{2}}), server.citizen(2)),
                "unavailable");
  check_refused(client.post(appointment + "/cancel", "", citizen), "unavailable");
  // Whether another server has changed it meanwhile only the store knows.
  check_refused(client.get(appointment), "unavailable");
  CHECK(client.get(slots).status == 200);
  CHECK(client.get("/healthz").status == 200);

  journal.is_absent = false;
  CHECK(client.get("/readyz").status == 200);
  CHECK(client.get(appointment).text("status") == "booked");
  CHECK(journal.kept.last_sequence() == 1);
  CHECK(client.post("/v1/appointments", wish(slot, {{2}}), server.citizen(2)).status == 201);
}

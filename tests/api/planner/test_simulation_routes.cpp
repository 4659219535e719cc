// What planners ask the simulator, over real sockets, with worker processes that do what the test
// tells them. The last cases have the simulator itself.
#include <doctest/doctest.h>
#include <signal.h>

#include <boost/json.hpp>
#include <filesystem>
#include <fstream>
#include <string>
#include <thread>
#include <vector>

#include "api/security/tokens.hpp"
#include "tests/api/api_server.hpp"
#include "tests/support/event_stream.hpp"
#include "tests/support/source_path.hpp"
#include "tests/support/worker_control.hpp"

using namespace offpeak::testing;
using offpeak::scheduler::Role;
namespace security = offpeak::security;
namespace json = boost::json;
namespace fs = std::filesystem;

namespace {

const std::string simulations = "/v1/simulations";
const std::string saturday = R"({"date":"2026-06-13"})";
const std::string nobody(16, '0');

/// As small as results may be.
const std::string results =
    R"({"format":"offpeak-simulation","version":4,)"
    R"("city":{"key":"test","name":{"zh":"城","en":"City"},"synthetic":true},)"
    R"("date":"2026-06-13","days":1,"summed_over_days":[],"calendar":[],"seed":1,"complete":true,)"
    R"("halls":[],"lanes":[],"services":[],"half_hours":[],"scenarios":[],"comparisons":[]})";
/// Of a version before.
const std::string earlier_results = R"({"format":"offpeak-simulation","version":1,"halls":[]})";

std::string text_at(const json::value& object, std::string_view name) {
  const auto* text = object.as_object().if_contains(name);
  return text == nullptr ? "" : std::string{std::string_view{text->as_string()}};
}

std::int64_t done_of(const json::value& simulation) {
  return simulation.at("progress").at("done").to_number<std::int64_t>();
}

bool has_ended(const json::value& simulation) {
  const auto status = text_at(simulation, "status");
  return status != "queued" && status != "running";
}

/// A server, a planner and the workers, one after another.
class Planning {
 public:
  explicit Planning(offpeak::jobs::JobLimits limits = {}, std::vector<std::string> worker = {})
      : server{options_of(limits, worker.empty() ? control.worker() : std::move(worker))} {}

  HttpReply ask(const std::string& body = saturday, const std::string& key = "") {
    return client.post(simulations, body, planner, key);
  }
  /// The path of a new one.
  std::string ask_path(const std::string& body = saturday) {
    const auto reply = ask(body);
    REQUIRE(reply.status == 202);
    return reply.header("Location");
  }
  EventStream watch(const std::string& path) {
    return EventStream{server.port(), path + "/stream", "", planner};
  }
  /// The first event that is as wanted.
  template <class Wanted>
  json::value await(const std::string& path, const Wanted& wanted) {
    auto stream = watch(path);
    for (;;) {
      const auto event = stream.next();
      const auto simulation = event.json();
      if (wanted(simulation)) {
        client = server.connect();  // an idle connection may not have lived as long
        return simulation;
      }
      REQUIRE(event.name == "progress");
    }
  }
  json::value await_status(const std::string& path, std::string_view status) {
    return await(path, [status](const json::value& it) { return text_at(it, "status") == status; });
  }
  json::value await_end(const std::string& path) { return await(path, has_ended); }

  void succeed() {
    control.tell("write " + results);
    control.tell("exit 0");
  }
  void restart() {
    server.restart_at("2026-06-13T09:00:00+08:00");
    client = server.connect();
  }
  fs::path folder_of(const std::string& path) const {
    return directory / "simulations" / path.substr(simulations.size() + 1);
  }

  offpeak::store::tests::TemporaryDirectory directory;
  WorkerControl control;
  ApiServer server;
  HttpClient client = server.connect();
  std::string planner = server.token(Role::admin);

 private:
  ApiServerOptions options_of(offpeak::jobs::JobLimits limits,
                              std::vector<std::string> worker) const {
    ApiServerOptions options;
    options.threads = 2;
    options.limits.sweep_interval = offpeak::http::Limits::Duration{10};
    options.assets = offpeak::testing::source_path();
    options.simulations.folder = directory / "simulations";
    options.simulations.worker = std::move(worker);
    options.simulations.limits = limits;
    return options;
  }
};

/// The worker that the program itself is.
std::vector<std::string> simulator() {
  return {OFFPEAK_PROGRAM, "simulate",
          "--config",      offpeak::testing::source_path("config/hangzhou.yaml"),
          "--threads",     "1"};
}

}  // namespace

TEST_CASE("Results of an earlier version are not shown as those of today, and the reply says why") {
  Planning planning;
  const auto path = planning.ask_path();
  planning.control.tell("write " + earlier_results);
  planning.control.tell("exit 0");
  CHECK(text_at(planning.await_end(path), "status") == "done");
  const auto reply = planning.client.get(path, planning.planner);
  CHECK(reply.status == 200);
  const auto simulation = json::parse(reply.body).as_object();
  CHECK_FALSE(simulation.contains("results"));
  CHECK(
      text_at(simulation, "detail").starts_with("an earlier version of Offpeak made the results"));
}

TEST_CASE("A planner removes what is the planner's own, an administrator what is anybody's") {
  Planning planning;
  const auto of = [&](const std::string& name) {
    return planning.server.token(Role::planner, 0, name);
  };
  const auto path = planning.client.post(simulations, saturday, of("li")).header("Location");
  REQUIRE_FALSE(path.empty());
  const auto refused = planning.client.del(path, of("wang"));
  CHECK(refused.status == 403);
  CHECK(refused.text("code") == "forbidden");
  CHECK(planning.client.get(path, of("wang")).status == 200);
  planning.restart();  // who asked is kept
  CHECK(planning.client.del(path, of("wang")).status == 403);
  CHECK(planning.client.del(path, of("li")).status == 202);
  planning.await_status(path, "cancelled");
  CHECK(planning.client.del(path, planning.server.admin()).status == 204);
}

TEST_CASE("One planner's questions leave room in the queue for another's") {
  Planning planning{{.queued_max = 4, .queued_per_owner_max = 2}};
  const auto ask = [&](const std::string& name) {
    return planning.client.post(simulations, saturday,
                                planning.server.token(Role::planner, 0, name));
  };
  const auto first = ask("li");
  planning.await_status(first.header("Location"), "running");
  CHECK(ask("li").status == 202);
  CHECK(ask("li").status == 202);
  const auto refused = ask("li");
  CHECK(refused.status == 429);
  CHECK(refused.text("code") == "too_many_simulations");
  CHECK_FALSE(refused.header("Retry-After").empty());
  CHECK(ask("wang").status == 202);
  CHECK(ask("wang").status == 202);
  CHECK(ask("chen").status == 429);
}

TEST_CASE("A question is accepted at once, and its stream tells how far it is, to the end") {
  Planning planning;
  const auto accepted = planning.ask();
  CHECK(accepted.status == 202);
  const auto path = accepted.header("Location");
  CHECK(path == simulations + "/" + accepted.text("id"));
  CHECK(accepted.text("status") == "queued");
  CHECK(accepted.text("created_at") == "2026-06-13T08:00:00+08:00");  // by the hall's clock
  CHECK((accepted.json().at("request") == json::parse(saturday)));
  CHECK(accepted.json().at("progress").at("total").to_number<int>() == 0);

  auto stream = planning.watch(path);
  CHECK(stream.status() == 200);
  auto event = stream.next();
  CHECK(event.name == "progress");
  planning.control.tell("progress 1 4");
  while (done_of(event.json()) == 0) event = stream.next();
  CHECK(event.name == "progress");
  CHECK(text_at(event.json(), "status") == "running");
  CHECK(event.json().at("progress").at("total").to_number<int>() == 4);
  CHECK(planning.client.get(path, planning.planner).json() == event.json());

  planning.control.tell("progress 4 4");
  planning.succeed();
  while (event.name == "progress") event = stream.next();
  CHECK(event.name == "ended");
  CHECK(text_at(event.json(), "status") == "done");
  CHECK(event.json().as_object().if_contains("results") == nullptr);
  CHECK(stream.is_ended());
}

TEST_CASE("The results of one that is done are in it, and not in the list") {
  Planning planning;
  const auto path = planning.ask_path();
  planning.succeed();
  planning.await_status(path, "done");
  const auto reply = planning.client.get(path, planning.planner);
  CHECK(reply.status == 200);
  CHECK((reply.json().at("results") == json::parse(results)));
  const auto second = planning.ask_path();
  const auto list = planning.client.get(simulations, planning.planner).json();
  const auto& all = list.at("simulations").as_array();
  REQUIRE(all.size() == 2);
  CHECK(simulations + "/" + text_at(all[0], "id") == second);
  CHECK(simulations + "/" + text_at(all[1], "id") == path);
  CHECK(all[1].as_object().if_contains("results") == nullptr);
}

TEST_CASE("A planner may ask as well as an administrator") {
  Planning planning;
  const auto token = planning.server.token(Role::planner);
  const auto asked = planning.client.post(simulations, saturday, token);
  CHECK(asked.status == 202);
  CHECK(planning.client.get(asked.header("Location"), token).status == 200);
  CHECK(planning.client.del(asked.header("Location"), token).status == 202);
  for (const auto& other : {planning.server.staff(), planning.server.kiosk(),
                            planning.server.citizen(1), std::string{}}) {
    const auto refused = planning.client.post(simulations, saturday, other);
    CHECK(refused.status == (other.empty() ? 401 : 403));
  }
}

TEST_CASE("What is done outlives the server, and what was not is run by the next one") {
  Planning planning;
  const auto done = planning.ask_path();
  planning.succeed();
  planning.await_status(done, "done");
  const auto before = planning.client.get(done, planning.planner);
  const auto interrupted = planning.ask_path(R"({"date":"2026-06-14"})");
  const auto queued = planning.ask_path(R"({"date":"2026-06-15"})");
  planning.await_status(interrupted, "running");
  planning.restart();

  CHECK(planning.client.get(done, planning.planner).body == before.body);
  planning.succeed();
  CHECK(text_at(planning.await_end(interrupted).at("request"), "date") == "2026-06-14");
  planning.succeed();
  CHECK(text_at(planning.await_end(queued), "status") == "done");
  CHECK(planning.client.get(simulations, planning.planner)
            .json()
            .at("simulations")
            .as_array()
            .size() == 3);
}

TEST_CASE("One that runs or waits is cancelled; one that has ended is removed") {
  Planning planning;
  const auto running = planning.ask_path();
  const auto queued = planning.ask_path();
  planning.await_status(running, "running");
  for (const auto& path : {queued, running}) {
    CAPTURE(path);
    const auto reply = planning.client.del(path, planning.planner);
    CHECK(reply.status == 202);
    CHECK(reply.text("status") == "stopping");
    CHECK(text_at(planning.await_end(path), "status") == "cancelled");
    const auto kept = planning.client.get(path, planning.planner);
    CHECK(kept.text("status") == "cancelled");
    CHECK(kept.json().as_object().if_contains("results") == nullptr);
    CHECK(planning.client.del(path, planning.planner).status == 204);
    CHECK(planning.client.get(path, planning.planner).status == 404);
    CHECK(planning.client.del(path, planning.planner).status == 404);
  }
  const auto next = planning.ask_path();
  planning.succeed();
  CHECK(text_at(planning.await_end(next), "status") == "done");
}

TEST_CASE("Bad input is refused with the field, and nothing is begun") {
  struct Row {
    std::string_view body;
    std::string_view field;
  };
  const std::vector<Row> rows{
      {"", "body"},
      {"[]", "body"},
      {"{", "body"},
      {"{}", "date"},
      {R"({"date":20260613})", "date"},
      {R"({"date":"13 June"})", "date"},
      {R"({"date":"2026-02-30"})", "date"},
      {R"({"date":"1999-12-31"})", "date"},
      {R"({"date":"2200-01-01"})", "date"},
      {R"({"date":"2026-06-13","days":0})", "days"},
      {R"({"date":"2026-06-13","days":32})", "days"},
      {R"({"date":"2026-06-13","days":"2"})", "days"},
      {R"({"date":"2026-06-13","visitors":0})", "visitors"},
      {R"({"date":"2026-06-13","visitors":1000001})", "visitors"},
      {R"({"date":"2026-06-13","visitors":1.5})", "visitors"},
      {R"({"date":"2026-06-13","replications":0})", "replications"},
      {R"({"date":"2026-06-13","replications":10001})", "replications"},
      {R"({"date":"2026-06-13","seed":-1})", "seed"},
      {R"({"date":"2026-06-13","seed":9007199254740992})", "seed"},
      {R"({"date":"2026-06-13","seed":18446744073709551615})", "seed"},
      {R"({"date":"2026-06-13","precision":1})", "precision"},
      {R"({"date":"2026-06-13","precision":"1"})", "precision"},
      {R"({"date":"2026-06-13","precision":"1.%"})", "precision"},
      {R"({"date":"2026-06-13","precision":"1.2.3%"})", "precision"},
      {R"({"date":"2026-06-13","precision":"--json=x%"})", "precision"},
      {R"({"date":"2026-06-13","precision":"0%"})", "precision"},
      {R"({"date":"2026-06-13","precision":"0.000%"})", "precision"},
      {R"({"date":"2026-06-13","precision":"100%"})", "precision"},
      {R"({"date":"2026-06-13","precision":"1e1%"})", "precision"},
      {R"({"date":"2026-06-13","antithetic":1})", "antithetic"},
      {R"({"date":"2026-06-13","antithetic":true,"replications":3})", "replications"},
      {R"({"date":"2026-06-13","scenarios":{}})", "scenarios"},
      {R"({"date":"2026-06-13","scenarios":[]})", "scenarios"},
      {R"({"date":"2026-06-13","scenarios":[{},"base"]})", "scenarios[1]"},
      {R"({"date":"2026-06-13","scenarios":[{"a\nb":1}]})", "scenarios[0]"},
      {R"({"date":"2026-06-13","scenarios":[{"name":"a"},{"rules":{"":1}}]})", "scenarios[1]"},
      {R"({"date":"2026-06-13","threads":64})", "threads"},
      {R"({"date":"2026-06-13","json":"/etc/x"})", "json"},
  };
  Planning planning;
  for (const auto& row : rows) {
    CAPTURE(row.body);
    const auto reply = planning.ask(std::string{row.body});
    CHECK(reply.status == 400);
    CHECK(reply.text("code") == "invalid_field");
    CHECK(reply.text("field") == row.field);
  }
  std::string many;
  for (int i = 0; i < 33; ++i) many += (i == 0 ? "" : ",") + std::string{R"({"name":"x"})"};
  CHECK(planning.ask(R"({"date":"2026-06-13","scenarios":[)" + many + "]}").text("field") ==
        "scenarios");
  CHECK(planning.ask(saturday, std::string(65, 'k')).text("field") == "Idempotency-Key");
  CHECK(planning.client.get(simulations, planning.planner).body == R"({"simulations":[]})");
}

TEST_CASE("The worker is told all that was asked, each as one argument") {
  Planning planning;
  const auto path = planning.ask_path(
      R"({"date":"2026-06-13","days":2,"visitors":8000,"replications":30,"precision":"1.5%",)"
      R"("seed":9007199254740991,"antithetic":true,"scenarios":[{"name":"基 \"base\""},)"
      R"({"name":"more","counters":{"330100":"+2"},"patience_minutes":7.5}]})");
  planning.control.tell("arguments");
  planning.control.tell("progress 1 2");
  planning.await(path, [](const json::value& it) { return done_of(it) == 1; });
  std::string said;
  std::getline(std::ifstream{planning.folder_of(path) / "results.json"}, said);
  CHECK(said == R"({"arguments":["--date","2026-06-13","--days","2","--visitors","8000",)"
                R"("--replications","30","--seed","9007199254740991","--precision","1.5%",)"
                R"("--antithetic","--scenarios","scenarios.yaml","--json","results.json",)"
                R"("--progress"]})");
}

TEST_CASE("Only so many wait; who comes too many is told when to come back") {
  Planning planning{{.queued_max = 1}};
  const auto running = planning.ask_path();
  planning.await_status(running, "running");
  const auto queued = planning.ask_path();
  const auto refused = planning.ask();
  CHECK(refused.status == 429);
  CHECK(refused.text("code") == "too_many_simulations");
  CHECK(refused.header("Retry-After") == "30");
  CHECK(refused.header("Location").empty());
  CHECK(planning.client.del(queued, planning.planner).status == 202);
  planning.await_status(queued, "cancelled");
  CHECK(planning.ask().status == 202);
}

TEST_CASE("A worker that is killed has failed, and the next one runs") {
  Planning planning;
  const auto path = planning.ask_path();
  const auto next = planning.ask_path();
  planning.control.tell("facts");
  planning.control.tell("progress 1 2");
  planning.await(path, [](const json::value& it) { return done_of(it) == 1; });
  std::string facts;
  std::getline(std::ifstream{planning.folder_of(path) / "results.json"}, facts);
  REQUIRE(::kill(json::parse(facts).at("pid").to_number<pid_t>(), SIGKILL) == 0);
  const auto failed = planning.await_end(path);
  CHECK(text_at(failed, "status") == "failed");
  CHECK(text_at(failed, "detail") == "the worker was ended by signal 9");
  CHECK(planning.client.get(path, planning.planner).json() == failed);
  planning.succeed();
  CHECK(text_at(planning.await_end(next), "status") == "done");
}

TEST_CASE("What the worker says last is why it has failed") {
  Planning planning;
  const auto path = planning.ask_path();
  planning.control.tell("say scenarios.yaml:2: \"demand\" — no");
  planning.control.tell("exit 2");
  const auto failed = planning.await_end(path);
  CHECK(text_at(failed, "status") == "failed");
  CHECK(text_at(failed, "detail").starts_with("scenarios.yaml:2: \"demand\" "));
  const auto page = planning.client.get(path + "/report.html", planning.planner);
  CHECK(page.status == 409);
  CHECK(page.text("code") == "wrong_state");
}

TEST_CASE("Nobody's simulation is not found") {
  Planning planning;
  const auto real = planning.ask_path();
  for (const std::string& id : {nobody, std::string{"x"}, std::string{".."}, std::string{"%2e%2e"},
                                std::string(200, '0'), real.substr(simulations.size() + 1, 15)}) {
    CAPTURE(id);
    const std::string path = simulations + "/" + id;
    for (const auto& what : {std::string{}, std::string{"/stream"}, std::string{"/report.html"}}) {
      const auto reply = planning.client.get(path + what, planning.planner);
      CHECK(reply.status == 404);
      CHECK(reply.text("code") == "not_found");
    }
    CHECK(planning.client.del(path, planning.planner).status == 404);
  }
  CHECK(planning.client.get(real, planning.planner).status == 200);
}

TEST_CASE("A question sent again is the same simulation, whatever became of it") {
  Planning planning;
  const auto first = planning.ask(saturday, "key-1");
  REQUIRE(first.status == 202);
  const auto path = first.header("Location");
  planning.succeed();
  planning.await_status(path, "done");
  const auto again = planning.ask(saturday, "key-1");
  CHECK(again.status == 202);
  CHECK(again.body == first.body);
  CHECK(again.header("Location") == path);
  const auto other = planning.ask(R"({"date":"2026-06-14"})", "key-1");
  CHECK(other.status == 409);
  CHECK(other.text("code") == "idempotency_mismatch");
  planning.restart();
  CHECK(planning.ask(saturday, "key-1").body == first.body);
  CHECK(planning.ask(saturday, "key-2").header("Location") != path);
}

TEST_CASE("Of one that is done there is a page, with nothing of this server in its reach") {
  Planning planning;
  const auto path = planning.ask_path();
  const auto early = planning.client.get(path + "/report.html", planning.planner);
  CHECK(early.status == 409);
  CHECK(early.text("code") == "wrong_state");
  planning.succeed();
  planning.await_status(path, "done");
  const auto page = planning.client.get(path + "/report.html", planning.planner);
  CHECK(page.status == 200);
  CHECK(page.header("Content-Type") == "text/html; charset=utf-8");
  CHECK(page.header("Content-Security-Policy").starts_with("sandbox allow-scripts "));
  CHECK(page.body.starts_with("<!doctype html>"));
  CHECK(page.body.find(R"("format":"offpeak-simulation")") != std::string::npos);
  // A long reply, and then the connection goes on.
  CHECK(planning.client.get(path, planning.planner).status == 200);
}

TEST_CASE("A server without simulations says so") {
  ApiServer server;
  auto client = server.connect();
  const auto admin = server.admin();
  const std::string one = simulations + "/" + nobody;
  for (const auto& reply :
       {client.post(simulations, saturday, admin), client.get(simulations, admin),
        client.get(one, admin), client.del(one, admin), client.get(one + "/stream", admin),
        client.get(one + "/report.html", admin)}) {
    CHECK(reply.status == 503);
    CHECK(reply.text("code") == "unavailable");
    CHECK_FALSE(reply.header("Retry-After").empty());
  }
}

TEST_CASE("A folder that cannot be written begins nothing") {
  Planning planning;
  const auto folder = planning.directory / "simulations";
  fs::remove_all(folder);
  const auto reply = planning.ask();
  CHECK(reply.status == 503);
  CHECK(reply.text("code") == "unavailable");
  CHECK(planning.client.get(simulations, planning.planner).body == R"({"simulations":[]})");
}

TEST_CASE("Everybody who watches is told, on every thread") {
  Planning planning;
  const auto path = planning.ask_path();
  std::vector<EventStream> streams;
  for (int i = 0; i < 8; ++i) {
    streams.push_back(planning.watch(path));
    CHECK(streams.back().next().name == "progress");
  }
  planning.succeed();
  for (auto& stream : streams) {
    auto event = stream.next();
    while (event.name == "progress") event = stream.next();
    CHECK(event.name == "ended");
    CHECK(stream.is_ended());
  }
  auto late = planning.watch(path);
  CHECK(late.next().name == "ended");
  CHECK(late.is_ended());
}

TEST_CASE("Who watches with a token that is revoked is told, and sees no more") {
  Planning planning;
  const auto lost = planning.server.token(Role::planner, 0, "lost");
  const auto path = planning.ask_path();
  EventStream stream{planning.server.port(), path + "/stream", "", lost};
  CHECK(stream.next().name == "progress");
  const auto holder = security::format_actor(security::actor_of(Role::planner, "lost"));
  REQUIRE(planning.client
              .post("/v1/operations/revocations",
                    R"({"actor":")" + holder + R"(","reason":"lost"})", planning.planner)
              .status == 201);
  auto event = stream.next();
  while (event.name == "progress") event = stream.next();
  CHECK(event.name == "unavailable");
  CHECK(text_at(event.json(), "reason") == "token_revoked");
  CHECK(stream.is_ended());
  planning.succeed();
}

TEST_CASE("A server that stops says so to those who watch") {
  Planning planning;
  const auto path = planning.ask_path();
  planning.await_status(path, "running");
  auto stream = planning.watch(path);
  REQUIRE(stream.next().name == "progress");
  std::thread stop{[&] { planning.restart(); }};
  const auto event = stream.next();
  CHECK(event.name == "unavailable");
  CHECK(text_at(event.json(), "reason") == "stopping");
  CHECK(stream.is_ended());
  stop.join();
  CHECK(text_at(planning.await_status(path, "running"), "status") == "running");
}

// ---- the simulator itself -----------------------------------------------------------------------

TEST_CASE("The simulator answers, and the same question has the same answer") {
  Planning planning{{}, simulator()};
  const std::string question =
      R"({"date":"2026-06-13","visitors":2000,"replications":2,"seed":7,"scenarios":[)"
      R"({"name":"base"},)"
      R"({"name":"more","counters":{"330100":"+2","330106":{"09:00-12:00":12}}},)"
      R"({"name":"other","demand":"-10%","open":["sun"],"online":"20%","patience_minutes":30,)"
      R"("rules":{"all":{"walk_in_reserve_percent":20,"call":{"order":"arrival"}}}}]})";
  std::vector<std::string> answers;
  for (int i = 0; i < 2; ++i) {
    const auto path = planning.ask_path(question);
    const auto end = planning.await_end(path);
    REQUIRE_MESSAGE(text_at(end, "status") == "done", text_at(end, "detail"));
    CHECK(done_of(end) == 6);
    CHECK(end.at("progress").at("total").to_number<int>() == 6);
    const auto simulation = planning.client.get(path, planning.planner).json();
    answers.push_back(json::serialize(simulation.at("results")));
    CHECK(simulation.at("results").at("scenarios").as_array().size() == 3);
    CHECK(planning.client.get(path + "/report.html", planning.planner).status == 200);
  }
  CHECK(answers[0] == answers[1]);
}

TEST_CASE(
    "A mistake in a scenario is named with its line, which is the scenario's number and one") {
  Planning planning{{}, simulator()};
  const auto path =
      planning.ask_path(R"({"date":"2026-06-13","replications":1,"scenarios":[{"name":"base"},)"
                        R"({"name":"odd","demand":"10%"}]})");
  const auto end = planning.await_end(path);
  CHECK(text_at(end, "status") == "failed");
  CHECK(text_at(end, "detail").find("scenarios.yaml:3") != std::string::npos);
  CHECK(text_at(end, "detail").find("demand") != std::string::npos);
}

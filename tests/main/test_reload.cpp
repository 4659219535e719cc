// Another configuration without a restart: looked at, accepted, in force; and refused, with what
// was before still in force.
#include <doctest/doctest.h>
#include <signal.h>

#include <atomic>
#include <system_error>
#include <thread>

#include "tests/api/requests.hpp"
#include "tests/main/changed_city.hpp"
#include "tests/main/live_store.hpp"
#include "tests/support/patience.hpp"
#include "tests/support/redis_server.hpp"

using namespace offpeak::testing;

namespace {

const std::string configuration = "/v1/operations/configuration";
const std::string at_five = documents("2026-06-16", "1700");  // a summer's day ends at half past

std::string book(const ServerProcess& server, std::uint64_t citizen, const std::string& slot) {
  auto client = server.connect();
  const auto reply = client.post("/v1/appointments", wish(slot, {{citizen, "first_passport"}}),
                                 server.token("admin"));
  REQUIRE_MESSAGE(reply.status == 201, reply.body);
  return reply.text("id");
}

std::string status_of(const ServerProcess& server, const std::string& id) {
  return server.connect().get("/v1/appointments/" + id).text("status");
}

HttpReply ask(const ServerProcess& server, const std::string& body) {
  return server.connect().post(configuration, body, server.token("admin"));
}

boost::json::value in_force(const ServerProcess& server) {
  return server.connect().get(configuration, server.token("admin")).json();
}

bool offers(const ServerProcess& server, const std::string& slot) {
  const auto date = slot.substr(slot.find("2026"), 10);
  const auto reply = server.connect().get(
      "/v1/slots?service=first_passport&hall=330100&from=" + date + "&to=" + date);
  REQUIRE(reply.status == 200);
  return contains(reply.body, slot);
}

/// Asks over ever new connections until it is told to end.
class Citizens {
 public:
  explicit Citizens(const ServerProcess& server)
      : thread_{[this, &server] {
          while (!over_) ask_once(server);
        }} {}
  ~Citizens() { end(); }

  void end() {
    over_ = true;
    if (thread_.joinable()) thread_.join();
  }
  int refused() const { return refused_; }
  int served() const { return served_; }

 private:
  void ask_once(const ServerProcess& server) {
    try {
      auto client = server.connect();
      // A connection that the former server took in its last moment is closed without a reply.
      if (!client.try_send({.target = "/v1/halls"})) return;
      const auto reply = client.try_read_reply();
      if (reply) ++(reply->status == 200 ? served_ : refused_);
    } catch (const std::exception&) {
      ++refused_;
    }
  }

  std::atomic<bool> over_{false};
  std::atomic<int> served_{0};
  std::atomic<int> refused_{0};
  std::thread thread_;
};

}  // namespace

TEST_CASE("SIGHUP puts in force what changes nothing that is booked, and nobody is refused") {
  const LiveStore place;
  const ChangedCity city{place.directory()};
  auto server = place.serve({"--config", city.file()});
  const auto id = book(server, 1, documents("2026-06-16", "1000"));
  REQUIRE(offers(server, at_five));
  const auto before = in_force(server);
  CHECK(before.at("last_reload").is_null());

  Citizens citizens{server};
  city.change("14:30-17:30", "14:30-17:00");
  server.signal(SIGHUP);
  server.await_log("event=reloaded");
  const int served = citizens.served();
  await_until("more to be served", [&] { return citizens.served() > served; });
  citizens.end();
  CHECK(citizens.refused() == 0);

  CHECK_FALSE(offers(server, at_five));
  CHECK(status_of(server, id) == "booked");
  const auto after = in_force(server);
  CHECK(after.at("digest") != before.at("digest"));
  CHECK(after.at("last_reload").at("outcome") == "in_force");
  // The same files once more: nothing to do, and the issuers are read again.
  server.signal(SIGHUP);
  server.await_log("event=issuers_read");
  const auto log = stop(server);
  CHECK(place.inspect({"--hash"}).output == logged(log, "stopped", "hash") + "\n");
  auto again = place.serve({"--config", city.file()});
  CHECK(status_of(again, id) == "booked");
  stop(again);
}

TEST_CASE("What changes bookings is told first, and done when that very change is accepted") {
  const LiveStore place;
  const ChangedCity city{place.directory()};
  auto server = place.serve({"--config", city.file()});
  const auto late = book(server, 1, at_five);
  const auto early = book(server, 2, documents("2026-06-16", "1000"));
  CHECK(ask(server, R"({"dry_run":true})").text("verdict") == "unchanged");
  CHECK(ask(server, "").status == 200);
  city.change("14:30-17:30", "14:30-17:00");

  const auto told = ask(server, R"({"dry_run":true})");
  CHECK(told.status == 200);
  CHECK(told.text("verdict") == "to_be_accepted");
  CHECK(told.json().at("displaced") == 1);
  // To look has not given up the store: nobody else may write to it.
  const auto second = place.try_to_serve({"--state", (place.directory() / "second").string()});
  CHECK(second.code == 3);
  const auto change = told.json().at("changes").at(0);
  CHECK(change.at("kind") == "outside_hours");
  CHECK(change.at("hall") == "330100");
  CHECK(change.at("date") == "2026-06-16");
  const auto accept = [](const std::string& digest) {
    return R"({"accept_changes":")" + digest + R"("})";
  };
  CHECK(ask(server, "{}").text("code") == "changes_not_accepted");
  CHECK(ask(server, accept("0123456789abcdef")).text("code") == "changes_not_accepted");
  CHECK(ask(server, accept("yes")).text("field") == "accept_changes");
  server.signal(SIGHUP);
  server.await_log("event=reload_refused");
  CHECK(in_force(server).at("last_reload").at("outcome") == "refused");

  // Somebody else is booked there since: that is another change.
  const auto later = book(server, 3, at_five);
  CHECK(ask(server, accept(told.text("accept_changes"))).text("code") == "changes_not_accepted");
  const auto digest = ask(server, R"({"dry_run":true})").text("accept_changes");
  const auto taken = ask(server, accept(digest));
  CHECK(taken.status == 202);
  CHECK(taken.text("verdict") == "ready");
  server.await_log("event=reloaded");
  CHECK(status_of(server, late) == "displaced");
  CHECK(status_of(server, later) == "displaced");
  CHECK(status_of(server, early) == "booked");
  const auto log = stop(server);
  CHECK(place.inspect({"--hash"}).output == logged(log, "stopped", "hash") + "\n");
}

TEST_CASE("Files with mistakes, and files of another city, change nothing") {
  const LiveStore place;
  const ChangedCity city{place.directory()};
  auto server = place.serve({"--config", city.file()});
  const auto digest = in_force(server).at("digest");
  city.change("horizon_days: 14", "horizon_days: fourteen");
  const auto told = ask(server, R"({"dry_run":true})");
  CHECK(told.text("verdict") == "mistaken");
  CHECK(contains(told.body, "fourteen"));
  const auto refused = ask(server, "{}");
  CHECK(refused.status == 409);
  CHECK(refused.text("code") == "configuration_mistaken");
  CHECK(contains(refused.text("detail"), "rules.horizon_days"));
  server.signal(SIGHUP);
  server.await_log("event=reload_refused reason=\"the files have mistakes\"");

  city.change("horizon_days: fourteen", "horizon_days: 14");
  city.change("city: hangzhou", "city: ningbo");
  const auto other = ask(server, "{}");
  CHECK(other.status == 409);
  CHECK(other.text("code") == "configuration_refused");
  CHECK(in_force(server).at("digest") == digest);
  CHECK(offers(server, at_five));
  stop(server);
}

TEST_CASE("A standby takes up the leader's configuration, and leads with it") {
  const RedisServer redis;
  const LiveStore place{redis.uri()};
  const ChangedCity leaders{place.directory(), "leaders"};
  const ChangedCity its_own{place.directory(), "standbys"};
  auto leader = place.serve({"--config", leaders.file()});
  auto standby = ServerProcess{
      {.directory = place.directory(),
       .options = place.serve_options({"--standby", "--state", (place.directory() / "s").string()}),
       .log = "standby",
       .config = its_own.file()}};
  const auto late = book(leader, 1, at_five);
  leaders.change("14:30-17:30", "14:30-17:00");
  const auto digest = ask(leader, R"({"dry_run":true})").text("accept_changes");
  REQUIRE(ask(leader, R"({"accept_changes":")" + digest + R"("})").status == 202);
  leader.await_log("event=reloaded");
  standby.await_log("event=configuration_differs");

  its_own.change("14:30-17:30", "14:30-17:00");
  standby.signal(SIGHUP);
  standby.await_log("event=reloaded");
  await_metric(leader, "offpeak_standby_connected", 1);
  leader.step_down();
  CHECK(leader.wait() == 0);
  standby.await_log("event=took_over");
  CHECK(status_of(standby, late) == "displaced");
  CHECK_FALSE(offers(standby, at_five));
  stop(standby);
}

TEST_CASE("Another configuration comes with a standby that has it, and a step-down") {
  const RedisServer redis;
  const LiveStore place{redis.uri()};
  const ChangedCity city{place.directory()};
  auto leader = place.serve();
  const auto id = book(leader, 1, documents("2026-06-16", "1000"));
  city.change("14:30-17:30", "14:30-17:00");
  auto standby = ServerProcess{
      {.directory = place.directory(),
       .options = place.serve_options({"--standby", "--state", (place.directory() / "s").string()}),
       .log = "standby",
       .config = city.file()}};
  await_metric(leader, "offpeak_standby_connected", 1);
  leader.step_down();
  CHECK(leader.wait() == 0);
  standby.await_log("event=took_over");
  CHECK(status_of(standby, id) == "booked");
  CHECK_FALSE(offers(standby, at_five));
  stop(standby);
}

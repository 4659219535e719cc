// An error of the journal is final: no success is reported that may not be on disk.
#include <doctest/doctest.h>

#include "store/memory/journal.hpp"
#include "tests/api/api_server.hpp"
#include "tests/api/requests.hpp"

using namespace offpeak::testing;

namespace {

const std::string slot = documents("2026-06-15", "1000");

HttpRequest booking(const ApiServer& server, std::uint64_t n) {
  return {.method = "POST",
          .target = "/v1/appointments",
          .body = wish(slot, {{n}}),
          .token = server.citizen(n)};
}

void check_unavailable(const HttpReply& reply) {
  CHECK(reply.status == 503);
  CHECK(reply.text("code") == "unavailable");
  CHECK_FALSE(reply.header("Retry-After").empty());
}

}  // namespace

TEST_CASE("After an error of the journal nothing succeeds any more, and the server says why") {
  offpeak::store::MemoryJournal journal;
  ApiServer server{{.journal = &journal}};
  auto client = server.connect();
  const auto before = client.exchange(booking(server, 1));
  REQUIRE(before.status == 201);

  journal.fail_next_append("the disk is gone");
  const auto unknown = client.exchange(booking(server, 2));
  check_unavailable(unknown);
  CHECK(unknown.text("detail").find("unknown") != std::string::npos);
  CHECK(server.failure() == "the disk is gone");

  const auto refused = client.exchange(booking(server, 3));
  check_unavailable(refused);
  CHECK(refused.text("detail").find("nothing was done") != std::string::npos);
  check_unavailable(client.get("/v1/appointments/" + before.text("id")));
  check_unavailable(client.get("/v1/me/appointments", server.citizen(1)));

  const auto ready = client.get("/readyz");
  CHECK(ready.status == 503);
  CHECK(ready.text("status") == "failed");
  CHECK_FALSE(ready.text("detail").empty());
  CHECK(client.get("/healthz").status == 200);
  CHECK(client.get("/metrics").body.find("offpeak_journal_failed 1\n") != std::string::npos);
  CHECK(journal.last_sequence() == 1);
}

TEST_CASE("Everything under way when the journal fails is told that its outcome is unknown") {
  offpeak::store::MemoryJournal journal;
  ApiServer server{{.journal = &journal}};
  journal.hold_appends();
  journal.fail_next_append("the disk is gone");
  auto client = server.connect();
  client.send(booking(server, 1));
  journal.wait_for_held_append();
  std::vector<HttpClient> clients;
  for (std::uint64_t n = 2; n < 12; ++n) {
    clients.push_back(server.connect());
    clients.back().send(booking(server, n));
    // A rejection may not leave before what it depends on.
    clients.back().send(booking(server, n));
  }
  journal.release_appends();
  check_unavailable(client.read_reply());
  for (auto& other : clients) {
    check_unavailable(other.read_reply());
    check_unavailable(other.read_reply());
  }
  CHECK(journal.last_sequence() == 0);
}

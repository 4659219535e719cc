// Webhooks of the program itself, through its death.
#include <doctest/doctest.h>

#include <sys/stat.h>

#include <atomic>
#include <mutex>
#include <set>

#include "tests/main/live_store.hpp"
#include "tests/outbox/receiver.hpp"

using namespace offpeak::testing;
using offpeak::outbox::tests::Received;
using offpeak::outbox::tests::Receiver;

namespace {

constexpr std::uint64_t bookings = 20;

bool is_name(const std::string& secret) {
  return secret.size() == 32 && secret.find_first_not_of("0123456789abcdef") == std::string::npos;
}

std::string of_endpoint(const std::string& metric, const std::string& endpoint = "default") {
  return metric + "{endpoint=\"" + endpoint + "\"}";
}

}  // namespace

TEST_CASE("What was pending at a kill -9 arrives after the next start, and names nobody") {
  const LiveStore place;
  std::atomic<bool> accept{false};
  std::mutex mutex;
  std::set<std::string> accepted;  // bodies
  Receiver receiver{[&](const Received& one) {
    if (!accept) return 503;
    const std::lock_guard lock{mutex};
    accepted.insert(one.body);
    return 204;
  }};
  const std::vector<std::string> webhook{"--webhook", receiver.url()};
  Secrets secrets;
  {
    auto server = place.serve(webhook);
    secrets = book(server, 0, bookings);
    receiver.await(1);
    CHECK(await_metric(server, of_endpoint("offpeak_outbox_pending"), bookings) == bookings);
    auto client = server.connect();
    const auto page = client.get("/v1/operations/webhooks", server.token("admin"));
    CHECK(page.status == 200);
    CHECK(
        contains(page.body,
                 R"("enabled":true,"endpoints":[{"name":"default","disabled":false,"pending":20)"));
    CHECK(contains(page.body, R"("last_error":"answered 503")"));
    CHECK(client.get("/v1/operations/webhooks", server.token("staff")).status == 403);
    server.kill();
    server.wait();
  }
  struct stat key {};
  REQUIRE(stat((place.directory() / "keys" / "webhook.key").c_str(), &key) == 0);
  CHECK((key.st_mode & 0777) == 0600);

  accept = true;
  auto server = place.serve(webhook);
  CHECK(await_metric(server, of_endpoint("offpeak_outbox_delivered_total"), bookings) == bookings);
  const std::lock_guard lock{mutex};
  CHECK(accepted.size() == bookings);
  std::string all;
  for (const auto& body : accepted) all += body + '\n';
  for (const auto& secret : secrets) CHECK(contains(all, secret) == is_name(secret));
}

TEST_CASE(
    "A receiver that is gone is disabled over a restart, until an administrator says otherwise") {
  const LiveStore place;
  std::atomic<bool> is_gone{true};
  Receiver receiver{[&](const Received&) { return is_gone ? 410 : 204; }};
  const std::vector<std::string> webhook{"--webhook", receiver.url()};
  {
    auto server = place.serve(webhook);
    book(server, 0, 1);
    CHECK(await_metric(server, of_endpoint("offpeak_outbox_disabled"), 1) == 1);
    stop(server);
  }
  is_gone = false;
  auto server = place.serve(webhook);
  auto client = server.connect();
  const std::string path = "/v1/operations/webhooks";
  CHECK(contains(client.get(path, server.token("admin")).body,
                 R"("disabled":true,"disabled_because":"gone","pending":1)"));
  CHECK(client.post(path + "/enable", "", server.token("staff")).status == 403);
  const auto unknown = client.post(path + "/enable?endpoint=other", "", server.token("admin"));
  CHECK(unknown.status == 400);
  CHECK(unknown.text("field") == "endpoint");
  CHECK(client.post(path + "/enable?endpoint=default", "", server.token("admin")).status == 202);
  CHECK(await_metric(server, of_endpoint("offpeak_outbox_delivered_total"), 1) == 1);
  CHECK(contains(client.get(path, server.token("admin")).body, R"("disabled":false)"));
}

TEST_CASE(
    "Of two receivers the good one gets nothing twice through a kill -9, the other all it lacks") {
  const LiveStore place;
  std::atomic<bool> accept{false};
  Receiver good{[](const Received&) { return 204; }};
  Receiver bad{[&](const Received&) { return accept ? 204 : 503; }};
  const std::vector<std::string> webhooks{"--webhook", good.url(), "--webhook", "crm=" + bad.url()};
  {
    auto server = place.serve(webhooks);
    book(server, 0, bookings);
    await_metric(server, of_endpoint("offpeak_outbox_delivered_total"), bookings);
    await_metric(server, of_endpoint("offpeak_outbox_pending", "crm"), bookings);
    server.kill();
    server.wait();
  }
  accept = true;
  auto server = place.serve(webhooks);
  await_metric(server, of_endpoint("offpeak_outbox_delivered_total", "crm"), bookings);
  book(server, bookings, bookings + 1);
  await_metric(server, of_endpoint("offpeak_outbox_delivered_total"), 1);
  CHECK(good.await(bookings + 1).size() == bookings + 1);
  CHECK(std::filesystem::exists(place.directory() / "keys" / "webhook-crm.key"));
}

TEST_CASE("Without --webhook the outbox says so") {
  const LiveStore place;
  auto server = place.serve();
  const auto page = server.connect().get("/v1/operations/webhooks", server.token("admin"));
  CHECK(page.body == R"({"enabled":false})");
}

TEST_CASE("Wrong receivers are refused by their name, without their address") {
  const std::string url = "https://hooks.example/?secret=1";
  std::vector<std::string> many;
  for (int n = 0; n < 17; ++n) many.push_back("n" + std::to_string(n) + "=" + url);
  struct Row {
    std::vector<std::string> webhooks;
    const char* said;
  };
  const std::vector<Row> rows{
      {{"http://hooks.example/?secret=1"}, "--webhook (default) must be https://"},
      {{url, "crm=http://hooks.example/?secret=1"}, "--webhook (crm) must be https://"},
      {{"CRM=" + url}, "--webhook NAME=URL: the name must be"},
      {{"=" + url}, "--webhook NAME=URL: the name must be"},
      {{"../keys=" + url}, "--webhook NAME=URL: the name must be"},
      {{url, url}, "--webhook (default) is given twice"},
      {{"crm=" + url, "crm=" + url}, "--webhook (crm) is given twice"},
      {many, "--webhook: at most 16 may be given"},
  };
  const LiveStore place;
  for (const auto& row : rows) {
    CAPTURE(row.said);
    std::vector<std::string> options;
    for (const auto& webhook : row.webhooks) options.insert(options.end(), {"--webhook", webhook});
    const auto refused = place.try_to_serve(options);
    CHECK(refused.code == 2);
    CHECK(contains(refused.errors, row.said));
    CHECK_FALSE(contains(refused.errors, "secret"));
  }
}

// Many clients, one slot.
#include <doctest/doctest.h>

#include <latch>
#include <map>
#include <thread>

#include "tests/api/api_server.hpp"
#include "tests/api/requests.hpp"

using namespace offpeak::testing;

namespace {

constexpr std::size_t clients = 200;
constexpr std::size_t threads = 8;
constexpr int places = 30;

const std::string slot = documents("2026-06-15", "1000");

/// Every client books for a party of its own, all at the same moment; how often each outcome came.
std::map<std::string, int> fight(std::size_t party_size) {
  ApiServer server{{.city = city_with_slots_of(places * 6), .threads = 2}};
  std::vector<HttpClient> connections;
  std::vector<HttpRequest> requests;
  for (std::size_t i = 0; i < clients; ++i) {
    std::vector<Person> party;
    for (std::size_t k = 0; k < party_size; ++k) party.push_back({i * party_size + k});
    connections.push_back(server.connect());
    requests.push_back({.method = "POST",
                        .target = "/v1/appointments",
                        .body = wish(slot, party),
                        .token = server.citizen(party.front().n)});
  }

  std::vector<HttpReply> replies(clients);
  std::latch start{threads};
  std::vector<std::jthread> workers;
  for (std::size_t t = 0; t < threads; ++t) {
    workers.emplace_back([&, t] {
      start.arrive_and_wait();
      for (std::size_t i = t; i < clients; i += threads) connections[i].send(requests[i]);
      for (std::size_t i = t; i < clients; i += threads) replies[i] = connections[i].read_reply();
    });
  }
  workers.clear();

  std::map<std::string, int> outcomes;
  for (const auto& reply : replies) {
    ++outcomes[reply.status == 201 ? "booked" : reply.text("code")];
  }
  auto client = server.connect();
  const auto left = client.get(
      "/v1/slots?service=passport_renewal&hall=330100&from=2026-06-15"
      "&to=2026-06-15");
  CHECK(left.body.find("\"id\":\"" + slot +
                       "\",\"hall\":\"330100\",\"start\":\"2026-06-15T10:00:00+08:00\",\"end\":"
                       "\"2026-06-15T10:30:00+08:00\",\"remaining\":0,\"capacity\":30}") !=
        std::string::npos);
  return outcomes;
}

}  // namespace

TEST_CASE("Of 200 clients that fight for 30 places, 30 get one and the rest hear slot_full") {
  CHECK(fight(1) == std::map<std::string, int>{{"booked", 30}, {"slot_full", 170}});
}

TEST_CASE("Of 200 parties of three that fight for 30 places, 10 get theirs, whole") {
  CHECK(fight(3) == std::map<std::string, int>{{"booked", 10}, {"slot_full", 190}});
}

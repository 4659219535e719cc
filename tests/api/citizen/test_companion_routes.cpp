// Those whom somebody else names, over HTTP: what they are told and asked, and what nobody is told
// of them.
#include <doctest/doctest.h>

#include <boost/json.hpp>

#include "scheduler/state/records.hpp"
#include "tests/api/api_server.hpp"
#include "tests/api/requests.hpp"

namespace offpeak::testing {
namespace {

const std::string slot = documents("2026-06-16", "0930");
const std::string other_slot = documents("2026-06-16", "1000");

HttpReply book(HttpClient& client, const std::string& token, const std::string& where,
               const std::vector<Person>& party) {
  return client.post("/v1/appointments", wish(where, party), token);
}

bool is_confirmed(const HttpReply& reply, std::size_t member) {
  return reply.json().at("applicants").at(member).at("confirmed").as_bool();
}

}  // namespace

TEST_CASE(
    "Whoever is named by another finds the appointment in the list, confirms, and may cancel") {
  ApiServer server;
  auto client = server.connect();
  const auto made = book(client, server.citizen(1), slot, {{1}, {2}});
  REQUIRE(made.status == 201);
  CHECK(is_confirmed(made, 0));
  CHECK_FALSE(is_confirmed(made, 1));
  const auto id = made.text("id");
  const auto list = client.get("/v1/me/appointments", server.citizen(2)).json().at("appointments");
  REQUIRE(list.as_array().size() == 1);
  CHECK(list.at(0).at("as_companion").as_bool());

  const auto path = "/v1/appointments/" + id;
  CHECK(client.post(path + "/cancel", "", server.citizen(2)).status == 403);
  CHECK(client.post(path + "/confirm", "", server.citizen(3)).status == 404);
  const auto confirmed = client.post(path + "/confirm", "", server.citizen(2));
  CHECK(confirmed.status == 200);
  CHECK(is_confirmed(confirmed, 1));
  const auto own = client.get("/v1/me/appointments", server.citizen(2)).json().at("appointments");
  CHECK_FALSE(own.at(0).as_object().contains("as_companion"));
  CHECK(client.post(path + "/cancel", "", server.citizen(2)).status == 200);
}

TEST_CASE("Staff confirm whose document they have seen, in their hall") {
  ApiServer server;
  auto client = server.connect();
  const auto made = book(client, server.citizen(1), slot, {{1}, {2}});
  const auto path = "/v1/appointments/" + made.text("id") + "/confirm";
  const auto document = R"({"id_number":")" + resident_number(2) + R"("})";
  CHECK(client.post(path, document, server.token(scheduler::Role::staff, 330102)).status == 403);
  CHECK(client.post(path, "{}", server.staff()).text("field") == "id_number");
  const auto confirmed = client.post(path, document, server.staff());
  CHECK(confirmed.status == 200);
  CHECK(is_confirmed(confirmed, 1));
}

TEST_CASE(
    "A stranger's appointments, holds and suspension are not told to who names the stranger") {
  ApiServer server;
  auto client = server.connect();
  REQUIRE(book(client, server.citizen(2), slot, {{2}}).status == 201);
  REQUIRE(client.post("/v1/holds", wish(other_slot, {{3}}), server.citizen(3)).status == 201);
  CHECK(book(client, server.citizen(1), slot, {{1}, {2}, {3}}).status == 201);
  // And what a stranger books with me does not answer for me.
  CHECK(book(client, server.citizen(3), other_slot, {{3, "first_passport"}}).status == 201);
  CHECK(book(client, server.citizen(4), other_slot, {{4}, {5}}).status == 201);
  CHECK(book(client, server.citizen(5), other_slot, {{5}}).status == 201);
}

TEST_CASE("A citizen's key of nobody known is refused, whatever its digits") {
  ApiServer server;
  auto client = server.connect();
  const auto token = server.citizen(1);
  const auto by_key = [&](const std::string& key) {
    return client.post("/v1/holds",
                       R"({"slot":")" + slot + R"(","applicants":[)" + applicant({1}) +
                           R"(,{"service":"passport_replacement","citizen":")" + key + R"("}]})",
                       token);
  };
  CHECK(by_key(std::string(32, '0')).text("code") == "unknown_citizen");
  CHECK(by_key("0123456789abcdef0123456789abcdef").text("code") == "unknown_citizen");
}

TEST_CASE("A hall's clerk books for nobody, the hotline for everybody") {
  ApiServer server;
  auto client = server.connect();
  const auto refused = book(client, server.staff(), slot, {{1}});
  CHECK(refused.status == 403);
  CHECK(refused.text("code") == "forbidden");
  const auto made = book(client, server.hotline(), slot, {{1}, {2}});
  REQUIRE(made.status == 201);
  CHECK(is_confirmed(made, 0));
  CHECK(is_confirmed(made, 1));
  CHECK(book(client, server.citizen(2), other_slot, {{2}}).text("code") == "already_booked");
}

TEST_CASE("After three holds that came to nothing the next has to wait, and is told until when") {
  ApiServer server;
  auto client = server.connect();
  const auto token = server.citizen(1);
  for (int i = 0; i < 3; ++i) {
    const auto hold = client.post("/v1/holds", wish(slot, {{1}}), token);
    REQUIRE(hold.status == 201);
    REQUIRE(client.del("/v1/holds/" + hold.text("id"), token).status == 204);
  }
  const auto refused = client.post("/v1/holds", wish(slot, {{1}}), token);
  CHECK(refused.status == 429);
  CHECK(refused.text("code") == "hold_pause");
  CHECK(refused.text("again_at").ends_with("+08:00"));
  CHECK_FALSE(refused.header("Retry-After").empty());
  CHECK(book(client, token, slot, {{1}}).status == 201);
}

TEST_CASE("One citizen's keys end at the own share, and everybody else's go on") {
  ApiServerOptions options;
  options.city.limits.citizen_burst = 1000;
  options.city.limits.address_burst = 1000;
  ApiServer server{options};
  auto client = server.connect();
  const auto ask = [&](std::uint64_t citizen, int key) {
    return client.post("/v1/appointments/" + std::string(32, 'a') + "/cancel", "",
                       server.citizen(citizen), "k" + std::to_string(key));
  };
  for (std::uint32_t i = 0; i < scheduler::memories_per_citizen_max; ++i) {
    REQUIRE(ask(1, static_cast<int>(i)).status == 404);
  }
  const auto refused = ask(1, -1);
  CHECK(refused.status == 429);
  CHECK(refused.text("code") == "idempotency_limit");
  CHECK(ask(1, 0).status == 404);  // what is kept is answered
  CHECK(ask(2, 0).status == 404);
}

}  // namespace offpeak::testing

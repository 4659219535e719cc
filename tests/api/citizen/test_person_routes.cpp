// One person with several documents, over HTTP.
#include <doctest/doctest.h>

#include <boost/json.hpp>

#include "tests/api/api_server.hpp"
#include "tests/api/requests.hpp"

namespace offpeak::testing {
namespace {

const std::string passport = R"({"id_type":"passport","id_number":"E12345678"})";

std::string resident(int n) { return R"({"id_number":")" + resident_number(n) + R"("})"; }

std::string two(const std::string& person, const std::string& document) {
  return R"({"person":)" + person + R"(,"document":)" + document + "}";
}

std::string wish_of(const std::string& slot, const std::string& key) {
  return R"({"slot":")" + slot + R"(","applicants":[{"service":"passport_renewal","citizen":")" +
         key + R"("}]})";
}

}  // namespace

TEST_CASE(
    "Whoever has two documents is one person once the hotline has seen both, a restart included") {
  ApiServer server;
  auto client = server.connect();
  const auto sign_in = client.post("/v1/tokens", passport);
  REQUIRE(sign_in.status == 201);
  const auto by_passport = sign_in.text("token");
  const auto booked =
      client.post("/v1/appointments",
                  wish_of(documents("2026-06-16", "0930"), sign_in.text("citizen")), by_passport);
  REQUIRE(booked.status == 201);

  REQUIRE(client.post("/v1/persons/join", two(resident(1), passport), server.hotline()).status ==
          204);
  const auto check = [&](HttpClient& asking) {
    const auto list =
        asking.get("/v1/me/appointments", server.citizen(1)).json().at("appointments");
    REQUIRE(list.as_array().size() == 1);
    CHECK(list.at(0).at("id").as_string() == booked.text("id"));
    const auto again = asking.post("/v1/appointments", wish(documents("2026-06-16", "1000"), {{1}}),
                                   server.citizen(1));
    CHECK(again.text("code") == "already_booked");
  };
  check(client);
  server.restart_at("2026-06-13T08:05:00+08:00");
  client = server.connect();
  check(client);

  CHECK(client.post("/v1/persons/separate", passport, server.hotline()).status == 204);
  CHECK(client.post("/v1/persons/separate", passport, server.hotline()).status == 404);
  CHECK(
      client.get("/v1/me/appointments", by_passport).json().at("appointments").as_array().empty());
}

TEST_CASE("What is wrong with two documents is said of the field") {
  ApiServer server;
  auto client = server.connect();
  struct Row {
    std::string body;
    std::string field;
  };
  const std::vector<Row> rows = {
      {"{}", "person"},
      {R"({"person":)" + passport + "}", "document"},
      {two("7", passport), "person"},
      {two(passport, R"({"id_number":"7"})"), "document.id_number"},
      {two(passport, R"({"id_number":"7","name":"x"})"), "document.name"},
      {two(R"({"id_type":"card","id_number":"E12345678"})", passport), "person.id_type"},
      {two(passport, passport), "document"},
      {two(passport, R"({"id_type":"passport","id_number":"e12345678"})"), "document"},
  };
  for (const auto& row : rows) {
    CAPTURE(row.body);
    const auto reply = client.post("/v1/persons/join", row.body, server.hotline());
    CHECK(reply.status == 400);
    CHECK(reply.text("field") == row.field);
  }
}

TEST_CASE("Two who came together are two people, and stay so") {
  ApiServer server;
  auto client = server.connect();
  REQUIRE(client
              .post("/v1/appointments", wish(documents("2026-06-16", "0930"), {{1}, {2}}),
                    server.citizen(1))
              .status == 201);
  const auto reply =
      client.post("/v1/persons/join", two(resident(1), resident(2)), server.hotline());
  CHECK(reply.status == 409);
  CHECK(reply.text("code") == "came_together");
}

}  // namespace offpeak::testing

// Who may do what in which hall.
#include <doctest/doctest.h>

#include <boost/json.hpp>

#include "tests/api/hall.hpp"

using namespace offpeak::testing;
using offpeak::scheduler::Role;

TEST_CASE("Staff and kiosks work in the hall of their token, an administrator in any") {
  Hall hall;
  auto& server = hall.server;
  const std::string advice = R"({"service":"advice"})";
  const std::string here = "/v1/halls/330100/";
  struct Row {
    std::string what;
    std::string token;
    int ticket;  // status of taking one
    int open;    // status of opening a counter
    std::string detail{};
  };
  const std::vector<Row> rows{
      {"staff of this hall", server.token(Role::staff, 330100), 201, 204},
      {"kiosk of this hall", server.token(Role::kiosk, 330100), 201, 403},
      {"administrator", server.admin(), 201, 204},
      {"staff of another hall", server.token(Role::staff, 330102), 403, 403, "330102"},
      {"kiosk of another hall", server.token(Role::kiosk, 330102), 403, 403},
      {"staff of no hall", server.token(Role::staff), 403, 403, "--hall"},
      {"kiosk of no hall", server.token(Role::kiosk), 403, 403},
      {"display", server.token(Role::display, 330100), 403, 403, "reads only"},
      {"planner", server.token(Role::planner), 403, 403},
      {"citizen", server.citizen(1), 403, 403},
      {"nobody", "", 401, 401},
  };
  for (const auto& row : rows) {
    CAPTURE(row.what);
    const auto taken = hall.client.post(here + "tickets", advice, row.token);
    CHECK(taken.status == row.ticket);
    const auto opened = hall.client.post(here + "counters/1/open", "", row.token);
    CHECK(opened.status == row.open);
    CHECK(opened.body.find(row.detail) != std::string::npos);
  }
}

TEST_CASE("A hall that does not exist is not found, whoever asks") {
  Hall hall;
  for (const auto& token : {hall.server.staff(), hall.server.kiosk(), hall.server.admin()}) {
    for (const std::string code : {"999999", "x"}) {
      CHECK(hall.client.post("/v1/halls/" + code + "/tickets", R"({"service":"advice"})", token)
                .status == 404);
    }
  }
}

TEST_CASE("A display sends nothing that changes anything, not even what anyone may") {
  Hall hall;
  const auto id = hall.take().text("id");
  const auto display = hall.server.token(Role::display, 330100);
  CHECK(hall.client.del("/v1/tickets/" + id, display).status == 403);
  CHECK(hall.client.post("/v1/tokens", R"({"id_number":"x"})", display).status == 403);
  CHECK(hall.client.get("/v1/tickets/" + id, display).text("status") == "waiting");
  CHECK(hall.client.get("/v1/halls", display).status == 200);
}

TEST_CASE("The hotline books for anyone, with a token that names no hall") {
  Hall hall;
  const auto reply = hall.client.post(
      "/v1/appointments", wish(documents("2026-06-15", "1000"), {{1}}), hall.server.hotline());
  CHECK(reply.status == 201);
}

// Holding and booking.
#include <doctest/doctest.h>

#include <boost/json.hpp>

#include "tests/api/api_server.hpp"
#include "tests/api/qr_reader.hpp"
#include "tests/api/requests.hpp"

using namespace offpeak::testing;
namespace json = boost::json;

namespace {

const std::string today = documents("2026-06-13", "1000");

std::string status_of(HttpClient& client, const std::string& id) {
  return client.get("/v1/appointments/" + id).text("status");
}

std::int64_t remaining(HttpClient& client, const std::string& slot) {
  const std::string date = slot.substr(17, 10);
  const auto list =
      client.get("/v1/slots?service=passport_renewal&hall=330100&from=" + date + "&to=" + date)
          .json();
  for (const auto& shown : list.at("slots").as_array()) {
    if (shown.at("id").as_string() == slot) return shown.at("remaining").as_int64();
  }
  return -1;
}

}  // namespace

TEST_CASE("An appointment is booked at once, found again, and listed") {
  ApiServer server;
  auto client = server.connect();
  const auto booked = client.post("/v1/appointments", wish(today, {{1}}), server.citizen(1));
  REQUIRE(booked.status == 201);
  CHECK(booked.text("status") == "booked");
  CHECK(booked.text("slot") == today);
  CHECK(booked.text("hall") == "330100");
  CHECK(booked.text("start") == "2026-06-13T10:00:00+08:00");
  CHECK(booked.text("end") == "2026-06-13T10:30:00+08:00");
  CHECK(booked.text("id").size() == 32);
  CHECK(booked.text("code").size() == 6);

  const auto found = client.get("/v1/appointments/" + booked.text("id"));
  CHECK(found.status == 200);
  CHECK(found.body == booked.body);
  const auto mine = client.get("/v1/me/appointments", server.citizen(1)).json();
  CHECK(mine.at("appointments") == json::array{booked.json()});
  const auto others = client.get("/v1/me/appointments", server.citizen(2)).json();
  CHECK(others.at("appointments").as_array().empty());
  CHECK(remaining(client, today) == 50);
}

TEST_CASE("A booking on a day whose holidays are not known yet is provisional") {
  ApiServer server{{.now = "2026-12-31T18:00:00+08:00"}};
  auto client = server.connect();
  const auto wished = wish("330100.documents.2027-01-02.1000", {{1}});
  const auto booked = client.post("/v1/appointments", wished, server.citizen(1));
  REQUIRE(booked.status == 201);
  CHECK(booked.json().at("provisional") == true);
}

TEST_CASE("A booking is there after a restart, with its id and its code") {
  ApiServer server;
  auto client = server.connect();
  const auto booked = client.post("/v1/appointments", wish(today, {{1}}), server.citizen(1));
  REQUIRE(booked.status == 201);
  server.restart_at("2026-06-13T08:05:00+08:00");
  client = server.connect();
  CHECK(client.get("/v1/appointments/" + booked.text("id")).body == booked.body);
  CHECK(remaining(client, today) == 50);
}

TEST_CASE("A hold takes the place, and becomes the appointment of the same id") {
  ApiServer server;
  auto client = server.connect();
  const auto held = client.post("/v1/holds", wish(today, {{1}}), server.citizen(1));
  REQUIRE(held.status == 201);
  CHECK(held.text("status") == "held");
  CHECK(held.text("expires_at") == "2026-06-13T08:10:00+08:00");
  CHECK(held.text("code").empty());
  CHECK(remaining(client, today) == 50);
  // Who asks is told what is left of it, too.
  auto asked = client.get("/v1/appointments/" + held.text("id")).body;
  const std::string left = R"("remaining_seconds":600,)";
  REQUIRE(asked.find(left) != std::string::npos);
  CHECK(asked.erase(asked.find(left), left.size()) == held.body);

  const auto booked =
      client.post("/v1/appointments", hold_body(held.text("id")), server.citizen(1));
  REQUIRE(booked.status == 201);
  CHECK(booked.text("id") == held.text("id"));
  CHECK(booked.text("status") == "booked");
  CHECK(remaining(client, today) == 50);

  const auto again = client.post("/v1/appointments", hold_body(held.text("id")), server.citizen(1));
  CHECK(again.status == 409);
  CHECK(again.text("code") == "wrong_state");
}

TEST_CASE("A hold that is given back frees its place at once") {
  ApiServer server;
  auto client = server.connect();
  const auto held = client.post("/v1/holds", wish(today, {{1}}), server.citizen(1));
  REQUIRE(held.status == 201);
  const std::string path = "/v1/holds/" + held.text("id");
  const auto stranger = client.del(path, server.citizen(2));
  CHECK(stranger.status == 403);
  const auto released = client.del(path, server.citizen(1));
  CHECK(released.status == 204);
  CHECK(released.body.empty());
  CHECK(remaining(client, today) == 51);
  CHECK(status_of(client, held.text("id")) == "released");

  const auto again = client.del(path, server.citizen(1));
  CHECK(again.status == 409);
  CHECK(again.text("code") == "wrong_state");
  const auto late = client.post("/v1/appointments", hold_body(held.text("id")), server.citizen(1));
  CHECK(late.status == 409);
  CHECK(late.text("code") == "hold_expired");
  CHECK(client.del("/v1/holds/00000000000000000000000000000000", server.citizen(1)).status == 404);
  CHECK(client.del("/v1/holds/x", server.citizen(1)).status == 404);
}

TEST_CASE("A hold ends by itself, without anybody asking") {
  ApiServer server;
  auto client = server.connect();
  const auto held =
      client.post("/v1/holds", wish(documents("2026-06-15", "1000"), {{1}}), server.citizen(1));
  REQUIRE(held.status == 201);
  const auto path = "/v1/appointments/" + held.text("id");
  server.move_clock("2026-06-13T08:09:59+08:00");
  CHECK(client.get(path, server.staff()).text("status") == "held");
  server.move_clock("2026-06-13T08:10:00+08:00");
  const auto ended = client.get(path, server.staff());
  CHECK(ended.text("status") == "expired");
  CHECK(ended.text("expires_at").empty());
  const auto late = client.post("/v1/appointments", hold_body(held.text("id")), server.citizen(1));
  CHECK(late.status == 409);
  CHECK(late.text("code") == "hold_expired");
  CHECK(client.del("/v1/holds/" + held.text("id"), server.citizen(1)).text("code") ==
        "hold_expired");
}

TEST_CASE("A hold that ended while the server was down has ended when it is back") {
  ApiServer server;
  auto client = server.connect();
  const auto held = client.post("/v1/holds", wish(today, {{1}}), server.citizen(1));
  REQUIRE(held.status == 201);
  server.restart_at("2026-06-13T08:10:00+08:00");
  client = server.connect();
  CHECK(status_of(client, held.text("id")) == "expired");
  CHECK(remaining(client, today) == 51);
}

TEST_CASE("A party is booked as a whole") {
  ApiServer server{{.city = city_with_slots_of(18)}};
  auto client = server.connect();
  const auto party = client.post("/v1/appointments", wish(today, {{1}, {2}}), server.citizen(2));
  REQUIRE(party.status == 201);
  CHECK(party.json().at("applicants").as_array().size() == 2);
  // Of two more, one would fit.
  const auto too_many = client.post("/v1/appointments", wish(today, {{3}, {4}}), server.citizen(3));
  CHECK(too_many.status == 409);
  CHECK(too_many.text("code") == "slot_full");
  CHECK(client.post("/v1/appointments", wish(today, {{3}}), server.citizen(3)).status == 201);
  CHECK(client.post("/v1/holds", wish(today, {{4}}), server.citizen(4)).text("code") ==
        "slot_full");
  for (const int member : {1, 2}) {
    const auto mine =
        client.get("/v1/me/appointments", server.citizen(static_cast<std::uint64_t>(member)));
    CHECK(mine.json().at("appointments").at(0).at("id").as_string() == party.text("id"));
  }
}

TEST_CASE("The hotline books for anyone, a citizen for a party of which they are one") {
  ApiServer server;
  auto client = server.connect();
  CHECK(client.post("/v1/appointments", wish(today, {{1}}), server.citizen(2)).status == 403);
  CHECK(client.post("/v1/holds", wish(today, {{1}}), server.citizen(2)).status == 403);
  CHECK(client.post("/v1/appointments", wish(today, {{1}, {2}}), server.citizen(2)).status == 201);
  CHECK(client.post("/v1/appointments", wish(today, {{3}}), server.hotline()).status == 201);
  CHECK(client.post("/v1/holds", wish(today, {{4}}), server.admin()).status == 201);
}

TEST_CASE("Every rule has its code, for holding and for booking alike") {
  auto city = hangzhou();
  city.halls.front().rules.party_max = 2;
  ApiServer server{{.city = city}};
  auto client = server.connect();
  REQUIRE(client.post("/v1/appointments", wish(today, {{1}}), server.citizen(1)).status == 201);
  struct Row {
    std::string what;
    std::string body;
    int status;
    std::string code;
  };
  const std::vector<Row> rows{
      {"the same service again", wish(documents("2026-06-14", "1000"), {{1}}), 409,
       "already_booked"},
      {"no such minute", wish(documents("2026-06-13", "1015"), {{1, "advice"}}), 404,
       "unknown_slot"},
      {"at lunch", wish(documents("2026-06-13", "1230"), {{1, "advice"}}), 404, "unknown_slot"},
      {"on a holiday", wish(documents("2026-06-19", "1000"), {{1, "advice"}}), 404, "unknown_slot"},
      {"no such hall", wish("999999.documents.2026-06-14.1000", {{1, "advice"}}), 404,
       "unknown_slot"},
      {"a lane one does not book", wish("330100.self_service.2026-06-14.1000", {{1, "advice"}}),
       404, "unknown_slot"},
      {"yesterday", wish(documents("2026-06-12", "1000"), {{1, "advice"}}), 409, "outside_horizon"},
      {"too far ahead", wish(documents("2026-06-28", "1000"), {{1, "advice"}}), 409,
       "outside_horizon"},
      {"released at nine", wish(documents("2026-06-27", "1000"), {{1, "advice"}}), 409,
       "not_released"},
      {"another lane's service", wish(today, {{1, "collection"}}), 409, "wrong_lane"},
      {"the same person twice", wish(today, {{1, "advice"}, {1, "advice"}}), 409,
       "duplicate_applicant"},
      {"more than this hall takes", wish(today, {{1, "advice"}, {2}, {3}}), 409, "party_too_large"},
  };
  for (const auto& row : rows) {
    for (const std::string path : {"/v1/holds", "/v1/appointments"}) {
      CAPTURE(row.what);
      CAPTURE(path);
      const auto reply = client.post(path, row.body, server.citizen(1));
      CHECK(reply.status == row.status);
      CHECK(reply.text("code") == row.code);
    }
  }
}

TEST_CASE("A slot that has begun is outside the horizon") {
  ApiServer server{{.now = "2026-06-13T10:00:00+08:00"}};
  auto client = server.connect();
  CHECK(client.post("/v1/holds", wish(today, {{1}}), server.citizen(1)).text("code") ==
        "outside_horizon");
}

TEST_CASE("Two holds may be open at a time") {
  ApiServer server;
  auto client = server.connect();
  const std::string token = server.citizen(1);
  const std::string first =
      client.post("/v1/holds", wish(today, {{1, "passport_renewal"}}), token).text("id");
  CHECK(client.post("/v1/holds", wish(today, {{1, "advice"}}), token).status == 201);
  const std::string third = wish(today, {{1, "taiwan_permit"}});
  CHECK(client.post("/v1/holds", third, token).text("code") == "hold_limit");
  REQUIRE(client.del("/v1/holds/" + first, token).status == 204);
  CHECK(client.post("/v1/holds", third, token).status == 201);
}

TEST_CASE("A hold is confirmed by its people and by the hotline, and must exist") {
  ApiServer server;
  auto client = server.connect();
  const auto held = client.post("/v1/holds", wish(today, {{1}, {2}}), server.citizen(1));
  const std::string body = hold_body(held.text("id"));
  CHECK(client.post("/v1/appointments", body, server.citizen(3)).status == 403);
  CHECK(client.post("/v1/appointments", body, server.citizen(2)).status == 403);  // a companion
  CHECK(client.post("/v1/appointments", body, server.hotline()).status == 201);
  const auto unknown = client.post(
      "/v1/appointments", hold_body("00000000000000000000000000000000"), server.citizen(1));
  CHECK(unknown.status == 404);
  CHECK(unknown.text("code") == "not_found");
}

TEST_CASE("An appointment comes as a calendar file and as a QR code, a hold does not") {
  ApiServer server;
  auto client = server.connect();
  const auto booked = client.post("/v1/appointments", wish(today, {{1}}), server.citizen(1));
  const std::string path = "/v1/appointments/" + booked.text("id");
  const auto calendar = client.get(path + ".ics");
  CHECK(calendar.status == 200);
  CHECK(calendar.header("Content-Type") == "text/calendar; charset=utf-8; method=PUBLISH");
  CHECK(calendar.body.find("\r\nDTSTART:20260613T020000Z\r\n") != std::string::npos);
  CHECK(calendar.body.find("\r\nDTSTAMP:20260613T000000Z\r\n") != std::string::npos);
  const auto picture = client.get(path + "/qr.svg");
  CHECK(picture.status == 200);
  CHECK(picture.header("Content-Type") == "image/svg+xml");
  CHECK(read_qr_svg(picture.body) == booked.text("code"));

  const auto held = client.post("/v1/holds", wish(today, {{2}}), server.citizen(2));
  for (const std::string ending : {".ics", "/qr.svg"}) {
    const auto reply = client.get("/v1/appointments/" + held.text("id") + ending);
    CHECK(reply.status == 409);
    CHECK(reply.text("code") == "wrong_state");
  }
}

TEST_CASE("Ids cannot be guessed from one another, and codes are of one hall and day") {
  ApiServer server;
  auto client = server.connect();
  const auto first = client.post("/v1/appointments", wish(today, {{1}}), server.citizen(1));
  const auto second = client.post("/v1/appointments", wish(today, {{2}}), server.citizen(2));
  REQUIRE(second.status == 201);
  CHECK(first.text("id").substr(0, 8) != second.text("id").substr(0, 8));
  CHECK(first.text("code") != second.text("code"));
}

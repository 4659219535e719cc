// Closing a hall over HTTP: previewed, made, seen by everybody, and ended.
#include <doctest/doctest.h>

#include <boost/json.hpp>

#include "store/memory/journal.hpp"
#include "tests/api/api_server.hpp"
#include "tests/api/hall_day.hpp"
#include "tests/api/requests.hpp"
#include "tests/support/empty_follower.hpp"
#include "tests/support/event_stream.hpp"

using namespace offpeak::testing;
namespace json = boost::json;
using offpeak::scheduler::Role;

namespace {

const std::string closures = "/v1/operations/closures";
const std::string words = R"("text":{"zh":"因台风停办。","en":"Closed because of a typhoon."})";
/// The afternoon of the fourteenth, in the main hall.
const std::string afternoon =
    R"("hall":"330100","from":"2026-06-14T12:00:00+08:00","to":"2026-06-14T18:00:00+08:00",)"
    R"("reason":"weather")";

/// At eight on the thirteenth, with somebody booked before the closure and two parties in it.
struct Town {
  ApiServer server;
  HttpClient client = server.connect();
  std::string admin = server.admin();
  std::string early = book(1, "1000");
  std::string late = book(2, "1430");
  std::string party = client
                          .post("/v1/appointments",
                                wish(documents("2026-06-14", "1500"), {{3}, {4}}), server.hotline())
                          .text("id");

  std::string book(std::uint64_t n, const std::string& start) {
    const auto reply = client.post("/v1/appointments", wish(documents("2026-06-14", start), {{n}}),
                                   server.citizen(n));
    REQUIRE(reply.status == 201);
    return reply.text("id");
  }
  HttpReply close(const std::string& fields, const std::string& key = "") {
    return client.post(closures, "{" + fields + "}", admin, key);
  }
  json::value appointment(const std::string& id) {
    return client.get("/v1/appointments/" + id).json();
  }
  json::value hall(const std::string& code = "330100") {
    return client.get("/v1/halls/" + code).json();
  }
  /// Of the passport lane, by their start as "1430".
  json::object slot(const std::string& start) {
    const auto list =
        client.get("/v1/slots?service=passport_renewal&hall=330100&from=2026-06-14&to=2026-06-14")
            .json();
    for (const auto& one : list.at("slots").as_array()) {
      if (text_of(one.at("id")) == documents("2026-06-14", start)) return one.as_object();
    }
    return {};
  }
};

}  // namespace

TEST_CASE("A preview says whom a closure would touch, and touches nobody") {
  Town town;
  const auto preview = town.close(afternoon + R"(,"dry_run":true)", "one-key");
  REQUIRE(preview.status == 200);
  CHECK(preview.json() ==
        json::parse(R"({"dry_run":true,"bookings":2,"people":3,"holds":0,"waiting":0,"days":[
            {"hall":"330100","date":"2026-06-14","bookings":2,"people":3}]})"));
  CHECK(town.appointment(town.late).at("status") == "booked");
  CHECK(town.hall().at("closures").as_array().empty());
  CHECK(town.client.get(closures, town.admin).body == R"({"closures":[]})");
  // It has not used the key up.
  const auto closed = town.close(afternoon, "one-key");
  CHECK(closed.status == 201);
  CHECK(closed.json().at("displaced") == 2);
}

TEST_CASE("Who is booked in a closed hall is displaced, told why, and offered another place") {
  Town town;
  const auto closed = town.close(afternoon + "," + words);
  REQUIRE(closed.status == 201);
  const auto shown = json::parse(R"({"id":")" + closed.text("id") +
                                 R"(","hall":"330100","from":"2026-06-14T12:00:00+08:00",
      "to":"2026-06-14T18:00:00+08:00","reason":"weather",)" +
                                 words + "}");
  CHECK(town.appointment(town.early).at("status") == "booked");
  town.server.move_clock("2026-06-13T08:05:00+08:00");
  for (const auto& id : {town.late, town.party}) {
    const auto displaced = town.appointment(id);
    CHECK(displaced.at("status") == "displaced");
    CHECK(displaced.at("closure") == shown);
    CHECK(displaced.at("offer").at("kind") == "displaced");
  }
  const auto taken = town.client.post(
      "/v1/appointments", hold_body(text_of(town.appointment(town.late).at("offer").at("id"))),
      town.server.citizen(2));
  REQUIRE(taken.status == 201);
  CHECK(taken.text("reschedules") == town.late);
  CHECK(town.appointment(town.late).at("status") == "rescheduled");
  const auto mine = town.client.get("/v1/me/appointments", town.server.citizen(3)).json();
  CHECK(mine.at("appointments").at(1).at("closure") == shown);  // after the offer
  // Or a place of one's own choice, whatever is offered.
  const auto moved =
      town.client.post("/v1/appointments/" + town.party + "/reschedule",
                       slot_body(documents("2026-06-15", "0900")), town.server.hotline());
  REQUIRE(moved.status == 201);
  CHECK(moved.text("reschedules") == town.party);
}

TEST_CASE("What is closed can be booked by nobody, and slots, halls and boards say so at once") {
  Town town;
  CHECK(town.hall().at("open_now") == false);
  CHECK(town.hall().at("next_opening") == "2026-06-13T08:30:00+08:00");
  CHECK_FALSE(town.slot("1430").contains("closed"));
  REQUIRE(town.close(afternoon).status == 201);
  CHECK(town.slot("1430").at("closed") == true);
  CHECK(town.slot("1430").at("remaining") == 0);
  CHECK_FALSE(town.slot("1000").contains("closed"));
  const std::string slot = documents("2026-06-14", "1430");
  const std::string token = town.server.citizen(5);
  for (const std::string path : {"/v1/holds", "/v1/appointments", "/v1/waitlist"}) {
    CAPTURE(path);
    const auto refused = town.client.post(path, wish(slot, {{5}}), token);
    CHECK(refused.status == 409);
    CHECK(refused.text("code") == "slot_closed");
  }
  const auto moved = town.client.post("/v1/appointments/" + town.early + "/reschedule",
                                      slot_body(slot), town.server.citizen(1));
  CHECK(moved.text("code") == "slot_closed");
  const auto told = town.hall().at("closures").as_array();
  REQUIRE(told.size() == 1);
  CHECK(told[0].at("text").at("zh") == "因恶劣天气，大厅临时停办。");
  CHECK(town.hall("330102").at("closures").as_array().empty());
  const auto all = town.client.get("/v1/halls").json().at("halls").as_array();
  CHECK(all[0].at("closures").as_array() == told);

  // All halls, from now on: the next opening is after both.
  REQUIRE(town.close(R"("to":"2026-06-14T14:00:00+08:00","reason":"power")").status == 201);
  CHECK(town.hall().at("next_opening") != "2026-06-13T08:30:00+08:00");
  CHECK(town.hall("330102").at("closures").as_array().size() == 1);
  CHECK_FALSE(town.hall("330102").at("closures").at(0).as_object().contains("hall"));
}

TEST_CASE("A closed service is closed in its slots, and others of the lane are not") {
  Town town;
  const auto closed = town.close(R"("service":"passport_renewal","reason":"service_ended")");
  REQUIRE(closed.status == 201);
  CHECK(closed.json().at("displaced") == 3);
  CHECK(town.slot("1000").at("closed") == true);
  CHECK_FALSE(town.hall().at("closures").at(0).as_object().contains("to"));
  CHECK(town.hall().at("closures").at(0).at("service") == "passport_renewal");
  // The hall itself opens.
  CHECK(town.hall().at("next_opening") == "2026-06-13T08:30:00+08:00");
  const auto refused = town.client.post(
      "/v1/appointments", wish(documents("2026-06-15", "1000"), {{5}}), town.server.citizen(5));
  CHECK(refused.text("code") == "slot_closed");
  const auto waits = town.client.post("/v1/waitlist", wish(documents("2026-06-15", "1000"), {{5}}),
                                      town.server.citizen(5));
  CHECK(waits.text("code") == "slot_closed");
  const auto other = town.client.post(
      "/v1/appointments",
      wish(documents("2026-06-15", "1000"), {{.n = 5, .service = "first_passport"}}),
      town.server.citizen(5));
  CHECK(other.status == 201);
}

TEST_CASE("A hall that was closed is opened again, once, after a look at what ends") {
  Town town;
  const auto id = town.close(afternoon + "," + words).text("id");
  const std::string reopen = closures + "/" + id + "/reopen";
  const auto preview = town.client.post(reopen, R"({"dry_run":true})", town.admin);
  REQUIRE(preview.status == 200);
  CHECK(text_of(preview.json().at("closure").at("id")) == id);
  CHECK(preview.json().at("closure").at("displaced") == 2);
  CHECK(town.slot("1430").at("closed") == true);
  const auto ended = town.client.post(reopen, "", town.admin, "again");
  REQUIRE(ended.status == 200);
  CHECK(ended.text("id") == id);
  CHECK(town.client.post(reopen, "", town.admin, "again").body == ended.body);
  CHECK_FALSE(town.slot("1430").contains("closed"));
  CHECK(town.hall().at("closures").as_array().empty());
  // It stays in the list, and who was displaced stays so.
  const auto list = town.client.get(closures, town.admin).json().at("closures").as_array();
  REQUIRE(list.size() == 1);
  CHECK(list[0].at("reopened_at") == "2026-06-13T08:00:00+08:00");
  CHECK(town.appointment(town.party).at("status") == "displaced");
  for (const std::string body : {"", R"({"dry_run":true})"}) {
    const auto again = town.client.post(reopen, body, town.admin);
    CHECK(again.status == 409);
    CHECK(again.text("code") == "wrong_state");
    const auto unknown =
        town.client.post(closures + "/" + std::string(32, '1') + "/reopen", body, town.admin);
    CHECK(unknown.status == 404);
  }
  CHECK(town.client.post(closures + "/x/reopen", "", town.admin).status == 404);
}

TEST_CASE("A closure that is sent again with its key is made once, and its words are there once") {
  Town town;
  const auto first = town.close(afternoon + "," + words, "typhoon");
  REQUIRE(first.status == 201);
  CHECK(town.close(afternoon + "," + words, "typhoon").body == first.body);
  CHECK(town.client.get(closures, town.admin).json().at("closures").as_array().size() == 1);
  const auto other = town.close(afternoon, "typhoon");
  CHECK(other.status == 409);
  CHECK(other.text("code") == "idempotency_mismatch");
  // So it is after a restart, words and all.
  const auto before = town.client.get(closures, town.admin).body;
  town.server.restart_at("2026-06-13T08:00:00+08:00");
  town.client = town.server.connect();
  CHECK(town.client.get(closures, town.admin).body == before);
  CHECK(town.close(afternoon + "," + words, "typhoon").body == first.body);
  CHECK(before.find("因台风停办。") == before.rfind("因台风停办。"));
}

TEST_CASE("A closure that makes no sense is refused by its field") {
  Town town;
  for (
      const auto& [fields, field] : std::vector<std::pair<std::string, std::string>>{
          {"", "reason"},
          {R"("reason":"rain")", "reason"},
          {R"("reason":7)", "reason"},
          {R"("reason":"weather","hall":"339999")", "hall"},
          {R"("reason":"weather","hall":330100)", "hall"},
          {R"("reason":"weather","service":"tea")", "service"},
          {R"("reason":"weather","from":"tomorrow")", "from"},
          {R"("reason":"weather","from":"2028-01-01T00:00:00+08:00")", "from"},
          {R"("reason":"weather","from":"2027-07-18T08:00:00+08:00")", "from"},
          {R"("reason":"weather","to":"2026-06-13T08:00:00+08:00")", "to"},
          {R"("reason":"weather","to":"1970-01-01T08:00:00+08:00")", "to"},
          {R"("reason":"weather","to":"2028-01-01T00:00:00+08:00")", "to"},
          {R"("reason":"weather","from":"2026-06-14T10:00:00+08:00","to":"2026-06-14T09:00:00+08:00")",
           "to"},
          {R"("reason":"weather","text":"rain")", "text"},
          {R"("reason":"weather","text":{"zh":"雨"})", "text.en"},
          {R"("reason":"weather","text":{"zh":"雨","en":"rain","fr":"pluie"})", "text.fr"},
          {R"("reason":"weather","dry_run":"yes")", "dry_run"},
          {R"("reason":"weather","until":"2026-06-14T10:00:00+08:00")", "until"},
      }) {
    CAPTURE(fields);
    const auto reply = town.close(fields);
    CHECK(reply.status == 400);
    CHECK(reply.text("field") == field);
  }
  CHECK(town.client.post(closures, "[]", town.admin).text("field") == "body");
  const auto id = town.close(afternoon).text("id");
  const auto reopened =
      town.client.post(closures + "/" + id + "/reopen", R"({"dry_run":1})", town.admin);
  CHECK(reopened.text("field") == "dry_run");
}

TEST_CASE("A board says why its hall is closed, and a stream of it does at once") {
  HallDay day;
  EventStream stream{day.server.port(), board_path + "/stream"};
  CHECK_FALSE(stream.next().json().as_object().contains("closure"));
  const auto closed = day.client.post(
      closures,
      R"({"hall":"330100","to":"2026-06-13T15:00:00+08:00",)" + std::string{R"("reason":"power"})"},
      day.server.admin());
  REQUIRE(closed.status == 201);
  auto board = stream.next().json();
  while (!board.as_object().contains("closure")) board = stream.next().json();
  CHECK(text_of(board.at("closure").at("id")) == closed.text("id"));
  CHECK(board.at("closure").at("reason") == "power");
  CHECK(board.at("next_opening") == "2026-06-13T15:00:00+08:00");
  CHECK(day.client.get(board_path).json().at("closure") == board.at("closure"));
  CHECK(day.client.get("/v1/halls/330100").json().at("open_now") == false);
  const auto refused = day.command("tickets", R"({"service":"passport_renewal"})");
  CHECK(refused.text("code") == "hall_closed");
}

TEST_CASE("Who comes to a hall that was closed is told that a closure took the place") {
  Town town;
  const auto code = text_of(town.appointment(town.late).at("code"));
  const auto id = town.close(afternoon).text("id");
  REQUIRE(town.client.post(closures + "/" + id + "/reopen", "", town.admin).status == 200);
  town.server.move_clock("2026-06-14T14:30:00+08:00");
  const auto reply =
      town.client.post("/v1/halls/330100/check-ins", code_body(code), town.server.kiosk());
  CHECK(reply.status == 409);
  CHECK(reply.text("code") == "appointment_displaced");
}

TEST_CASE("Closures are in the audit, under who made them") {
  Town town;
  const auto id = town.close(afternoon).text("id");
  REQUIRE(town.client.post(closures + "/" + id + "/reopen", "", town.admin).status == 200);
  for (const std::string action : {"close_halls", "reopen_halls"}) {
    const auto page = town.client.get("/v1/operations/audit?action=" + action, town.admin).json();
    REQUIRE(page.at("entries").as_array().size() == 1);
    CHECK(text_of(page.at("entries").at(0).at("subject")) == id);
    CHECK(page.at("entries").at(0).at("role") == "admin");
  }
}

TEST_CASE("A standby closes nothing and posts nothing") {
  offpeak::store::MemoryJournal journal;
  EmptyFollower follower;
  ApiServer server{{.journal = &journal, .follower = &follower}};
  auto client = server.connect();
  const std::string id = std::string(32, '1');
  const std::string person =
      R"({"id_type":"resident","id_number":")" + resident_number(1) + R"("})";
  const std::vector<std::pair<std::string, std::string>> posts{
      {closures, R"({"reason":"weather"})"},
      {closures + "/" + id + "/reopen", ""},
      {"/v1/operations/notices",
       R"({"to":"2026-06-14T10:00:00+08:00","text":{"zh":"雨","en":"rain"}})"},
      {"/v1/appointments/" + id + "/excuse", ""},
      {"/v1/operations/suspensions/lift", person},
      {"/v1/operations/forget", person}};
  for (const auto& [path, body] : posts) {
    CAPTURE(path);
    const auto reply = client.post(path, body, server.admin());
    CHECK(reply.status == 503);
    CHECK(reply.text("code") == "standby");
  }
  CHECK(client.del("/v1/operations/notices/" + id, server.admin()).status == 503);
}

// Who was wronged, and what is held about one person.
#include <doctest/doctest.h>

#include <boost/json.hpp>

#include "tests/api/api_server.hpp"
#include "tests/api/hall_day.hpp"
#include "tests/api/requests.hpp"

using namespace offpeak::testing;
namespace json = boost::json;
using offpeak::scheduler::Role;

namespace {

const std::string file = "/v1/operations/citizen-file";
const std::string forget = "/v1/operations/forget";
const std::string lift = "/v1/operations/suspensions/lift";
const std::string bookings = "/v1/halls/330100/bookings";

std::string person(std::uint64_t n, const std::string& more = "") {
  return R"({"id_type":"resident","id_number":")" + resident_number(n) + "\"" + more + "}";
}

/// At eight on a Saturday.
struct Office {
  ApiServer server;
  HttpClient client = server.connect();
  std::string admin = server.admin();
  std::string staff = server.staff();

  std::string book(std::uint64_t n, const std::string& day, const std::string& start) {
    const auto reply =
        client.post("/v1/appointments", wish(documents(day, start), {{n}}), server.citizen(n));
    REQUIRE(reply.status == 201);
    return reply.text("id");
  }
  void restart_at(const std::string& now) {
    server.restart_at(now);
    client = server.connect();
  }
  /// Three no-shows of the first citizen; it is the sixteenth then.
  std::vector<std::string> suspend() {
    std::vector<std::string> missed{book(1, "2026-06-13", "1000")};
    server.move_clock("2026-06-13T20:00:00+08:00");
    missed.push_back(book(1, "2026-06-14", "1000"));
    server.move_clock("2026-06-14T20:00:00+08:00");
    missed.push_back(book(1, "2026-06-15", "1000"));
    server.move_clock("2026-06-16T07:00:00+08:00");
    return missed;
  }
  std::string status(const std::string& id) {
    return client.get("/v1/appointments/" + id).text("status");
  }
  bool may_book() {
    const auto reply =
        client.post("/v1/holds", wish(documents("2026-06-17", "1000"), {{1}}), server.citizen(1));
    if (reply.status != 201) CHECK(reply.text("code") == "suspended");
    return reply.status == 201;
  }
  json::value describe(std::uint64_t n) { return client.post(file, person(n), admin).json(); }
};

}  // namespace

TEST_CASE("A hall's bookings of a day, by pages, for its staff") {
  Office office;
  office.book(1, "2026-06-14", "1000");
  office.book(2, "2026-06-14", "0900");
  const auto third = office.book(3, "2026-06-14", "1100");
  REQUIRE(office.client.post("/v1/appointments/" + third + "/cancel", "", office.server.citizen(3))
              .status == 200);
  const auto all = office.client.get(bookings + "?date=2026-06-14", office.staff).json();
  const auto& list = all.at("bookings").as_array();
  REQUIRE(list.size() == 3);
  CHECK(list[0].at("start") == "2026-06-14T09:00:00+08:00");
  CHECK(list[1].at("services") == json::array{"passport_renewal"});
  CHECK(text_of(list[2].at("id")) == third);
  CHECK(list[2].at("status") == "cancelled");
  CHECK_FALSE(all.as_object().contains("next"));
  json::array paged;
  std::string after;
  for (int pages = 1; pages <= 3; ++pages) {
    const auto page =
        office.client.get(bookings + "?date=2026-06-14&limit=1" + after, office.staff).json();
    paged.push_back(page.at("bookings").at(0));
    CHECK(page.as_object().contains("next") == (pages < 3));
    if (pages < 3) after = "&after=" + std::to_string(page.at("next").as_int64());
  }
  CHECK(paged == list);
  CHECK(office.client.get(bookings, office.staff).body == R"({"bookings":[]})");
  CHECK(office.client.get(bookings, office.server.token(Role::staff, 330102)).status == 403);
  CHECK(office.client.get("/v1/halls/339999/bookings", office.admin).status == 404);
  for (const auto& [query, field] : std::vector<std::pair<std::string, std::string>>{
           {"?date=today", "date"},
           {"?date=1900-01-01", "date"},
           {"?limit=0", "limit"},
           {"?limit=1001", "limit"},
           {"?after=0", "after"},
           {"?after=4294967296", "after"},
           {"?day=2026-06-14", "day"},
       }) {
    CAPTURE(query);
    const auto reply = office.client.get(bookings + query, office.staff);
    CHECK(reply.status == 400);
    CHECK(reply.text("field") == field);
  }
}

TEST_CASE("A no-show that staff excuse counts no more, and a suspension from it ends") {
  Office office;
  const auto missed = office.suspend();
  CHECK_FALSE(office.may_book());
  const std::string path = "/v1/appointments/" + missed[1] + "/excuse";
  CHECK(office.client.post(path, "", office.server.token(Role::staff, 330102)).status == 403);
  const auto excused = office.client.post(path, "", office.staff, "key");
  REQUIRE(excused.status == 200);
  CHECK(excused.text("status") == "excused");
  CHECK(office.client.post(path, "", office.staff, "key").body == excused.body);
  CHECK(office.status(missed[1]) == "excused");
  CHECK(office.may_book());
  CHECK(office.describe(1).at("no_shows") == json::array{"2026-06-15", "2026-06-13"});
  const auto again = office.client.post(path, "", office.staff);
  CHECK(again.status == 409);
  CHECK(again.text("code") == "wrong_state");
  CHECK(office.client.post("/v1/appointments/" + std::string(32, '1') + "/excuse", "", office.staff)
            .status == 404);
  const auto page =
      office.client.get("/v1/operations/audit?action=excuse_no_show", office.admin).json();
  CHECK(text_of(page.at("entries").at(0).at("subject")) == missed[1]);
}

TEST_CASE("A suspension is lifted by staff of any hall, and the no-shows stay what they were") {
  Office office;
  const auto missed = office.suspend();
  CHECK(office.client.post(lift, person(2), office.staff).status == 404);
  CHECK(office.client.post(lift, person(1), office.server.token(Role::staff, 330102)).status ==
        204);
  CHECK(office.may_book());
  CHECK(office.status(missed[0]) == "no_show");
  const auto again = office.client.post(lift, person(1), office.staff);
  CHECK(again.status == 409);
  CHECK(again.text("code") == "wrong_state");
  CHECK(office.client.post(lift, R"({"id_type":"resident"})", office.staff).text("field") ==
        "id_number");
}

TEST_CASE("Whoever asks is told all that is held about them") {
  Office office;
  const auto missed = office.suspend();
  const auto told = office.describe(1);
  CHECK(told.at("no_shows") == json::array{"2026-06-15", "2026-06-14", "2026-06-13"});
  CHECK(told.at("suspended_until") == "2026-07-15");
  CHECK(told.at("cancellations").as_array().empty());
  CHECK(told.at("further_documents") == 0);
  CHECK(told.at("appointments").as_array().size() == 3);
  CHECK(text_of(told.at("appointments").at(0).at("id")) == missed[2]);
  CHECK(json::serialize(told).find(resident_number(1)) == std::string::npos);
  CHECK(office.client.post(file, person(2), office.admin).status == 404);
  CHECK(office.client.post(file, person(1), office.staff).status == 403);
  CHECK(office.client.post(file, person(1, R"(,"dry_run":true)"), office.admin).text("field") ==
        "dry_run");
}

TEST_CASE("Who is forgotten has no bookings, no places in line and no history") {
  Office office;
  const auto missed = office.suspend();
  REQUIRE(office.client.post(lift, person(1), office.staff).status == 204);
  const auto booked = office.book(1, "2026-06-17", "1000");
  const auto both = office.client.post(
      "/v1/appointments",
      wish(documents("2026-06-18", "1000"), {{1, "first_passport"}, {2, "first_passport"}}),
      office.server.hotline());
  REQUIRE(both.status == 201);
  const auto preview = office.client.post(forget, person(1, R"(,"dry_run":true)"), office.admin);
  REQUIRE(preview.status == 200);
  auto expected = json::parse(R"({"dry_run":true,"appointments":5,"booked":2,"held":0,
      "waitlist":0,"in_hall":false})")
                      .as_object();
  expected["citizen"] = office.describe(1).at("citizen");
  CHECK(preview.json() == json::value(expected));
  CHECK(office.status(booked) == "booked");

  CHECK(office.client.post(forget, person(1), office.staff).status == 403);
  REQUIRE(office.client.post(forget, person(1), office.admin, "key").status == 204);
  CHECK(office.client.post(forget, person(1), office.admin, "key").status == 204);
  CHECK(office.client.post(forget, person(1), office.admin).status == 404);
  CHECK(office.client.post(file, person(1), office.admin).status == 404);
  CHECK(office.status(booked) == "cancelled");
  CHECK(office.status(both.text("id")) == "booked");
  CHECK(office.client.get("/v1/me/appointments", office.server.citizen(1)).body ==
        R"({"appointments":[]})");
  CHECK(office.may_book());
  // So it stays.
  office.restart_at("2026-06-16T07:01:00+08:00");
  CHECK(office.describe(1).at("appointments").as_array().size() == 1);
}

TEST_CASE("Who is in a hall is forgotten when the visit is over") {
  Office office;
  const auto id = office.book(1, "2026-06-13", "1000");
  office.server.move_clock("2026-06-13T09:45:00+08:00");
  const auto code = office.client.get("/v1/appointments/" + id).text("code");
  REQUIRE(office.client.post("/v1/halls/330100/check-ins", code_body(code), office.staff).status ==
          201);
  const auto preview = office.client.post(forget, person(1, R"(,"dry_run":true)"), office.admin);
  CHECK(preview.json().at("in_hall") == true);
  const auto refused = office.client.post(forget, person(1), office.admin);
  CHECK(refused.status == 409);
  CHECK(refused.text("code") == "wrong_state");
  CHECK(office.client.post(forget, "[]", office.admin).text("field") == "body");
  CHECK(office.client.post(forget, person(1, R"(,"dry_run":3)"), office.admin).text("field") ==
        "dry_run");
}

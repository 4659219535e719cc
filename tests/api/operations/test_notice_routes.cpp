// Notices over HTTP: who sees them, and what they may say.
#include <doctest/doctest.h>

#include <boost/json.hpp>

#include "tests/api/api_server.hpp"
#include "tests/api/hall_day.hpp"
#include "tests/api/requests.hpp"
#include "tests/support/event_stream.hpp"

using namespace offpeak::testing;
namespace json = boost::json;
using offpeak::scheduler::Role;

namespace {

const std::string notices = "/v1/operations/notices";
const std::string until = R"("to":"2026-06-13T17:00:00+08:00")";
const std::string hall = R"("hall":"330100",)";

std::string quoted(const std::string& text) { return json::serialize(json::string(text)); }
std::string saying(const std::string& zh, const std::string& en) {
  return R"("text":{"zh":)" + quoted(zh) + R"(,"en":)" + quoted(en) + "}";
}
const std::string stairs = saying("三号电梯检修。", "Lift 3 is being repaired.");

struct Office {
  HallDay day;
  HttpClient& client = day.client;
  std::string staff = day.server.staff();
  std::string admin = day.server.admin();

  HttpReply post(const std::string& fields, const std::string& token, const std::string& key = "") {
    return client.post(notices, "{" + fields + "}", token, key);
  }
  /// How many the thing shows.
  std::size_t shown(const std::string& path) {
    const auto told = client.get(path).json().as_object();
    return told.contains("notices") ? told.at("notices").as_array().size() : 0;
  }
};

}  // namespace

TEST_CASE("A notice is seen by whom it is for, in its hall, while it lasts") {
  Office office;
  const auto ticket = "/v1/tickets/" +
                      office.day.command("tickets", R"({"service":"passport_renewal"})").text("id");
  const auto booking = "/v1/appointments/" + office.client
                                                 .post("/v1/appointments",
                                                       wish(documents("2026-06-14", "1000"), {{1}}),
                                                       office.day.server.citizen(1))
                                                 .text("id");
  const std::string here = "/v1/halls/330100";
  const auto counts = [&] {
    return std::vector{office.shown(ticket), office.shown(booking), office.shown(here)};
  };
  using Counts = std::vector<std::size_t>;
  CHECK(counts() == Counts{0, 0, 0});
  const auto posted =
      office.post(hall + until + R"(,"audience":["waiting"],)" + stairs, office.staff);
  REQUIRE(posted.status == 201);
  CHECK(counts() == Counts{1, 0, 1});
  const auto told = office.client.get(ticket).json().at("notices").at(0);
  CHECK(told == json::parse(R"({"id":")" + posted.text("id") +
                            R"(","hall":"330100","from":"2026-06-13T10:00:00+08:00",)" + until +
                            "," + stairs + "}"));
  CHECK(office.post(hall + until + R"(,"audience":["booked"],)" + stairs, office.staff).status ==
        201);
  CHECK(counts() == Counts{1, 1, 2});
  CHECK(office.shown("/v1/halls/330102") == 0);
  // Of the whole city, both audiences.
  CHECK(office.post(until + "," + stairs, office.admin).status == 201);
  CHECK(counts() == Counts{2, 2, 3});
  CHECK(office.shown("/v1/halls/330102") == 1);
  // Not yet.
  CHECK(office.post(R"("from":"2026-06-13T12:00:00+08:00",)" + until + "," + stairs, office.admin)
            .status == 201);
  CHECK(counts() == Counts{2, 2, 3});
  office.day.server.move_clock("2026-06-13T12:00:00+08:00");
  CHECK(office.shown(booking) == 3);
  office.day.server.move_clock("2026-06-13T17:00:00+08:00");
  CHECK(office.shown(booking) == 0);
  CHECK(office.shown(here) == 0);
  CHECK(office.client.get(notices, office.staff).json().at("notices").as_array().size() == 4);
}

TEST_CASE("No more than four notices are shown at a time, on a board and elsewhere") {
  Office office;
  for (int n = 0; n < 6; ++n) {
    const auto text = saying("第" + std::to_string(n), std::to_string(n));
    REQUIRE(office.post(until + "," + text, office.admin).status == 201);
  }
  CHECK(office.shown("/v1/halls/330100") == 4);
  const auto board = ask_until(office.client, board_path, office.staff, [](const HttpReply& reply) {
    const auto told = reply.json().as_object();
    return told.contains("notices") && told.at("notices").as_array().size() == 4;
  });
  CHECK(board.json().at("notices").as_array().size() == 4);
  CHECK(office.client.get(notices, office.admin).json().at("notices").as_array().size() == 6);
}

TEST_CASE("A stream of a board shows a notice as it is posted, and takes it away when it ends") {
  Office office;
  EventStream stream{office.day.server.port(), board_path + "/stream"};
  CHECK_FALSE(stream.next().json().as_object().contains("notices"));
  const auto id = office.post(hall + until + "," + stairs, office.staff).text("id");
  auto board = stream.next().json();
  while (!board.as_object().contains("notices")) board = stream.next().json();
  CHECK(text_of(board.at("notices").at(0).at("id")) == id);
  CHECK(board.at("notices").at(0).at("text").at("zh") == "三号电梯检修。");
  REQUIRE(office.client.del(notices + "/" + id, office.staff).status == 204);
  while (board.as_object().contains("notices")) board = stream.next().json();
  CHECK(office.shown("/v1/halls/330100") == 0);
  const auto kept = office.client.get(notices, office.staff).json().at("notices").at(0);
  CHECK(kept.at("withdrawn_at") == "2026-06-13T10:00:00+08:00");
  const auto again = office.client.del(notices + "/" + id, office.staff);
  CHECK(again.status == 409);
  CHECK(again.text("code") == "wrong_state");
  CHECK(office.client.del(notices + "/" + std::string(32, '1'), office.staff).status == 404);
  CHECK(office.client.del(notices + "/x", office.staff).status == 404);
}

TEST_CASE("A preview of a notice shows it as it will be read, and posts nothing") {
  Office office;
  const auto preview =
      office.post(hall + until + "," + stairs + R"(,"dry_run":true)", office.staff);
  REQUIRE(preview.status == 200);
  CHECK(preview.json() ==
        json::parse(R"({"dry_run":true,"notice":{"hall":"330100",
            "from":"2026-06-13T10:00:00+08:00",)" +
                    until + "," + stairs + R"(,"audience":["waiting","booked"]}})"));
  CHECK(office.client.get(notices, office.staff).body == R"({"notices":[]})");
}

TEST_CASE("A notice that is sent again with its key is there once") {
  Office office;
  const auto first = office.post(hall + until + "," + stairs, office.staff, "lift");
  REQUIRE(first.status == 201);
  CHECK(office.post(hall + until + "," + stairs, office.staff, "lift").body == first.body);
  CHECK(office.shown("/v1/halls/330100") == 1);
  const auto other = office.post(hall + until + "," + saying("电梯", "lift"), office.staff, "lift");
  CHECK(other.text("code") == "idempotency_mismatch");
}

TEST_CASE("Staff tell their own hall's people, and nobody else's") {
  Office office;
  const auto elsewhere = office.day.server.token(Role::staff, 330102);
  CHECK(office.post(hall + until + "," + stairs, elsewhere).status == 403);
  CHECK(office.post(until + "," + stairs, office.staff).status == 403);
  const auto id = office.post(hall + until + "," + stairs, office.staff).text("id");
  CHECK(office.client.del(notices + "/" + id, elsewhere).status == 403);
  CHECK(office.client.del(notices + "/" + id, office.admin).status == 204);
  const auto page =
      office.client.get("/v1/operations/audit?action=post_notice", office.admin).json();
  CHECK(page.at("entries").as_array().size() == 1);
  CHECK(text_of(page.at("entries").at(0).at("subject")) == id);
  CHECK(page.at("entries").at(0).at("role") == "staff");
}

TEST_CASE("What a notice may say") {
  Office office;
  const std::string longest(288, 'x');
  struct Row {
    std::string zh;
    std::string en;
    std::string_view field;  // empty: it may
  };
  std::string characters;
  for (int n = 0; n < 96; ++n) characters += "停";
  const std::vector<Row> rows{
      {"雨", "rain", ""},
      {characters, longest, ""},
      {characters + "停", "rain", "text.zh"},
      {"雨", longest + "x", "text.en"},
      {"", "rain", "text.zh"},
      {"雨", "", "text.en"},
      {"   ", "rain", "text.zh"},
      {"雨\n雨", "rain", "text.zh"},
      {"雨", "rain\t", "text.en"},
      {"雨", std::string{"ra\0in", 5}, "text.en"},
      {"雨", "rain\x7F", "text.en"},
      {"雨\u0085", "rain", "text.zh"},
      {"雨\u2028", "rain", "text.zh"},
      {"雨", "\u202Eniar", "text.en"},
      {"雨", "\u2066rain", "text.en"},
      {"请打 12367。", "Call 12367.", ""},
      {"2026-06-13 08:30", "0571 8888 88", ""},
      {"13800000000", "rain", "text.zh"},
      {"雨", "138 0000-0000", "text.en"},
      {"雨", "138.0000.0000", "text.en"},
      {"１３８００００００００", "rain", "text.zh"},
      {"雨", "99999919900101001X", "text.en"},
  };
  for (const auto& row : rows) {
    CAPTURE(row.zh);
    CAPTURE(row.en);
    const auto reply = office.post(hall + until + "," + saying(row.zh, row.en), office.staff);
    CHECK(reply.status == (row.field.empty() ? 201 : 400));
    CHECK(reply.text("field") == row.field);
  }
}

TEST_CASE("A notice that makes no sense is refused by its field") {
  Office office;
  for (const auto& [fields, field] : std::vector<std::pair<std::string, std::string>>{
           {stairs, "to"},
           {until, "text"},
           {until + R"(,"text":[])", "text"},
           {R"("to":"2026-06-13T10:00:00+08:00",)" + stairs, "to"},
           {R"("to":"2028-06-13T10:00:00+08:00",)" + stairs, "to"},
           {R"("to":"soon",)" + stairs, "to"},
           {R"("from":"2026-06-13T18:00:00+08:00",)" + until + "," + stairs, "to"},
           {R"("from":1,)" + until + "," + stairs, "from"},
           {R"("hall":"339999",)" + until + "," + stairs, "hall"},
           {R"("audience":[],)" + until + "," + stairs, "audience"},
           {R"("audience":"booked",)" + until + "," + stairs, "audience"},
           {R"("audience":["all"],)" + until + "," + stairs, "audience"},
           {R"("dry_run":0,)" + until + "," + stairs, "dry_run"},
           {R"("lane":"documents",)" + until + "," + stairs, "lane"},
       }) {
    CAPTURE(fields);
    const auto reply = office.post(fields, office.admin);
    CHECK(reply.status == 400);
    CHECK(reply.text("field") == field);
  }
  CHECK(office.client.post(notices, "[1]", office.admin).text("field") == "body");
}

// Daily reports over HTTP: what they say, in JSON and in CSV, and to whom.
#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <boost/json.hpp>

#include "tests/api/hall.hpp"

using namespace offpeak::testing;
namespace json = boost::json;
using offpeak::scheduler::Role;

namespace {

constexpr const char* daily = "/v1/reports/daily";

/// Three people with two tickets, one of them of a family; the family is served.
void play_morning(Hall& hall) {
  REQUIRE(hall.take(R"({"services":["passport_renewal","first_passport"],"priority":"infant"})")
              .status == 201);
  REQUIRE(hall.take().status == 201);
  REQUIRE(hall.at(3, "open").status == 204);
  REQUIRE(hall.at(3, "call-next").status == 200);
  REQUIRE(hall.at(3, "serve").status == 200);
  REQUIRE(hall.at(3, "finish", R"({"documents":3})").status == 200);
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  for (std::size_t at = 0; at < text.size();) {
    const auto end = text.find("\r\n", at);
    REQUIRE(end != std::string::npos);
    lines.push_back(text.substr(at, end - at));
    at = end + 2;
  }
  return lines;
}

}  // namespace

TEST_CASE("A report counts people and documents apart, by hall, lane and service") {
  Hall hall;
  play_morning(hall);
  const auto reply =
      hall.client.get(std::string{daily} + "?from=2026-06-13&to=2026-06-14&hall=330100",
                      hall.server.token(Role::planner));
  REQUIRE(reply.status == 200);
  CHECK(reply.text("from") == "2026-06-13");
  CHECK(reply.text("to") == "2026-06-14");
  const auto days = reply.json().at("days").as_array();
  REQUIRE(days.size() == 1);
  const auto& day = days[0];
  CHECK(day.at("hall") == "330100");
  CHECK(day.at("date") == "2026-06-13");
  for (const auto& figures : {day, day.at("lanes").at(0)}) {
    CHECK(figures.at("tickets") == 2);
    CHECK(figures.at("people") == 3);
    CHECK(figures.at("documents") == 3);
    CHECK(figures.at("booked") == 0);
    CHECK(figures.at("walk_in") == 3);
    CHECK(figures.at("priority") == 2);
    CHECK(figures.at("served") == 2);
    CHECK(figures.at("left") == 0);
    CHECK(figures.at("missed") == 0);
    CHECK(figures.at("no_shows") == 0);
    CHECK(figures.at("calls") == 1);
    CHECK(figures.at("wait_p50_minutes") == 0.5);
  }
  CHECK(day.at("forecast").is_null());  // the server began when the hall was open
  CHECK(day.at("lanes").at(0).at("forecast").is_null());
  CHECK(day.at("lanes").as_array().size() == 1);
  CHECK(day.at("lanes").at(0).at("lane") == "documents");
  CHECK(day.at("highest_hour").at("hour") == 9);
  CHECK(day.at("highest_hour").at("people") == 3);
  CHECK(day.at("year_before").is_null());
  CHECK(day.at("services").as_array().size() == 2);
  REQUIRE(day.at("counters").as_array().size() == 1);
  CHECK(day.at("counters").at(0).at("counter") == 3);
  CHECK(day.at("counters").at(0).at("tickets") == 1);
  CHECK(day.at("counters").at(0).at("people") == 2);
}

TEST_CASE("A report has the forecast that was made for its day before the hall opened") {
  Hall hall{{.now = "2026-06-13T00:05:00+08:00", .forecasts = true}};
  hall.server.move_clock(in_the_morning);
  REQUIRE(hall.take().status == 201);
  const auto planner = hall.server.token(Role::planner);
  const auto read = [&] {
    return hall.client.get(std::string{daily} + "?hall=330100", planner).json().at("days").at(0);
  };
  const auto day = read();
  double people = 0;
  for (const auto& lane : day.at("lanes").as_array()) {
    if (!lane.at("forecast").is_null()) {
      people += lane.at("forecast").at("people").to_number<double>();
    }
  }
  const auto& forecast = day.at("forecast");
  CHECK(people > 0);
  CHECK(forecast.at("people").to_number<double>() == doctest::Approx(people));
  CHECK(forecast.at("booked").to_number<double>() + forecast.at("walk_in").to_number<double>() ==
        doctest::Approx(people));
  CHECK(forecast.at("wait_p50_minutes").to_number<double>() <=
        forecast.at("wait_p90_minutes").to_number<double>());
  CHECK(forecast.at("made_at") == "2026-06-13T00:05:00+08:00");

  const auto csv = hall.client.get(std::string{daily} + "?hall=330100&format=csv", planner);
  const auto lines = lines_of(csv.body);
  CHECK(
      lines[0].ends_with(",assumed_ends,forecast_people,forecast_booked,forecast_walk_in,"
                         "forecast_wait_p50_minutes,forecast_wait_p90_minutes,forecast_made_at"));
  CHECK(lines[1].ends_with(",2026-06-13T00:05:00+08:00"));
  CHECK(lines[2].ends_with(",2026-06-13T00:05:00+08:00"));
  CHECK(lines.back().ends_with(",,,,,,"));  // a service has none
  const auto columns = std::ranges::count(lines[0], ',');
  for (const auto& line : lines) CHECK(std::ranges::count(line, ',') == columns);

  hall.server.restart_at("2026-06-13T09:40:00+08:00");
  hall.client = hall.server.connect();
  CHECK(read() == day);
}

TEST_CASE("A report without a span is of today, and empty when nothing has happened") {
  Hall hall;
  const auto reply = hall.client.get(daily, hall.server.admin());
  REQUIRE(reply.status == 200);
  CHECK(reply.text("from") == "2026-06-13");
  CHECK(reply.text("to") == "2026-06-13");
  CHECK(reply.json().at("days").as_array().empty());
}

TEST_CASE("CSV has a header, a row for the hall, and rows for its lanes and services") {
  Hall hall;
  play_morning(hall);
  const auto planner = hall.server.token(Role::planner);
  const auto reply = hall.client.get(std::string{daily} + "?format=csv", planner);
  REQUIRE(reply.status == 200);
  CHECK(reply.header("Content-Type") == "text/csv; charset=utf-8; header=present");
  const auto lines = lines_of(reply.body);
  REQUIRE(lines.size() == 5);
  CHECK(lines[0].starts_with(
      "\xEF\xBB\xBFhall,date,lane,service,tickets,people,documents,booked,walk_in,"));
  CHECK(lines[1].starts_with("330100,2026-06-13,,,2,3,3,0,3,2,0,2,0,0,1,0.5,0.9,1.0,,"));
  CHECK(lines[2].starts_with("330100,2026-06-13,documents,,2,3,3,0,3,2,0,2,0,0,1,0.5,"));
  CHECK(lines[3].starts_with("330100,2026-06-13,,"));
  const auto columns = std::ranges::count(lines[0], ',');
  for (const auto& line : lines) CHECK(std::ranges::count(line, ',') == columns);

  const auto accepted = hall.client.exchange(
      {.target = daily, .token = planner, .headers = {{"Accept", "text/csv"}}});
  CHECK(accepted.body == reply.body);
  const auto named = hall.client.exchange({.target = std::string{daily} + "?format=json",
                                           .token = planner,
                                           .headers = {{"Accept", "text/csv"}}});
  CHECK(named.header("Content-Type") == "application/json");
}

TEST_CASE("Reports are for planners, administrators, and staff of the hall") {
  Hall hall;
  struct Row {
    std::string token;
    const char* query;
    int status;
  };
  const std::array rows{
      Row{"", "", 401},
      Row{hall.server.citizen(1), "", 403},
      Row{hall.server.kiosk(), "", 403},
      Row{hall.server.token(Role::display, 330100), "", 403},
      Row{hall.server.staff(), "", 200},
      Row{hall.server.staff(), "?hall=330100", 200},
      Row{hall.server.staff(), "?hall=330102", 403},
      Row{hall.server.token(Role::staff), "", 403},  // of no hall
      Row{hall.server.token(Role::planner), "", 200},
      Row{hall.server.token(Role::planner), "?hall=330102", 200},
      Row{hall.server.admin(), "", 200},
  };
  for (const auto& row : rows) {
    CAPTURE(std::string{row.query});
    CHECK(hall.client.get(std::string{daily} + row.query, row.token).status == row.status);
  }
}

TEST_CASE("What a report is not made of gets a reason") {
  Hall hall;
  struct Row {
    const char* query;
    int status;
    const char* field;
  };
  const std::array rows{
      Row{"?from=13-06-2026", 400, "from"},
      Row{"?from=2026-02-30", 400, "from"},
      Row{"?to=soon", 400, "to"},
      Row{"?from=2026-06-13&to=2026-06-12", 400, "to"},
      Row{"?from=2026-06-01&to=2026-08-31", 200, ""},  // 92 days
      Row{"?from=2026-06-01&to=2026-09-01", 400, "to"},
      Row{"?hall=main", 400, "hall"},
      Row{"?hall=999999", 404, ""},
      Row{"?format=xml", 400, "format"},
      Row{"?lane=documents", 400, "lane"},
  };
  for (const auto& row : rows) {
    CAPTURE(std::string{row.query});
    const auto reply = hall.client.get(std::string{daily} + row.query, hall.server.admin());
    CHECK(reply.status == row.status);
    CHECK(reply.text("field") == row.field);
  }
}

// The lines of the server's log, also of one that does not start: all are of the form that was
// asked for.
#include <doctest/doctest.h>

#include <boost/json.hpp>
#include <fstream>
#include <set>
#include <sstream>

#include "tests/main/live_store.hpp"
#include "tests/support/source_path.hpp"

using namespace offpeak::testing;

namespace {

std::vector<std::string> lines_of(const std::string& text) {
  std::istringstream stream{text};
  std::vector<std::string> lines;
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

/// Checks each line, and returns the events in their order.
std::vector<std::string> json_events(const std::string& log) {
  std::vector<std::string> events;
  for (const auto& line : lines_of(log)) {
    CAPTURE(line);
    boost::system::error_code failed;
    const auto value = boost::json::parse(line, failed);
    REQUIRE_FALSE(failed);
    const auto& object = value.as_object();
    for (const char* key : {"time", "level", "event"}) REQUIRE(object.contains(key));
    CHECK_FALSE(object.contains("text"));
    for (const auto& member : object) CHECK(member.value().is_string());
    events.emplace_back(object.at("event").as_string());
  }
  return events;
}

void check_text(const std::string& log) {
  for (const auto& line : lines_of(log)) {
    CAPTURE(line);
    CHECK(line.starts_with("time="));
    const auto level = line.find(" level=");
    CHECK(level != std::string::npos);
    CHECK(line.find(" event=") == line.find(' ', level + 1));
  }
}

}  // namespace

TEST_CASE("Every line of a server that serves and ends is of the form that was asked for") {
  const LiveStore place;
  auto server = place.serve({"--log-format", "json", "--log-level", "debug"});
  CHECK(server.connect().get("/v1/halls").status == 200);
  const auto events = json_events(stop(server));
  for (const std::string event : {"recovered", "reply", "stopping", "stopped"}) {
    CHECK_MESSAGE(std::ranges::find(events, event) != events.end(), event);
  }
  const LiveStore other;
  auto in_text = other.serve({"--log-level", "debug"});
  CHECK(in_text.connect().get("/v1/halls").status == 200);
  check_text(stop(in_text));
}

TEST_CASE("A server that does not start says why in the same form") {
  const LiveStore place;
  const auto city = place.directory() / "city.yaml";
  std::ofstream{city} << "city: \"no \\\"good\\\" one\"\n";
  struct Row {
    std::vector<std::string> options;
    int code;
    std::set<std::string> events;
  };
  const std::vector<Row> rows{
      {{"--listen", "8080"}, 2, {"not_served"}},
      {{"--config", city.string()}, 2, {"configuration", "not_served"}},
      {{"--store", "nowhere:x"}, 3, {"not_served"}},
      {{"--webhook", "ftp:x"}, 2, {"not_served"}},
  };
  for (const auto& row : rows) {
    for (const bool json : {true, false}) {
      std::vector<std::string> arguments{"serve", "--keys", (place.directory() / "keys").string()};
      if (row.options.front() != "--config") {
        arguments.insert(arguments.end(), {"--config", source_path("config/hangzhou.yaml")});
      }
      arguments.insert(arguments.end(), row.options.begin(), row.options.end());
      if (json) arguments.insert(arguments.end(), {"--log-format", "json"});
      const auto outcome = run_program(arguments);
      CHECK(outcome.code == row.code);
      if (!json) {
        check_text(outcome.errors);
        continue;
      }
      const auto events = json_events(outcome.errors);
      REQUIRE_FALSE(events.empty());
      CHECK(events.back() == "not_served");
      for (const auto& event : row.events) {
        CHECK_MESSAGE(std::ranges::find(events, event) != events.end(), event);
      }
      CHECK(contains(outcome.errors, "\"exit_code\":\"" + std::to_string(row.code) + '"'));
    }
  }
}

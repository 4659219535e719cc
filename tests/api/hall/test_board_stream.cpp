// Streams of boards, over real sockets.
#include <doctest/doctest.h>

#include <boost/json.hpp>
#include <memory>
#include <thread>
#include <vector>

#include "tests/api/hall_day.hpp"
#include "tests/support/event_stream.hpp"

using namespace offpeak::testing;
namespace json = boost::json;

namespace {

const std::string board_stream = board_path + "/stream";

/// The first event that shows a call.
StreamEvent await_call(EventStream& stream) {
  auto event = stream.next();
  while (event.json().at("calling").as_array().empty()) event = stream.next();
  return event;
}

}  // namespace

TEST_CASE("A stream begins with the whole board, and a call comes as an event") {
  HallDay day;
  REQUIRE(day.open());
  const auto number = day.arrive();
  EventStream stream{day.server.port(), board_stream};
  CHECK(stream.status() == 200);
  CHECK(stream.head().find("Content-Type: text/event-stream\r\n") != std::string::npos);
  CHECK(stream.head().find("Cache-Control: no-cache\r\n") != std::string::npos);
  const auto first = stream.next();
  CHECK(first.name == "board");
  CHECK((first.json().at("hall") == "330100"));
  CHECK(first.id == std::to_string(first.json().at("sequence").to_number<int>()));
  CHECK(day.call() == number);
  const auto event = await_call(stream);
  CHECK(text_of(event.json().at("calling").as_array().at(0).at("ticket")) == number);
  CHECK(std::stoull(event.id) > std::stoull(first.id));
  CHECK(event.json().at("counters").as_array().size() > 1);
}

TEST_CASE("Who comes back and has the newest board is sent nothing before something happens") {
  HallDay day;
  REQUIRE(day.open());
  day.arrive();
  std::string id;
  {
    EventStream stream{day.server.port(), board_stream};
    auto event = stream.next();
    while (event.json().at("next").as_array().empty()) event = stream.next();
    id = event.id;
  }
  EventStream again{day.server.port(), board_stream, id};
  EventStream behind{day.server.port(), board_stream, "1"};
  EventStream odd{day.server.port(), board_stream, "not a sequence"};
  CHECK(behind.next().id == id);
  CHECK(odd.next().id == id);
  day.call();
  const auto event = again.next();
  CHECK_FALSE(event.json().at("calling").as_array().empty());
}

TEST_CASE("The city's stream has every hall's level and waits, and follows what changes") {
  HallDay day;
  EventStream stream{day.server.port(), "/v1/board/stream"};
  const auto first = stream.next();
  CHECK(first.name == "city");
  CHECK(first.json().at("halls").as_array().size() == day.server.city().halls.size());
  REQUIRE(day.open());
  day.arrive();
  const auto waiting = [](const StreamEvent& event) {
    int count = 0;
    const auto city = event.json();
    for (const auto& hall : city.at("halls").as_array()) {
      for (const auto& lane : hall.at("lanes").as_array()) {
        count += lane.at("waiting").to_number<int>();
      }
    }
    return count;
  };
  auto event = stream.next();
  while (waiting(event) == 0) event = stream.next();
  CHECK(waiting(event) == 1);
}

TEST_CASE("A quiet stream has a heartbeat") {
  auto options = HallDay::at_ten();
  options.limits.heartbeat_interval = offpeak::http::Limits::Duration{20};
  HallDay day{options};
  EventStream stream{day.server.port(), board_stream};
  stream.next();
  stream.await_comment();
  REQUIRE(day.open());
  CHECK(stream.next().name == "board");
}

TEST_CASE("An address has so many streams, and is told when it wants more") {
  auto options = HallDay::at_ten();
  options.limits.streams_per_address_max = 2;
  options.limits.loopback_exempt = false;
  HallDay day{options};
  EventStream first{day.server.port(), board_stream};
  EventStream second{day.server.port(), "/v1/board/stream"};
  const auto refused = day.client.get(board_stream);
  CHECK(refused.status == 429);
  CHECK(refused.text("code") == "too_many_streams");
  CHECK_FALSE(refused.header("Retry-After").empty());
  CHECK(day.client.get(board_path).status == 200);
}

TEST_CASE("A server that stops says so on its streams") {
  auto day = std::make_unique<HallDay>();
  EventStream stream{day->server.port(), board_stream};
  REQUIRE(stream.next().name == "board");
  std::thread stop{[&] { day.reset(); }};
  const auto event = stream.next();
  CHECK(event.name == "unavailable");
  CHECK((event.json().at("reason") == "stopping"));
  CHECK(stream.is_ended());
  { const EventStream closed = std::move(stream); }
  stop.join();
}

TEST_CASE("A call reaches a thousand streams") {
  constexpr std::size_t streams_count = 1000;
  auto options = HallDay::at_ten();
  options.threads = 2;
  HallDay day{options};
  REQUIRE(day.open());
  const auto number = day.arrive();
  std::vector<EventStream> streams;
  for (std::size_t i = 0; i < streams_count; ++i) {
    streams.emplace_back(day.server.port(), board_stream);
    REQUIRE(streams.back().status() == 200);
  }
  CHECK(day.call() == number);
  std::size_t told = 0;
  for (auto& stream : streams) {
    told +=
        text_of(await_call(stream).json().at("calling").as_array().at(0).at("ticket")) == number;
  }
  CHECK(told == streams_count);
}

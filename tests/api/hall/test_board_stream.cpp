// Streams of boards, over real sockets.
#include <doctest/doctest.h>

#include <boost/json.hpp>
#include <map>
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
  CHECK(day.call() == number);
  const auto event = await_call(stream);
  CHECK(text_of(event.json().at("calling").as_array().at(0).at("ticket")) == number);
  CHECK(event.id != first.id);
  CHECK(event.json().at("counters").as_array().size() > 1);
}

TEST_CASE("Who comes back gets the whole board at once, whatever it has seen") {
  HallDay day;
  REQUIRE(day.open());
  day.arrive();
  StreamEvent last;
  {
    EventStream stream{day.server.port(), board_stream};
    last = stream.next();
    while (last.json().at("next").as_array().empty()) last = stream.next();
  }
  for (const std::string& seen : {last.id, std::string{"1"}, std::string{"anything"}}) {
    EventStream again{day.server.port(), board_stream, seen};
    const auto event = again.next();
    CHECK(event.id == last.id);
    CHECK(event.data == last.data);
  }
  EventStream city{day.server.port(), "/v1/board/stream"};
  const auto whole = city.next();
  EventStream back{day.server.port(), "/v1/board/stream", whole.id};
  CHECK(back.next().name == "city");
}

TEST_CASE("An id names one board, also when nothing has happened but time, and over a restart") {
  HallDay day;
  REQUIRE(day.open());
  day.arrive();
  std::map<std::string, std::string> boards;
  /// Whether the board that `is_awaited` has another id than those before.
  const auto see = [&](const auto& is_awaited) {
    EventStream stream{day.server.port(), board_stream};
    auto event = stream.next();
    while (!is_awaited(event.json())) event = stream.next();
    const auto [known, is_new] = boards.emplace(event.id, event.data);
    CHECK(known->second == event.data);
    const auto reply = day.client.get(board_path);
    CHECK(reply.body == event.data);
    CHECK(reply.header("ETag") == '"' + event.id + '"');
    return is_new;
  };
  const auto is_of = [](const std::string& moment) {
    return [moment](const json::value& board) {
      return text_of(board.at("as_of")) == moment && !board.at("next").as_array().empty();
    };
  };
  CHECK(see(is_of("2026-06-13T10:00:00+08:00")));
  // The wait of who stands there has changed; the sequence has not.
  day.server.move_clock("2026-06-13T10:01:00+08:00");
  CHECK(see(is_of("2026-06-13T10:01:00+08:00")));
  day.server.restart_at("2026-06-13T10:01:00+08:00");
  day.client = day.server.connect();
  see(is_of("2026-06-13T10:01:00+08:00"));
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

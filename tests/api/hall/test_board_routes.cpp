// GET /v1/halls/{hall}/board: what it says, how long that holds, and what it says when nobody
// knows.
#include <doctest/doctest.h>

#include <atomic>
#include <boost/json.hpp>

#include "store/memory/journal.hpp"
#include "tests/api/hall.hpp"
#include "tests/api/hall_day.hpp"
#include "tests/support/event_stream.hpp"

using namespace offpeak::testing;
namespace json = boost::json;

namespace {

/// Looks until the board is so; what never is ends with the test's time-out.
template <class Condition>
json::value await_board(HttpClient& client, const Condition& condition) {
  for (;;) {
    auto board = client.get(board_path).json();
    if (condition(board)) return board;
  }
}

bool is_calling(const json::value& board) { return !board.at("calling").as_array().empty(); }

const json::value& documents_of(const json::value& board) {
  for (const auto& lane : board.at("lanes").as_array()) {
    if (lane.at("lane") == "documents") return lane;
  }
  throw std::runtime_error{"the board has no lane documents"};
}

}  // namespace

TEST_CASE("The board of a hall in which nothing has happened knows no waits and makes none up") {
  HallDay day;
  const auto reply = day.client.get(board_path);
  REQUIRE(reply.status == 200);
  const auto board = reply.json();
  CHECK((board.at("hall") == "330100"));
  CHECK((board.at("as_of") == "2026-06-13T10:00:00+08:00"));
  CHECK((board.at("sequence") == 0));
  CHECK((board.at("level") == "grey"));
  CHECK(board.at("level_since").is_null());
  CHECK(board.at("calling").as_array().empty());
  CHECK(board.at("next").as_array().empty());
  CHECK((documents_of(board).at("waiting") == 0));
  CHECK_FALSE(board.at("counters").as_array().empty());
  CHECK((board.at("counters").as_array().front().at("status") == "closed"));
}

TEST_CASE(
    "A ticket is shown as waiting, then as called to its counter, with what was told its holder") {
  HallDay day;
  REQUIRE(day.open());
  const auto number = day.arrive();
  auto board =
      await_board(day.client, [](const auto& one) { return documents_of(one).at("waiting") == 1; });
  CHECK(text_of(board.at("next").as_array().front().at("ticket")) == number);
  CHECK((board.at("next").as_array().front().at("lane") == "documents"));
  CHECK(day.call() == number);
  board = await_board(day.client, is_calling);
  const auto& call = board.at("calling").as_array().front();
  CHECK(text_of(call.at("ticket")) == number);
  CHECK((call.at("counter") == 1));
  CHECK((call.at("recalls") == 0));
  CHECK((call.at("called_at") == "2026-06-13T10:00:00+08:00"));
  const auto& counter = board.at("counters").as_array().front();
  CHECK((counter.at("status") == "open"));
  CHECK(text_of(counter.at("ticket")) == number);
  CHECK((counter.at("serving") == false));
}

TEST_CASE("A counter says since when its visitor is called and served, and no ticket's id") {
  Hall hall;
  const auto id = hall.take().text("id");
  REQUIRE(hall.at(3, "open").status == 204);
  REQUIRE(hall.at(3, "call-next").status == 200);
  const auto at_three = [](const json::value& board) {
    return board.at("counters").at(2).as_object();
  };
  const auto called =
      at_three(await_board(hall.client, [](const auto& one) { return is_calling(one); }));
  CHECK((called.at("counter") == 3));
  CHECK(text_of(called.at("called_at")) == in_the_morning);
  CHECK_FALSE(called.contains("served_at"));
  hall.pass(20);
  REQUIRE(hall.at(3, "serve").status == 200);
  hall.pass(30);
  const auto board = await_board(
      hall.client, [&](const auto& one) { return at_three(one).at("serving") == true; });
  CHECK(text_of(at_three(board).at("called_at")) == in_the_morning);
  CHECK(text_of(at_three(board).at("served_at")) == "2026-06-13T09:30:20+08:00");
  // Who has the id may give the ticket up.
  CHECK(hall.client.get(board_path).body.find(id) == std::string::npos);
  REQUIRE(hall.at(3, "finish").status == 200);
  const auto after = at_three(
      await_board(hall.client, [&](const auto& one) { return !at_three(one).contains("ticket"); }));
  CHECK_FALSE(after.contains("called_at"));
  CHECK_FALSE(after.contains("served_at"));
}

TEST_CASE("A paused counter says why, if the clerk did, until it opens") {
  Hall hall;
  const auto has = [](const char* status, const std::string& reason) {
    return [=](const json::value& board) {
      const auto& counter = board.at("counters").at(2).as_object();
      const auto* said = counter.if_contains("paused_reason");
      const bool is_so = said == nullptr ? reason.empty() : text_of(*said) == reason;
      return counter.at("status") == status && is_so;
    };
  };
  REQUIRE(hall.at(3, "open").status == 204);
  await_board(hall.client, has("open", ""));
  REQUIRE(hall.at(3, "pause", R"({"reason":"meal"})").status == 204);
  await_board(hall.client, has("paused", "meal"));
  REQUIRE(hall.at(3, "pause", R"({"reason":"device"})").status == 204);
  await_board(hall.client, has("paused", "device"));
  REQUIRE(hall.at(3, "open").status == 204);
  await_board(hall.client, has("open", ""));
  REQUIRE(hall.at(3, "pause").status == 204);
  await_board(hall.client, has("paused", ""));
}

TEST_CASE("A board that has not changed need not be sent again") {
  HallDay day;
  const auto first = day.client.get(board_path);
  const auto tag = first.header("ETag");
  REQUIRE_FALSE(tag.empty());
  CHECK(first.header("Cache-Control") == "no-cache");
  const HttpRequest again{.target = board_path, .headers = {{"If-None-Match", tag}}};
  CHECK(day.client.exchange(again).status == 304);
  REQUIRE(day.open());
  await_board(day.client, [](const auto& one) {
    return one.at("counters").as_array().front().at("status") == "open";
  });
  CHECK(day.client.exchange(again).status == 200);
}

TEST_CASE("There is no board of a hall that does not exist") {
  HallDay day;
  for (const std::string hall : {"330199", "x", "33010000000"}) {
    CHECK(day.client.get("/v1/halls/" + hall + "/board").status == 404);
    CHECK(day.client.get("/v1/halls/" + hall + "/board/stream").status == 404);
  }
}

TEST_CASE("A board whose store has failed says so rather than that nobody waits") {
  offpeak::store::MemoryJournal journal;
  auto options = HallDay::at_ten();
  options.journal = &journal;
  HallDay day{options};
  EventStream stream{day.server.port(), board_path + "/stream"};
  REQUIRE(stream.next().name == "board");
  journal.fail_next_append("the disk is gone");
  CHECK(day.command("counters/1/open").status == 503);

  auto event = stream.next();
  while (event.name == "board") event = stream.next();
  CHECK(event.name == "unavailable");
  CHECK((event.json().at("reason") == "store_failed"));
  CHECK(stream.is_ended());
  for (const auto& path : {board_path, board_path + "/stream", std::string{"/v1/board/stream"}}) {
    const auto reply = day.client.get(path);
    CHECK(reply.status == 503);
    CHECK(reply.text("code") == "unavailable");
  }
}

namespace {

/// A store that does not answer for as long as the test says.
class MutedJournal final : public offpeak::store::Journal {
 public:
  template <class T>
  using Result = offpeak::store::Result<T>;

  Result<void> append(const offpeak::store::Batch& batch) override { return memory_.append(batch); }
  Result<offpeak::store::ReplaySummary> replay(const offpeak::store::ChainPosition& from,
                                               const offpeak::store::BatchSink& sink) override {
    return memory_.replay(from, sink);
  }
  offpeak::store::ChainPosition position() const override { return memory_.position(); }
  Result<bool> trim(std::uint64_t before) override { return memory_.trim(before); }
  std::string description() const override { return memory_.description(); }
  bool is_interrupted() const override { return muted; }

  std::atomic<bool> muted{false};

 private:
  offpeak::store::MemoryJournal memory_;
};

}  // namespace

TEST_CASE("While the store does not answer the board is grey, without waits, and of its time") {
  MutedJournal journal;
  auto options = HallDay::at_ten();
  options.journal = &journal;
  HallDay day{options};
  REQUIRE(day.open());
  EventStream stream{day.server.port(), board_path + "/stream"};
  journal.muted = true;
  const auto stale = [](const json::value& board) {
    return board.at("level") == "grey" && board.at("level_reason") == "no_data" &&
           documents_of(board).at("wait_p50_minutes").is_null();
  };
  CHECK(stale(await_board(day.client, stale)));
  auto event = stream.next();
  while (!stale(event.json())) event = stream.next();
  CHECK((event.json().at("as_of") == "2026-06-13T10:00:00+08:00"));
}

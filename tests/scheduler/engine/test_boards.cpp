// Boards leave the engine after the commit of what they show, not before, and the last one always
// does.
#include "tests/scheduler/engine/harness.hpp"

namespace offpeak::engine::tests {
namespace {

constexpr s::CounterNumber counter{1};

/// A port that keeps the newest board of the main hall, looked at by the test's thread.
class Watcher {
 public:
  explicit Watcher(Engine& engine) : port_{engine.add_port([this] { ++wakes_; })} {}

  /// Takes what has come.
  const s::Board* look() {
    port_.drain_boards([this](std::uint32_t, SharedBoard board) {
      ++seen_;
      if (board->hall == main_hall) newest_ = std::move(board);
    });
    return newest_.get();
  }
  /// The first board for which it holds.
  template <class Condition>
  const s::Board& await_board(const Condition& condition) {
    await([&] { return look() != nullptr && condition(*newest_); });
    return *newest_;
  }
  std::size_t seen() const { return seen_; }
  std::size_t wakes() const { return wakes_; }

 private:
  Port& port_;
  std::atomic<std::size_t> wakes_{0};
  std::size_t seen_ = 0;
  SharedBoard newest_;
};

s::TakeTicket walk_in() {
  s::Services services;
  services.codes[0] = passport_renewal;
  services.size = 1;
  return {.ticket = fresh<s::TicketId>(), .hall = main_hall, .services = services};
}

bool is_calling(const s::Board& board) { return !board.calling.empty(); }

std::uint32_t waiting(const s::Board& board) { return board.lanes.front().waiting; }

TEST_CASE("at the start every hall has its board, and a port is woken once for all of them") {
  House house;
  Watcher watcher{house.engine};
  house.start();
  REQUIRE(watcher.look() != nullptr);
  CHECK(watcher.seen() == city().halls.size());
  CHECK(watcher.wakes() == 1);
  CHECK(watcher.look()->sequence == 0);
  CHECK(watcher.look()->as_of >= instant("2026-06-08 10:00"));
}

TEST_CASE("whoever comes and is called is on the board, at the sequence of the last event") {
  House house;
  Watcher watcher{house.engine};
  Caller caller{house.engine};
  house.start();
  caller.ask(s::OpenCounter{.hall = main_hall, .counter = counter});
  caller.ask(walk_in());
  CHECK(watcher.await_board([](const auto& board) { return waiting(board) == 1; }).next.size() ==
        1);
  caller.ask(s::CallNext{.hall = main_hall, .counter = counter});
  const auto& board = watcher.await_board(is_calling);
  CHECK(board.calling.front().counter == counter);
  CHECK(board.calling.front().ticket == s::TicketNumber{documents, 1, 1});
  CHECK(waiting(board) == 0);
  house.engine.stop();
  CHECK(board.sequence <= house.engine.state().sequence());
  CHECK(board.sequence <= house.journal.last_sequence());
}

TEST_CASE("a hall in which nothing happens has a new board when it closes and when it opens") {
  House house{city(), Clock{instant("2026-06-08 11:59:59"), 0}};
  Watcher watcher{house.engine};
  house.start();
  REQUIRE(watcher.look() != nullptr);
  CHECK(!watcher.look()->next_opening);
  house.move_clock(instant("2026-06-08 12:00"));
  const auto& closed = watcher.await_board([](const auto& board) { return board.next_opening; });
  CHECK(closed.next_opening == instant("2026-06-08 13:30"));
  CHECK(closed.as_of == instant("2026-06-08 12:00"));
  house.move_clock(instant("2026-06-08 13:30"));
  watcher.await_board([](const auto& board) { return !board.next_opening; });
  house.move_clock(instant("2026-06-09 09:00"));  // over an evening and a night
  const auto& next_day = watcher.await_board(
      [](const auto& board) { return board.as_of >= instant("2026-06-09 08:30"); });
  CHECK(!next_day.next_opening);
  house.engine.stop();
}

TEST_CASE("a call is on no board before it is durable") {
  store::MemoryJournal journal;
  {
    House before;
    Caller caller{before.engine};
    before.engine.lead(journal);
    caller.ask(s::OpenCounter{.hall = main_hall, .counter = counter});
    caller.ask(walk_in());
  }
  // After a start the first change of a hall is shown at once: nothing puts this call's board off.
  House house;
  REQUIRE(house.engine.recover(journal).has_value());
  Watcher watcher{house.engine};
  Caller caller{house.engine};
  house.engine.lead(journal);
  watcher.await_board([](const auto& board) { return waiting(board) == 1; });
  journal.hold_appends();
  caller.send(s::CallNext{.hall = main_hall, .counter = counter});
  journal.wait_for_held_append();
  CHECK_FALSE(is_calling(*watcher.look()));
  journal.release_appends();
  watcher.await_board(is_calling);
  caller.wait_for_all();
  house.engine.stop();
}

TEST_CASE("a call that could not be made durable is on no board, and the port is woken") {
  House house;
  Watcher watcher{house.engine};
  Caller caller{house.engine};
  house.start();
  caller.ask(s::OpenCounter{.hall = main_hall, .counter = counter});
  caller.ask(walk_in());
  watcher.await_board([](const auto& board) { return waiting(board) == 1; });
  const auto wakes = watcher.wakes();
  house.journal.fail_next_append("the disk is gone");
  caller.send(s::CallNext{.hall = main_hall, .counter = counter});
  caller.wait_for_all();
  await([&] { return watcher.wakes() > wakes; });
  house.engine.stop();
  CHECK(house.engine.has_failed());
  CHECK_FALSE(is_calling(*watcher.look()));
}

TEST_CASE("of many changes the last one is shown, though nothing follows it") {
  constexpr std::uint32_t people = 500;
  House house;
  Watcher watcher{house.engine};
  Caller caller{house.engine};
  house.start();
  for (std::uint32_t i = 0; i < people; ++i) caller.ask(walk_in());
  watcher.await_board([](const auto& board) { return waiting(board) == people; });
  house.engine.stop();
  CHECK(watcher.look()->next.size() == s::board_next_max);
}

TEST_CASE("bookings make no board") {
  House house;
  Watcher watcher{house.engine};
  Caller caller{house.engine};
  house.start();
  live_a_little(caller);
  house.engine.stop();
  watcher.look();
  CHECK(watcher.seen() == city().halls.size());
}

TEST_CASE("a box keeps the newest board of each hall, and rings once until it is looked at") {
  BoardBox box{2};
  const auto board = [](std::uint64_t sequence) {
    s::Board made;
    made.sequence = sequence;
    return std::make_shared<const s::Board>(made);
  };
  box.put({0, board(1)});
  CHECK(box.announce());
  box.put({0, board(2)});
  box.put({1, board(3)});
  CHECK_FALSE(box.announce());
  std::vector<std::uint64_t> seen;
  const auto look = [&] {
    box.take_all([&](std::uint32_t, SharedBoard one) { seen.push_back(one->sequence); });
  };
  look();
  look();
  CHECK(seen == std::vector<std::uint64_t>{2, 3});
  box.put({1, board(4)});
  CHECK(box.announce());
}

}  // namespace
}  // namespace offpeak::engine::tests

// What a board shows of a hall's day.
#include "scheduler/queueing/board.hpp"

#include "tests/scheduler/fixture.hpp"

namespace offpeak::scheduler::tests {
namespace {

constexpr CounterNumber first_counter{1};
constexpr auto morning = "2026-06-08 10:00";

/// A hall played by hand: facts are decided as the writer decides them.
class Day {
 public:
  Receipt run(const CommandBody& body) {
    events_.clear();
    return execute(state_, city(), {.caller = admin, .idempotency = {}, .body = body}, now_,
                   events_);
  }
  TicketId arrive(PriorityGround ground = PriorityGround::none) {
    Services services;
    services.codes[0] = passport_renewal;
    services.size = 1;
    const TicketId id{{++tickets_, 7}};
    REQUIRE(run(TakeTicket{id, main_hall, services, ground}).rejection == Rejection::none);
    return id;
  }
  void open() { run(OpenCounter{.hall = main_hall, .counter = first_counter}); }
  void call() {
    REQUIRE(run(CallNext{.hall = main_hall, .counter = first_counter}).rejection ==
            Rejection::none);
  }
  void pass(config::milliseconds time) { now_ += time; }
  Board board() const { return make_board(state_, city(), hall(main_hall), now_); }
  const State& state() const { return state_; }
  Instant now() const { return now_; }

 private:
  State state_;
  Events events_;
  Instant now_ = instant(morning);
  std::uint64_t tickets_ = 0;
};

std::vector<int> numbers(const std::vector<Board::Next>& next) {
  std::vector<int> found;
  for (const auto& one : next) found.push_back(one.ticket.first);
  return found;
}

TEST_CASE("an empty hall: every lane with nobody, every counter closed, and nobody calls") {
  const Day day;
  const auto board = day.board();
  CHECK(board.hall == main_hall);
  CHECK(board.sequence == 0);
  CHECK(board.as_of == instant(morning));
  CHECK(board.level.level == Level::grey);
  CHECK(board.level.reason == LevelReason::paused);
  CHECK(board.calling.empty());
  CHECK(board.next.empty());
  REQUIRE(board.lanes.size() >= 2);
  for (const auto& lane : board.lanes) CHECK(lane.waiting == 0);
  REQUIRE(board.counters.size() == hall(main_hall).counters.size());
  for (const auto& counter : board.counters) {
    CHECK(counter.status == CounterStatus::closed);
    CHECK(counter.lanes == 0);
    CHECK(counter.ticket.size == 0);
  }
}

TEST_CASE("a hall that is not open says that it is closed") {
  State state;
  const auto board = make_board(state, city(), hall(main_hall), instant("2026-06-08 23:30"));
  CHECK(board.level.level == Level::grey);
  CHECK(board.level.reason == LevelReason::closed);
  REQUIRE(board.next_opening);
  CHECK(*board.next_opening > board.as_of);
}

TEST_CASE("a lane says from when its longest wait counts, and forgets it when nobody waits") {
  Day day;
  day.open();
  CHECK_FALSE(day.board().lanes.front().waiting_since.has_value());
  day.arrive();
  const auto first = day.now();
  day.pass(std::chrono::minutes{2});
  day.arrive(PriorityGround::senior);
  CHECK(day.board().lanes.front().waiting_since == first);
  day.call();
  CHECK(day.board().lanes.front().waiting == 1);
  CHECK(day.board().lanes.front().waiting_since == first);
}

TEST_CASE("a ticket waits, is called, recalled, and served") {
  Day day;
  day.open();
  day.arrive();
  auto board = day.board();
  CHECK(board.lanes.front().waiting == 1);
  CHECK(numbers(board.next) == std::vector{1});
  CHECK(board.counters.front().status == CounterStatus::open);
  CHECK(board.counters.front().lanes == lane_bit(documents));

  day.pass(std::chrono::minutes{2});
  day.call();
  const auto called_at = day.now();
  day.pass(std::chrono::minutes{1});
  REQUIRE(day.run(Recall{.hall = main_hall, .counter = first_counter}).rejection ==
          Rejection::none);
  board = day.board();
  CHECK(board.sequence == day.state().sequence());
  CHECK(board.lanes.front().waiting == 0);
  CHECK(board.next.empty());
  REQUIRE(board.calling.size() == 1);
  CHECK(board.calling.front().ticket == TicketNumber{documents, 1, 1});
  CHECK(board.calling.front().counter == first_counter);
  CHECK(board.calling.front().called_at == called_at);
  CHECK(board.calling.front().recalls == 1);
  CHECK_FALSE(board.counters.front().serving);
  CHECK(board.counters.front().called_at == called_at);
  CHECK(board.counters.front().served_at == Instant{});

  day.run(Serve{.hall = main_hall, .counter = first_counter});
  const auto served_at = day.now();
  day.pass(std::chrono::minutes{3});
  board = day.board();
  CHECK(board.calling.empty());
  CHECK(board.counters.front().ticket == TicketNumber{documents, 1, 1});
  CHECK(board.counters.front().serving);
  CHECK(board.counters.front().called_at == called_at);
  CHECK(board.counters.front().served_at == served_at);
}

TEST_CASE("a ticket that was served, parked and called again is not served yet") {
  Day day;
  day.open();
  const TicketId id = day.arrive();
  day.call();
  day.run(Serve{.hall = main_hall, .counter = first_counter});
  day.run(Park{.hall = main_hall, .counter = first_counter});
  CHECK(day.board().counters.front().called_at == Instant{});
  day.pass(std::chrono::minutes{3});
  day.run(CallNext{.hall = main_hall, .counter = first_counter, .parked = id});
  const auto counter = day.board().counters.front();
  CHECK(counter.called_at == day.now());
  CHECK(counter.served_at == Instant{});
}

TEST_CASE("a counter says why it is paused, until it is opened or closed") {
  Day day;
  const auto reason = [&] { return day.board().counters.front().paused_for; };
  const auto pause = [&](PauseReason why) {
    REQUIRE(day.run(PauseCounter{.hall = main_hall, .counter = first_counter, .reason = why})
                .rejection == Rejection::none);
  };
  day.open();
  pause(PauseReason::meal);
  CHECK((reason() == PauseReason::meal));
  pause(PauseReason::none);
  CHECK((reason() == PauseReason::meal));
  pause(PauseReason::device);
  CHECK((reason() == PauseReason::device));
  day.open();
  CHECK((reason() == PauseReason::none));
  pause(PauseReason::none);
  CHECK((reason() == PauseReason::none));
  pause(PauseReason::rest);
  day.run(CloseCounter{.hall = main_hall, .counter = first_counter});
  CHECK((reason() == PauseReason::none));
}

TEST_CASE("the next ones are those whom the call rule calls, in its order, and no more than fit") {
  Day day;
  day.open();
  for (int i = 0; i < 6; ++i) day.arrive();
  for (int i = 0; i < 5; ++i) day.arrive(PriorityGround::senior);
  // Three of priority in a row, then one other.
  const auto shown = numbers(day.board().next);
  CHECK(shown == std::vector{7, 8, 9, 1, 10, 11, 2, 3});
  CHECK(day.board().lanes.front().waiting == 11);

  std::vector<int> called;
  for (std::size_t i = 0; i < board_next_max; ++i) {
    day.call();
    called.push_back(day.board().calling.front().ticket.first);
    day.run(Serve{.hall = main_hall, .counter = first_counter});
    Services none;
    REQUIRE(day.run(Finish{.hall = main_hall, .counter = first_counter, .done = none}).rejection ==
            Rejection::none);
  }
  CHECK(called == shown);
}

TEST_CASE("the last call stands first") {
  Day day;
  day.open();
  day.run(OpenCounter{.hall = main_hall, .counter = CounterNumber{2}});
  day.arrive();
  day.arrive();
  day.call();
  day.pass(std::chrono::seconds{5});
  REQUIRE(day.run(CallNext{.hall = main_hall, .counter = CounterNumber{2}}).rejection ==
          Rejection::none);
  const auto board = day.board();
  REQUIRE(board.calling.size() == 2);
  CHECK(board.calling[0].ticket.first == 2);
  CHECK(board.calling[1].ticket.first == 1);
}

}  // namespace
}  // namespace offpeak::scheduler::tests

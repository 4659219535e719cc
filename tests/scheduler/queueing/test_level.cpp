// Green, yellow, red and grey over a day.
#include "scheduler/queueing/level.hpp"

#include "tests/scheduler/fixture.hpp"

namespace offpeak::scheduler {
doctest::String toString(Level value) {
  constexpr const char* names[] = {"grey", "green", "yellow", "red"};
  return names[static_cast<std::size_t>(value)];
}
doctest::String toString(LevelReason value) {
  constexpr const char* names[] = {"wait", "closed", "paused", "no_data"};
  return names[static_cast<std::size_t>(value)];
}
}  // namespace offpeak::scheduler

namespace offpeak::scheduler::tests {
namespace {

struct Hall : Driver {
  explicit Hall(std::string_view start, const config::City& rules = city()) : Driver{start, rules} {
    as(admin);
  }
  HallLevel level() const {
    const auto* known = state().floor().level(main_hall);
    return known == nullptr ? HallLevel{} : *known;
  }
  Level colour() const { return level().level; }
  LevelReason reason() const { return level().reason; }
  /// A visitor at each open counter, and so many more.
  void fill(int waiting) {
    for (int i = 0; i < waiting; ++i) take_ticket(main_hall, {passport_renewal});
  }
  void open_and_busy(int counter) {
    open(main_hall, counter);
    take_ticket(main_hall, {passport_renewal});
    call_next(main_hall, counter);
    at<Serve>(main_hall, counter);
  }
  void leave_all() {
    const auto& floor = state().floor();
    for (Place place = 0; place < floor.ticket_count(); ++place) {
      if (floor.ticket(place).status == TicketStatus::waiting) {
        run(Leave{.ticket = floor.ticket(place).id});
      }
    }
  }
};

TEST_CASE("the predicted wait gives the colour") {
  struct Row {
    int waiting;
    Level level;
  };
  // One counter, six and a half minutes a visitor.
  for (const Row& row : {Row{0, Level::green}, Row{1, Level::green}, Row{3, Level::yellow},
                         Row{4, Level::yellow}, Row{8, Level::red}, Row{20, Level::red}}) {
    CAPTURE(row.waiting);
    Hall hall{"2026-06-09 08:40"};
    hall.open_and_busy(1);
    hall.fill(row.waiting);
    const auto fact = assess_level(hall.state(), city(), tests::hall(main_hall), hall.now());
    REQUIRE(fact.has_value());
    CHECK(fact->level == row.level);
    CHECK(fact->reason == LevelReason::wait);
  }
}

TEST_CASE("a colour changes only after five minutes on the new side") {
  Hall hall{"2026-06-09 09:00"};
  hall.open_and_busy(1);
  hall.to("2026-06-09 09:01");
  REQUIRE(hall.colour() == Level::green);
  hall.fill(20);
  hall.to("2026-06-09 09:02");
  CHECK(hall.colour() == Level::green);
  CHECK(hall.level().leaning == Level::red);
  hall.to("2026-06-09 09:06:59");
  CHECK(hall.colour() == Level::green);
  hall.to("2026-06-09 09:07");
  CHECK(hall.colour() == Level::red);
  CHECK(hall.level().leaning == Level::red);
  CHECK(hall.level().since_ms == hall.now().time_since_epoch().count());
}

TEST_CASE("a peak that passes within five minutes changes nothing") {
  Hall hall{"2026-06-09 09:00"};
  hall.open_and_busy(1);
  hall.to("2026-06-09 09:01");
  hall.fill(20);
  hall.to("2026-06-09 09:04");
  REQUIRE(hall.level().leaning == Level::red);
  hall.leave_all();
  hall.to("2026-06-09 09:05");
  CHECK(hall.level().leaning == Level::green);
  hall.to("2026-06-09 09:30");
  CHECK(hall.colour() == Level::green);
  hall.fill(20);  // the five minutes begin anew
  hall.to("2026-06-09 09:32");
  CHECK(hall.colour() == Level::green);
}

TEST_CASE("without hysteresis a colour changes with the wait") {
  auto rules = make_city();
  rules.halls.front().rules.level.settle = config::minutes{0};
  Hall hall{"2026-06-09 09:00", rules};
  hall.open_and_busy(1);
  hall.to("2026-06-09 09:01");
  hall.fill(20);
  hall.to("2026-06-09 09:02");
  CHECK(hall.colour() == Level::red);
}

TEST_CASE("grey comes and goes at once, with its reason") {
  Hall hall{"2026-06-09 08:00"};
  hall.take_ticket(main_hall, {passport_renewal});
  hall.to("2026-06-09 08:29");
  CHECK(hall.colour() == Level::grey);
  CHECK(hall.reason() == LevelReason::closed);
  hall.to("2026-06-09 08:30");
  CHECK(hall.reason() == LevelReason::paused);
  hall.open(main_hall, 1);
  hall.call_next(main_hall, 1);
  hall.to("2026-06-09 08:31");
  CHECK(hall.colour() == Level::green);
  hall.at<PauseCounter>(main_hall, 1);
  hall.to("2026-06-09 08:32");
  CHECK(hall.colour() == Level::grey);
  CHECK(hall.reason() == LevelReason::paused);
  hall.open(main_hall, 1);
  hall.to("2026-06-09 08:33");
  CHECK(hall.colour() == Level::green);
  hall.to("2026-06-09 12:00");
  CHECK(hall.colour() == Level::grey);
  CHECK(hall.reason() == LevelReason::closed);
}

TEST_CASE("an open hall whose last visitors will not be called says that it does not know") {
  Hall hall{"2026-06-09 16:30"};
  hall.open_and_busy(1);
  hall.fill(20);
  hall.to("2026-06-09 16:31");
  CHECK(hall.colour() == Level::grey);
  CHECK(hall.reason() == LevelReason::no_data);
}

TEST_CASE("the end of the day leaves a hall grey and closed") {
  Hall hall{"2026-06-09 16:55"};
  hall.open(main_hall, 1);
  hall.to("2026-06-09 16:56");
  REQUIRE(hall.colour() == Level::green);
  const auto at_end = level_at_end(hall.state(), main_hall);
  REQUIRE(at_end.has_value());
  CHECK(at_end->level == Level::grey);
  CHECK(at_end->reason == LevelReason::closed);
  hall.to("2026-06-10 00:00");
  CHECK(hall.colour() == Level::grey);
  CHECK(hall.reason() == LevelReason::closed);
  CHECK_FALSE(level_at_end(hall.state(), main_hall).has_value());
}

TEST_CASE("a level that stays as it is adds no fact") {
  Hall hall{"2026-06-09 09:00"};
  hall.open_and_busy(1);
  hall.to("2026-06-09 09:01");
  const int facts = hall.count<LevelAssessed>();
  hall.to("2026-06-09 10:00");
  CHECK(hall.count<LevelAssessed>() == facts);
}

}  // namespace
}  // namespace offpeak::scheduler::tests

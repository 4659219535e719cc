// Green, yellow, red and grey over a day.
#include "scheduler/queueing/board.hpp"
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
  KeptLevel level() const {
    const auto* known = state().floor().level(main_hall);
    return known == nullptr ? KeptLevel{} : *known;
  }
  LevelNow present(LaneCode lane) const {
    const auto wait = predict_arrival(state(), city(), main_hall, lane, now()).wait;
    return level_now(state(), city(), tests::hall(main_hall), lane, wait, now());
  }
  Level colour(LaneCode lane) const { return state().floor().level(main_hall, lane)->level; }
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
    CHECK(hall.present(documents) == LevelNow{row.level, LevelReason::wait});
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

TEST_CASE("a queue that is not served before closing is red, and says that it is not today") {
  Hall hall{"2026-06-09 16:30"};
  hall.open_and_busy(1);
  hall.fill(20);
  hall.to("2026-06-09 16:31");
  CHECK(hall.colour() == Level::red);
  CHECK(hall.reason() == LevelReason::not_today);
  const auto board = make_board(hall.state(), city(), tests::hall(main_hall), hall.now());
  CHECK(board.level.level == Level::red);
  CHECK(board.lanes.front().level.reason == LevelReason::not_today);
  CHECK(board.lanes.front().wait.is_not_today());
  CHECK(board.lanes.front().next_opening == instant("2026-06-10 08:30"));
  hall.at<PauseCounter>(main_hall, 1);  // now nobody can say
  CHECK_FALSE(hall.present(documents).level == Level::green);
}

TEST_CASE("each lane has a level of its own, and the hall that of the lane it names") {
  auto rules = make_city();
  for (const auto lane : {documents, business}) {
    rules.halls.front().level_lane = lane;
    Hall hall{"2026-06-09 09:00", rules};
    hall.open_and_busy(1);
    hall.open(main_hall, 3);
    hall.fill(20);
    hall.to("2026-06-09 09:10");
    CHECK(hall.colour(documents) == Level::red);
    CHECK(hall.colour(business) == Level::green);
    CHECK(hall.colour(advice) == Level::grey);  // its counter is closed
    CHECK(hall.colour() == hall.colour(lane));
    CHECK(hall.level().since_ms == hall.state().floor().level(main_hall, lane)->since_ms);
  }
}

TEST_CASE("a lane's level settles like the hall's, and is closed with the day") {
  Hall hall{"2026-06-09 09:00"};
  hall.open_and_busy(1);
  hall.to("2026-06-09 09:01");
  REQUIRE(hall.colour(documents) == Level::green);
  hall.fill(20);
  hall.to("2026-06-09 09:06:59");
  CHECK(hall.colour(documents) == Level::green);
  hall.to("2026-06-09 09:07");
  CHECK(hall.colour(documents) == Level::red);
  hall.to("2026-06-10 00:00");
  CHECK(hall.state().floor().level(main_hall, documents)->reason == LevelReason::closed);
}

TEST_CASE("a simulated hall is assessed for its own level alone") {
  Hall hall{"2026-06-09 09:00"};
  hall.open_and_busy(1);
  const int before = hall.count<LaneLevelAssessed>();
  hall.as({.role = Role::player}).run(AssessLevel{main_hall});
  CHECK(hall.count<LevelAssessed>() == 1);
  CHECK(hall.count<LaneLevelAssessed>() == before);
}

TEST_CASE("what is shown is the kept level, but grey comes and goes at once") {
  const LevelNow green{Level::green, LevelReason::wait};
  const LevelNow red{Level::red, LevelReason::wait};
  const LevelNow closed{Level::grey, LevelReason::closed};
  const auto kept = [](const LevelNow& level) {
    return KeptLevel{.level = level.level, .reason = level.reason};
  };
  struct Row {
    const char* what;
    LevelNow kept, present, shown;
  };
  for (const Row& row :
       {Row{"it has not settled", green, red, green}, Row{"it opened", closed, red, red},
        Row{"it closed", green, closed, closed}, Row{"it is as it was", red, red, red}}) {
    CAPTURE(row.what);
    const KeptLevel level = kept(row.kept);
    CHECK(shown_level(&level, row.present) == row.shown);
  }
  CHECK(shown_level(nullptr, red) == red);
}

TEST_CASE("the end of the day leaves a hall grey and closed") {
  Hall hall{"2026-06-09 16:55"};
  hall.open(main_hall, 1);
  hall.to("2026-06-09 16:56");
  REQUIRE(hall.colour() == Level::green);
  const auto at_end = level_at_end(hall.state().floor().level(main_hall));
  REQUIRE(at_end.has_value());
  CHECK(at_end->level == Level::grey);
  CHECK(at_end->reason == LevelReason::closed);
  hall.to("2026-06-10 00:00");
  CHECK(hall.colour() == Level::grey);
  CHECK(hall.reason() == LevelReason::closed);
  CHECK_FALSE(level_at_end(hall.state().floor().level(main_hall)).has_value());
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

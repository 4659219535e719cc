// What is told to all (公告), what boards say of closures, and what codes mean.
#include <array>

#include "scheduler/queueing/board.hpp"
#include "tests/scheduler/closing.hpp"

namespace offpeak::scheduler::tests {
namespace {

constexpr NoticeId notice_named(std::uint64_t number) { return {{0x907E, number}}; }

const Wording words = wording_of("今日人多", "Many people today");

struct Told {
  HallCode at_hall = hill_hall;
  const char* from = "2026-06-08 11:00";
  const char* to = "2026-06-08 12:00";
  Audience audience = to_everybody;
};

Outcome post(Driver& driver, const Told& told, std::uint64_t number = 1) {
  return driver.run(PostNotice{.id = notice_named(number),
                               .hall = told.at_hall,
                               .from = instant(told.from),
                               .to = instant(told.to),
                               .audience = told.audience,
                               .words = &words});
}

Board board_of(const Driver& driver, HallCode code) {
  return make_board(driver.state(), city(), hall(code), driver.now());
}

TEST_CASE("staff tell those of their hall, administrators everybody, for a time to come") {
  struct Row {
    const char* why;
    Caller caller;
    Told told;
    Rejection expected;
  };
  const std::array rows{
      Row{"own hall", staff, {}, Rejection::none},
      Row{"another hall", staff, {.at_hall = main_hall}, Rejection::forbidden},
      Row{"all halls", staff, {.at_hall = HallCode{}}, Rejection::forbidden},
      Row{"all halls, by an administrator", admin, {.at_hall = HallCode{}}, Rejection::none},
      Row{"a citizen", citizen_caller(alice), {}, Rejection::forbidden},
      Row{"unknown hall", admin, {.at_hall = HallCode{999999}}, Rejection::not_found},
      Row{"over",
          admin,
          {.from = "2026-06-08 09:00", .to = "2026-06-08 10:00"},
          Rejection::wrong_state},
      Row{"no time", admin, {.from = "2026-06-08 12:00"}, Rejection::wrong_state},
      Row{"too long", admin, {.to = "2027-07-13 10:00:00.001"}, Rejection::wrong_state},
      Row{"as long as may be", admin, {.to = "2027-07-13 10:00"}, Rejection::none},
      Row{"for nobody", admin, {.audience = 0}, Rejection::wrong_state},
      Row{"for nobody there is", admin, {.audience = 4}, Rejection::wrong_state},
  };
  for (const auto& row : rows) {
    CAPTURE(row.why);
    Driver driver;
    driver.as(row.caller);
    CHECK(post(driver, row.told) == row.expected);
    CHECK(driver.state().notices().live() == (row.expected == Rejection::none ? 1 : 0));
  }
  Driver driver;
  CHECK(driver.run(PostNotice{.id = notice_named(1),
                              .hall = hill_hall,
                              .from = instant("2026-06-08 11:00"),
                              .to = instant("2026-06-08 12:00")}) == Rejection::wrong_state);
}

TEST_CASE("the longest words come back whole, in both languages") {
  Driver driver;
  const std::string zh(wording_bytes_max, 'z');
  const std::string en(wording_bytes_max - 1, 'e');
  const Wording longest = wording_of(zh, en);
  REQUIRE(driver.run(PostNotice{.id = notice_named(1),
                                .from = instant("2026-06-08 11:00"),
                                .to = instant("2026-06-08 12:00"),
                                .words = &longest}) == Rejection::none);
  const auto* kept = driver.state().wording({notice_named(1).words});
  REQUIRE(kept != nullptr);
  CHECK(kept->text(Language::zh) == zh);
  CHECK(kept->text(Language::en) == en);
}

TEST_CASE("a notice is on the boards of its halls while it is in force, for those who wait") {
  struct Row {
    const char* why;
    Told told;
    HallCode board;
    const char* at;
    bool is_shown;
  };
  const std::array rows{
      Row{"before it begins", {}, hill_hall, "2026-06-08 10:59:59.999", false},
      Row{"as it begins", {}, hill_hall, "2026-06-08 11:00", true},
      Row{"at its last", {}, hill_hall, "2026-06-08 11:59:59.999", true},
      Row{"as it ends", {}, hill_hall, "2026-06-08 12:00", false},
      Row{"in another hall", {}, main_hall, "2026-06-08 11:30", false},
      Row{"in all halls", {.at_hall = HallCode{}}, main_hall, "2026-06-08 11:30", true},
      Row{"for who has booked", {.audience = to_booked}, hill_hall, "2026-06-08 11:30", false},
      Row{"for who waits", {.audience = to_waiting}, hill_hall, "2026-06-08 11:30", true},
  };
  for (const auto& row : rows) {
    CAPTURE(row.why);
    Driver driver;
    REQUIRE(post(driver, row.told) == Rejection::none);
    driver.to(row.at);
    const auto board = board_of(driver, row.board);
    REQUIRE(board.notices.size() == (row.is_shown ? 1 : 0));
    if (!row.is_shown) continue;
    CHECK(board.notices[0].zh == "今日人多");
    CHECK(board.notices[0].en == "Many people today");
    CHECK(board.notices[0].to == instant("2026-06-08 12:00"));
  }
}

TEST_CASE("a board has room for the newest notices") {
  Driver driver;
  for (std::uint64_t i = 1; i <= notices_shown_max + 2; ++i) {
    REQUIRE(post(driver, {}, i) == Rejection::none);
    driver.pass(std::chrono::seconds{1});
  }
  driver.to("2026-06-08 11:30");
  const auto board = board_of(driver, hill_hall);
  REQUIRE(board.notices.size() == notices_shown_max);
  CHECK(board.notices[0].id.words == notice_named(notices_shown_max + 2).words);
}

TEST_CASE("a notice is withdrawn once, by those who may post it, and forgotten a month later") {
  Driver driver;
  REQUIRE(post(driver, {}) == Rejection::none);
  REQUIRE(post(driver, {.at_hall = main_hall}, 2) == Rejection::none);
  driver.as(staff);
  CHECK(driver.run(WithdrawNotice{notice_named(2)}) == Rejection::forbidden);
  CHECK(driver.run(WithdrawNotice{notice_named(3)}) == Rejection::not_found);
  driver.to("2026-06-08 11:30");
  REQUIRE(driver.run(WithdrawNotice{notice_named(1)}) == Rejection::none);
  CHECK(board_of(driver, hill_hall).notices.empty());
  CHECK(driver.run(WithdrawNotice{notice_named(1)}) == Rejection::wrong_state);
  driver.as(admin);
  driver.to("2026-06-08 12:00");
  CHECK(driver.run(WithdrawNotice{notice_named(2)}) == Rejection::wrong_state);
  driver.to(instant("2026-06-08 11:30") + notice_kept - config::milliseconds{1});
  CHECK(driver.state().notices().live() == 2);
  driver.pass(config::milliseconds{1});
  CHECK(driver.state().notices().live() == 1);
  CHECK(driver.state().wording({notice_named(1).words}) == nullptr);
  driver.to(instant("2026-06-08 12:00") + notice_kept);
  CHECK(driver.state().notices().live() == 0);
}

TEST_CASE("as many notices are kept as the city needs, and no more") {
  Driver driver;
  for (std::uint64_t i = 1; i <= notices_max; ++i) REQUIRE(post(driver, {}, i) == Rejection::none);
  CHECK(post(driver, {}, notices_max + 1) == Rejection::storage_full);
}

TEST_CASE("a closure is on the boards of its halls from its beginning to its end") {
  struct Row {
    const char* at;
    bool is_closed;
  };
  const std::array rows{Row{"2026-06-08 10:29:59.999", false}, Row{"2026-06-08 10:30", true},
                        Row{"2026-06-08 10:59:59.999", true}, Row{"2026-06-08 11:00", false}};
  for (const auto& row : rows) {
    CAPTURE(row.at);
    Driver driver;
    const Wording why = wording_of("停电", "No power");
    REQUIRE(driver.run(
                CloseHalls{.id = closure_named(1),
                           .closed = closed_from(hill_hall, "2026-06-08 10:30", "2026-06-08 11:00"),
                           .reason = ClosureReason::power,
                           .words = &why}) == Rejection::none);
    driver.to(row.at);
    const auto board = board_of(driver, hill_hall);
    REQUIRE(board.closure.has_value() == row.is_closed);
    CHECK_FALSE(board_of(driver, main_hall).closure.has_value());
    if (!row.is_closed) continue;
    CHECK(board.closure->reason == ClosureReason::power);
    CHECK(board.closure->zh == "停电");
    CHECK(board.next_opening == instant("2026-06-08 11:00"));
    CHECK(board.level.reason == LevelReason::closed);
  }
}

TEST_CASE("of several closures the board names the one that is over last") {
  Driver driver;
  REQUIRE(close(driver, closed_from(hill_hall, "2026-06-08 10:00", "2026-06-08 11:00"), 1) ==
          Rejection::none);
  REQUIRE(close(driver, closed_from(HallCode{}, "2026-06-08 10:00", "2026-06-09 11:00"), 2) ==
          Rejection::none);
  CHECK(board_of(driver, hill_hall).closure->id.words == closure_named(2).words);
  CHECK(board_of(driver, hill_hall).next_opening == instant("2026-06-09 11:00"));
  REQUIRE(driver.run(ReopenHalls{closure_named(2)}) == Rejection::none);
  CHECK(board_of(driver, hill_hall).closure->id.words == closure_named(1).words);
  REQUIRE(driver.run(ReopenHalls{closure_named(1)}) == Rejection::none);
  CHECK_FALSE(board_of(driver, hill_hall).closure.has_value());
}

TEST_CASE("what a code means is noted when it is new or another, as many as there is room for") {
  Driver driver;
  driver.as(anyone);
  const auto note = [&](std::uint32_t code, std::uint64_t digest) {
    return driver.run(NoteMeaning{.of = MeaningOf::service, .code = code, .digest = digest});
  };
  CHECK(note(1, 0) == Rejection::none);
  CHECK(driver.count<MeaningNoted>() == 0);
  CHECK(note(1, 77) == Rejection::none);
  CHECK(note(1, 77) == Rejection::none);
  CHECK(driver.count<MeaningNoted>() == 1);
  CHECK(driver.state().meaning(MeaningOf::service, 1) == 77);
  CHECK(driver.state().meaning(MeaningOf::lane, 1) == 0);
  CHECK(note(1, 78) == Rejection::none);
  CHECK(driver.state().meaning(MeaningOf::service, 1) == 78);
  CHECK(driver.state().meanings().live() == 1);
}

}  // namespace
}  // namespace offpeak::scheduler::tests

#include "tests/scheduler/busy_day.hpp"

namespace offpeak::scheduler::tests {

BusyDay play_busy_day(Driver& driver) {
  constexpr const char* friday_nine = "330127.documents.2026-06-12.0900";
  constexpr const char* friday_ten = "330127.documents.2026-06-12.1000";
  constexpr const char* saturday = "330100.documents.2026-06-13.0830";
  const auto done = [](const Outcome& outcome) {
    REQUIRE(outcome == Rejection::none);
    return outcome;
  };

  BusyDay day;
  done(driver.hold(friday_ten, {citizen(30)}));
  driver.pass(std::chrono::hours{1});  // it expires
  day.family = done(driver.keyed(1).book(friday_nine, {alice, {bob, passport_renewal, true}}));
  const auto of_carol = done(driver.hold(friday_nine, {carol}));
  const auto of_dave = done(driver.hold(friday_nine, {dave}));
  done(driver.keyed(2).confirm(of_carol));
  day.pair = done(driver.keyed(3).join(friday_nine, {erin, frank}));
  day.grace = done(driver.join(friday_nine, {grace}));
  done(driver.release(of_dave));  // goes to Grace: the pair does not fit
  done(driver.keyed(4).cancel(day.family, 77'777));
  std::array<Outcome, 4> on_saturday;
  for (std::uint64_t i = 0; i < 4; ++i) on_saturday[i] = done(driver.book(saturday, {citizen(i)}));
  day.saturday = on_saturday[1];
  day.lone = done(driver.join(saturday, {citizen(9)}));
  day.behind = done(driver.join(saturday, {citizen(11)}));
  day.gone = done(driver.leave(done(driver.join(saturday, {citizen(10)}))));
  day.moved = done(driver.reschedule(on_saturday[0], friday_ten, 5));
  done(driver.hold(friday_ten, {{alice, endorsement}, {alice, passport_renewal}}));
  done(driver.run(Revoke{.key = {{1, 2}}, .kept = std::chrono::hours{24}}));
  REQUIRE(driver.keyed(5).book(friday_nine, {citizen(40)}) == Rejection::slot_full);
  return day;
}

}  // namespace offpeak::scheduler::tests

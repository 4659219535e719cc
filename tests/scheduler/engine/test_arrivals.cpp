// Who came is published by lane, day and hour, from the facts and from a state that was recovered.
#include "scheduler/engine/arrivals.hpp"

#include "scheduler/engine/publish.hpp"
#include "tests/scheduler/fixture.hpp"

namespace offpeak::engine::tests {
namespace {

using namespace scheduler::tests;
namespace s = scheduler;

/// A day of the main hall: three walk-ins at eight, two at nine, one in another lane; a pair with
/// an appointment comes, one who has one does not.
void play(Driver& driver) {
  driver.as(hotline);
  const auto pair = driver.book("330100.documents.2026-06-13.0930", {alice, {bob, endorsement}});
  driver.book("330100.documents.2026-06-13.0930", {carol});
  driver.to("2026-06-13 08:40");
  driver.as(bound_caller(s::Role::kiosk, main_hall));
  driver.take_ticket(main_hall, {passport_renewal, passport_renewal});
  driver.take_ticket(main_hall, {first_passport});
  driver.to("2026-06-13 09:20");
  driver.take_ticket(main_hall, {first_passport});
  driver.take_ticket(main_hall, {first_passport});
  driver.take_ticket(main_hall, {advice_talk});
  driver.check_in(main_hall, pair);
  driver.to("2026-06-13 12:30");
}

void check(const Arrivals& arrivals) {
  const auto counts = arrivals.counts(main_hall, documents, day("2026-06-13"));
  CHECK(counts.walk_ins[8] == 3);
  CHECK(counts.walk_ins[9] == 2);
  CHECK(counts.walk_ins[10] == 0);
  CHECK(counts.booked == 2);
  CHECK(counts.no_shows == 1);
  CHECK(arrivals.counts(main_hall, advice, day("2026-06-13")).walk_ins[9] == 1);
  CHECK(arrivals.counts(main_hall, documents, day("2026-06-14")).walk_ins[8] == 0);
  CHECK(arrivals.counts(lake_hall, documents, day("2026-06-13")).walk_ins[8] == 0);
}

TEST_CASE("who came is counted by lane and hour as it happens, and the same after a start") {
  Driver driver{"2026-06-12 18:00"};
  play(driver);
  Arrivals recovered{city()};
  recovered.publish_all(driver.state());
  check(recovered);

  s::State state;
  Published live{city()};
  for (const auto& event : driver.events()) {
    state.apply(event);
    publish_change(live, state, event.fact);
  }
  check(live.arrivals);
}

TEST_CASE("a day takes the place of the one that was so many days before it, and not the reverse") {
  Driver driver{"2026-06-12 18:00"};
  play(driver);
  Arrivals arrivals{city()};
  arrivals.publish_all(driver.state());
  Driver later{"2026-08-16 09:00"};
  later.as(bound_caller(s::Role::kiosk, main_hall));
  later.take_ticket(main_hall, {passport_renewal});
  arrivals.publish_all(later.state());
  CHECK(arrivals.counts(main_hall, documents, day("2026-08-16")).walk_ins[9] == 1);
  CHECK(arrivals.counts(main_hall, documents, day("2026-06-13")).walk_ins[8] == 0);
  arrivals.publish_all(driver.state());
  CHECK(arrivals.counts(main_hall, documents, day("2026-08-16")).walk_ins[8] == 0);
}

}  // namespace
}  // namespace offpeak::engine::tests

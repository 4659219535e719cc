// Nobody is punished for the city's fault: outages, closures, and what staff take back.
#include <array>

#include "tests/scheduler/closing.hpp"

namespace offpeak::scheduler::tests {
namespace {

constexpr const char* friday_nine = "330127.documents.2026-06-12.0900";  // check-in 8:30 to 9:30
constexpr const char* friday_half_past = "330127.documents.2026-06-12.0930";
constexpr const char* friday_ten = "330127.documents.2026-06-12.1000";

const Citizen& person(const Driver& driver, CitizenKey key) {
  return driver.state().citizen(driver.state().find(key));
}

std::size_t noted(const Driver& driver, CitizenKey key) {
  const auto& days = person(driver, key).no_shows;
  return days.size() - static_cast<std::size_t>(std::ranges::count(days, ShortDate{0}));
}

Outcome note_outage(Driver& driver, std::string_view from) {
  const auto outcome = driver.as(anyone).run(NoteOutage{instant(from)});
  driver.as(admin);
  return outcome;
}

/// Books a place and lets it pass.
Outcome miss(Driver& driver, std::string_view name, const Group& group = {alice}) {
  const auto booking = driver.book(name, group);
  REQUIRE(booking == Rejection::none);
  driver.to(slot(name).start() + config::minutes{31});
  REQUIRE(driver.status(booking) == AppointmentStatus::no_show);
  return booking;
}

TEST_CASE("who could not check in for a minute or more because of an outage is no no-show") {
  struct Row {
    const char* from;
    const char* to;
    bool is_excused;
  };
  const std::array rows{
      Row{"2026-06-12 08:00", "2026-06-12 09:20", true},
      Row{"2026-06-12 08:00", "2026-06-12 08:30:59.999", false},
      Row{"2026-06-12 08:00", "2026-06-12 08:31", true},
      Row{"2026-06-12 09:10", "2026-06-12 09:11", true},
      Row{"2026-06-12 09:10", "2026-06-12 09:10:59.999", false},
      Row{"2026-06-12 05:00", "2026-06-12 08:25", false},
  };
  for (const auto& row : rows) {
    CAPTURE(row.from);
    CAPTURE(row.to);
    Driver driver;
    const auto booking = driver.book(friday_nine, {alice});
    driver.to(row.to);
    REQUIRE(note_outage(driver, row.from) == Rejection::none);
    driver.to("2026-06-12 23:59:59.999");
    const auto today = row.is_excused ? AppointmentStatus::booked : AppointmentStatus::no_show;
    CHECK(driver.status(booking) == today);
    driver.to("2026-06-13 00:00");
    const auto later = row.is_excused ? AppointmentStatus::excused : AppointmentStatus::no_show;
    CHECK(driver.status(booking) == later);
    CHECK(noted(driver, alice) == (row.is_excused ? 0 : 1));
    CHECK(person(driver, alice).active_services == 0);
    if (row.is_excused) CHECK(driver.last<Excused>().reason == ExcuseReason::outage);
  }
}

// punish_for_outages of tests/mutants fails here.
TEST_CASE("an outage over the whole window counts against nobody") {
  Driver driver;
  const auto booking = driver.book(friday_nine, {alice});
  driver.to("2026-06-12 09:29");
  REQUIRE(note_outage(driver, "2026-06-12 07:00") == Rejection::none);
  driver.to("2026-06-13 00:00");
  CHECK(driver.status(booking) == AppointmentStatus::excused);
}

TEST_CASE("a server that was down until after the window excuses them all the same") {
  Driver driver;
  const auto booking = driver.book(friday_nine, {alice});
  driver.to("2026-06-12 08:00");
  // The start after the outage notes it before anything that is due.
  const std::size_t before = driver.events().size();
  Events events = driver.events();
  State state;
  for (const auto& event : events) state.apply(event);
  Timers timers{city()};
  timers.rebuild(state);
  const auto now = instant("2026-06-12 14:00");
  execute(state, city(), {.caller = {}, .body = NoteOutage{instant("2026-06-12 08:00")}}, now,
          events);
  REQUIRE(events.size() == before + 1);
  timers.observe(state, events.back());
  while (timers.next() && *timers.next() <= now) {
    execute(state, city(), *timers.pop_due(now), now, events);
  }
  CHECK(state.appointment(state.find(booking.id)).status == AppointmentStatus::booked);
  run_out(state, timers, city(), now, events);
  bool is_excused = false;
  for (const auto& event : events) {
    CHECK_FALSE(std::holds_alternative<NoShowed>(event.fact));
    is_excused = is_excused || std::holds_alternative<Excused>(event.fact);
  }
  CHECK(is_excused);
}

TEST_CASE("who was kept out may check in until the day is over, behind the others") {
  Driver driver;
  const auto booking = driver.book(friday_nine, {alice});
  const auto other = driver.book(friday_ten, {bob});
  driver.to("2026-06-12 09:20");
  REQUIRE(note_outage(driver, "2026-06-12 08:30") == Rejection::none);
  driver.to("2026-06-12 15:00");
  driver.as(staff);
  CHECK(driver.check_in(hill_hall, booking) == Rejection::none);
  CHECK(driver.record(booking).marks == tail_mark);
  CHECK(driver.check_in(hill_hall, other) == Rejection::too_late);
  driver.to("2026-06-13 00:00");
  CHECK(driver.status(booking) == AppointmentStatus::left);
}

TEST_CASE("a hall that was closed for a part of the window excuses those who did not come") {
  struct Row {
    const char* why;
    const char* to;
    const char* reopened;  // empty: not before its end
    bool is_excused;
  };
  const std::array rows{
      Row{"into the window", "2026-06-12 08:45", "", true},
      Row{"until before the window", "2026-06-12 08:30", "", false},
      Row{"ended before the window", "2026-06-12 08:45", "2026-06-12 08:20", false},
      Row{"ended within the window", "2026-06-12 08:45", "2026-06-12 08:40", true},
  };
  for (const auto& row : rows) {
    CAPTURE(row.why);
    Driver driver;
    const auto booking = driver.book(friday_nine, {alice});
    REQUIRE(close(driver, closed_from(hill_hall, "2026-06-12 07:00", row.to)) == Rejection::none);
    REQUIRE(driver.status(booking) == AppointmentStatus::booked);
    if (*row.reopened != 0) {
      driver.to(row.reopened);
      REQUIRE(driver.run(ReopenHalls{closure_named(1)}) == Rejection::none);
    }
    driver.to("2026-06-13 00:00");
    CHECK(driver.status(booking) ==
          (row.is_excused ? AppointmentStatus::excused : AppointmentStatus::no_show));
    if (row.is_excused) CHECK(driver.last<Excused>().reason == ExcuseReason::closure);
  }
}

TEST_CASE("the newest outages are kept, as many as there is room for") {
  Driver driver{"2026-06-08 01:00"};
  for (std::uint32_t i = 0; i < outages_max + 3; ++i) {
    driver.pass(config::minutes{5});
    const auto from = driver.now() - config::minutes{2};
    REQUIRE(driver.as(anyone).run(NoteOutage{from}) == Rejection::none);
  }
  CHECK(driver.state().outages().live() == outages_max);
  REQUIRE(driver.run(NoteOutage{driver.now() - config::milliseconds{59'999}}) == Rejection::none);
  CHECK(driver.count<OutageNoted>() == outages_max + 3);
}

TEST_CASE("an excused no-show is taken out of the ledger, and the suspension with it") {
  Driver driver{"2026-06-08 08:00"};
  miss(driver, "330127.documents.2026-06-08.0900");
  const auto second = miss(driver, "330127.documents.2026-06-09.0900");
  miss(driver, "330127.documents.2026-06-10.0900");
  REQUIRE(person(driver, alice).suspended_until == short_date(day("2026-07-10")));
  CHECK(driver.as(bound_caller(Role::staff, main_hall)).run(ExcuseNoShow{second.id}) ==
        Rejection::forbidden);
  CHECK(driver.as(citizen_caller(alice)).run(ExcuseNoShow{second.id}) == Rejection::forbidden);
  driver.as(staff);
  CHECK(driver.run(ExcuseNoShow{{{9, 9}}}) == Rejection::not_found);
  REQUIRE(driver.run(ExcuseNoShow{second.id}) == Rejection::none);
  CHECK(driver.status(second) == AppointmentStatus::excused);
  CHECK(noted(driver, alice) == 2);
  CHECK(person(driver, alice).suspended_until == 0);
  CHECK(driver.run(ExcuseNoShow{second.id}) == Rejection::wrong_state);
  CHECK(driver.last<Acted>().action == AuditAction::excuse_no_show);
  driver.as(admin);
  CHECK(driver.book(friday_nine, {alice}) == Rejection::none);
  // The next one counts as if that one had not been.
  driver.to("2026-06-12 09:31");
  CHECK(person(driver, alice).suspended_until == short_date(day("2026-07-12")));
}

TEST_CASE("of several that suspend, what the others lead to stays") {
  Driver driver{"2026-06-08 08:00"};
  const auto first = miss(driver, "330127.documents.2026-06-08.0900");
  miss(driver, "330127.documents.2026-06-09.0900");
  const auto kept = driver.book("330127.documents.2026-06-11.0900", {alice});
  miss(driver, "330127.documents.2026-06-10.0900", {{alice, endorsement}});
  driver.to("2026-06-11 09:31");
  REQUIRE(driver.status(kept) == AppointmentStatus::no_show);
  REQUIRE(person(driver, alice).suspended_until == short_date(day("2026-07-11")));
  REQUIRE(driver.run(ExcuseNoShow{kept.id}) == Rejection::none);
  CHECK(person(driver, alice).suspended_until == short_date(day("2026-07-10")));
  REQUIRE(driver.run(ExcuseNoShow{first.id}) == Rejection::none);
  CHECK(person(driver, alice).suspended_until == 0);
}

TEST_CASE("what came later does not count with what was missed before") {
  Driver driver{"2026-06-08 08:00"};
  miss(driver, "330127.documents.2026-06-08.0900");
  driver.to("2026-11-24 08:00");
  miss(driver, "330127.documents.2026-11-25.0900");
  const auto newest = driver.book("330127.documents.2026-12-07.0900", {{alice, endorsement}});
  const auto excused = miss(driver, "330127.documents.2026-11-30.0900");
  driver.to("2026-12-07 09:31");
  REQUIRE(driver.status(newest) == AppointmentStatus::no_show);
  REQUIRE(person(driver, alice).suspended_until == short_date(day("2027-01-06")));
  REQUIRE(driver.run(ExcuseNoShow{excused.id}) == Rejection::none);
  CHECK(noted(driver, alice) == 3);
  CHECK(person(driver, alice).suspended_until == 0);
}

TEST_CASE("of a visit for two services that was noted once, the mark goes with the last of them") {
  Driver driver;
  const auto one = driver.book(friday_nine, {alice});
  const auto other = driver.book(friday_half_past, {{alice, endorsement}});
  driver.to("2026-06-12 12:00");
  REQUIRE(noted(driver, alice) == 1);
  REQUIRE(driver.run(ExcuseNoShow{one.id}) == Rejection::none);
  CHECK(noted(driver, alice) == 1);
  REQUIRE(driver.run(ExcuseNoShow{other.id}) == Rejection::none);
  CHECK(noted(driver, alice) == 0);
}

TEST_CASE("of two visits of one day each has its own mark") {
  Driver driver;
  // One visit for two services, and another one for a service that was missed already.
  driver.book(friday_nine, {alice});
  driver.book(friday_half_past, {{alice, endorsement}});
  driver.to("2026-06-12 10:01");
  REQUIRE(noted(driver, alice) == 1);
  const auto again = driver.book("330127.documents.2026-06-12.1030", {alice});
  driver.to("2026-06-12 12:00");
  REQUIRE(driver.status(again) == AppointmentStatus::no_show);
  REQUIRE(noted(driver, alice) == 2);
  REQUIRE(driver.run(ExcuseNoShow{again.id}) == Rejection::none);
  CHECK(noted(driver, alice) == 1);
}

TEST_CASE("everybody of a party is excused, and no companion") {
  Driver driver;
  const auto together = driver.as(citizen_caller(alice)).book(friday_nine, {alice, bob});
  driver.as(admin);
  const auto family = driver.book(friday_half_past, {carol, dave});
  driver.to("2026-06-12 12:00");
  CHECK(noted(driver, alice) == 1);
  CHECK(noted(driver, bob) == 0);
  REQUIRE(driver.run(ExcuseNoShow{together.id}) == Rejection::none);
  REQUIRE(driver.run(ExcuseNoShow{family.id}) == Rejection::none);
  for (const auto who : {alice, bob, carol, dave}) CHECK(noted(driver, who) == 0);
}

TEST_CASE("a suspension is lifted by any hall's staff, and the ledger stays") {
  Driver driver{"2026-06-08 08:00"};
  miss(driver, "330127.documents.2026-06-08.0900");
  miss(driver, "330127.documents.2026-06-09.0900");
  CHECK(driver.run(LiftSuspension{alice}) == Rejection::wrong_state);
  miss(driver, "330127.documents.2026-06-10.0900");
  CHECK(driver.as(citizen_caller(alice)).run(LiftSuspension{alice}) == Rejection::forbidden);
  CHECK(driver.as(hotline).run(LiftSuspension{alice}) == Rejection::forbidden);
  driver.as(bound_caller(Role::staff, main_hall));
  CHECK(driver.run(LiftSuspension{citizen(99)}) == Rejection::not_found);
  REQUIRE(driver.run(LiftSuspension{alice}) == Rejection::none);
  CHECK(person(driver, alice).suspended_until == 0);
  CHECK(noted(driver, alice) == 3);
  driver.as(admin);
  CHECK(driver.book(friday_nine, {alice}) == Rejection::none);
}

}  // namespace
}  // namespace offpeak::scheduler::tests

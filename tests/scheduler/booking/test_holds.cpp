#include <array>

#include "tests/scheduler/fixture.hpp"

namespace offpeak::scheduler::tests {
namespace {

constexpr const char* friday_nine = "330127.documents.2026-06-12.0900";  // room for 5 renewals
constexpr const char* friday_ten = "330127.documents.2026-06-12.1000";

TEST_CASE("a hold lasts 10 minutes, but not past the beginning of its slot") {
  struct Row {
    std::string at;
    const char* ends;
  };
  const std::array rows{
      Row{"2026-06-08 10:00", "2026-06-08 10:10"},
      Row{"2026-06-11 23:55", "2026-06-12 00:05"},
      Row{"2026-06-12 08:50", "2026-06-12 09:00"},
      Row{"2026-06-12 08:50:00.001", "2026-06-12 09:00"},
      Row{"2026-06-12 08:59:59.999", "2026-06-12 09:00"},
  };
  for (const auto& row : rows) {
    CAPTURE(row.at);
    Driver driver{row.at};
    const auto hold = driver.hold(friday_nine, {alice, bob});
    REQUIRE(hold == Rejection::none);
    CHECK(hold.receipt.expires_at == instant(row.ends));
    CHECK(driver.taken(friday_nine) == 12);
    driver.to(instant(row.ends) - config::milliseconds{1});
    CHECK(driver.status(hold) == AppointmentStatus::held);
    driver.to(row.ends);
    CHECK(driver.status(hold) == AppointmentStatus::expired);
    CHECK(driver.taken(friday_nine) == 0);
  }
}

TEST_CASE("a hold becomes an appointment until its last millisecond") {
  struct Row {
    std::string at;
    Rejection expected;
  };
  const std::array rows{
      Row{"2026-06-08 10:00", Rejection::none},
      Row{"2026-06-08 10:09:59.999", Rejection::none},
      Row{"2026-06-08 10:10", Rejection::hold_expired},
      Row{"2026-06-10 10:00", Rejection::hold_expired},
  };
  for (const auto& row : rows) {
    CAPTURE(row.at);
    Driver driver;
    const auto hold = driver.hold(friday_nine, {alice});
    driver.to(row.at);
    CHECK(driver.confirm(hold) == row.expected);
    CHECK(driver.status(hold) == (row.expected == Rejection::none ? AppointmentStatus::booked
                                                                  : AppointmentStatus::expired));
    CHECK(driver.taken(friday_nine) == (row.expected == Rejection::none ? 6 : 0));
  }
}

TEST_CASE("a hold is over at its end even when its timer has not run yet") {
  State state;
  Events events;
  const AppointmentId id{{1, 1}};
  const Instant start = instant("2026-06-08 10:00");
  const Command hold{.caller = staff,
                     .body = HoldSlot{.id = id, .slot = slot(friday_nine), .party = Group{alice}}};
  REQUIRE(execute(state, city(), hold, start, events).rejection == Rejection::none);
  const std::size_t facts = events.size();
  const Command confirm{.caller = staff, .body = ConfirmHold{id}};
  const auto late = decide(state, city(), confirm, start + config::minutes{10}, events);
  CHECK(late.rejection == Rejection::hold_expired);
  CHECK(events.size() == facts);
}

TEST_CASE("what a hold may become depends on what it is") {
  struct Row {
    std::string why;
    Outcome (*prepare)(Driver&);
    Rejection confirmed, released;
  };
  const std::array rows{
      Row{"held", [](Driver& driver) { return driver.hold(friday_nine, {alice}); }, Rejection::none,
          Rejection::none},
      Row{"confirmed",
          [](Driver& driver) { return driver.confirm(driver.hold(friday_nine, {alice})); },
          Rejection::wrong_state, Rejection::wrong_state},
      Row{"released",
          [](Driver& driver) { return driver.release(driver.hold(friday_nine, {alice})); },
          Rejection::hold_expired, Rejection::wrong_state},
      Row{"expired",
          [](Driver& driver) {
            const auto hold = driver.hold(friday_nine, {alice});
            driver.pass(config::minutes{10});
            return hold;
          },
          Rejection::hold_expired, Rejection::hold_expired},
      Row{"booked at once", [](Driver& driver) { return driver.book(friday_nine, {alice}); },
          Rejection::wrong_state, Rejection::wrong_state},
      Row{"unknown",
          [](Driver&) {
            return Outcome{.id = {{9, 9}}};
          },
          Rejection::not_found, Rejection::not_found},
  };
  for (const auto& row : rows) {
    CAPTURE(row.why);
    {
      Driver driver;
      const auto hold = row.prepare(driver);
      CHECK(driver.confirm(hold) == row.confirmed);
    }
    Driver driver;
    const auto hold = row.prepare(driver);
    CHECK(driver.release(hold) == row.released);
  }
}

TEST_CASE("a hold keeps its capacity from everybody else, and gives it back at once") {
  Driver driver;
  const auto hold = driver.hold(friday_nine, {alice, bob, carol, dave});
  REQUIRE(driver.book(friday_nine, {erin}) == Rejection::none);
  CHECK(driver.book(friday_nine, {frank}) == Rejection::slot_full);
  CHECK(driver.hold(friday_nine, {frank}) == Rejection::slot_full);
  CHECK(driver.release(hold) == Rejection::none);
  CHECK(driver.taken(friday_nine) == 6);
  CHECK(driver.hold(friday_nine, {frank}) == Rejection::none);
}

TEST_CASE("a citizen has at most two holds open at one time") {
  struct Row {
    std::string why;
    void (*free_one)(Driver&, const Outcome& hold);
  };
  const std::array rows{
      Row{"released", [](Driver& driver, const Outcome& hold) { driver.release(hold); }},
      Row{"confirmed", [](Driver& driver, const Outcome& hold) { driver.confirm(hold); }},
      Row{"expired", [](Driver& driver, const Outcome&) { driver.pass(config::minutes{10}); }},
  };
  for (const auto& row : rows) {
    CAPTURE(row.why);
    Driver driver;
    const auto first = driver.hold(friday_nine, {alice});
    REQUIRE(first == Rejection::none);
    REQUIRE(driver.hold(friday_ten, {{alice, endorsement}, bob}) == Rejection::none);
    CHECK(driver.hold(friday_ten, {{alice, first_passport}}) == Rejection::hold_limit);
    CHECK(driver.hold(friday_ten, {carol, {alice, first_passport}}) == Rejection::hold_limit);
    CHECK(driver.hold(friday_ten, {{bob, endorsement}}) == Rejection::none);
    CHECK(driver.hold(friday_ten, {{bob, first_passport}}) == Rejection::hold_limit);
    row.free_one(driver, first);
    CHECK(driver.hold(friday_ten, {{alice, first_passport}}) == Rejection::none);
  }
}

TEST_CASE("somebody twice in a party holds once, and booking at once is not holding") {
  Driver driver;
  REQUIRE(driver.hold(friday_nine, {alice, {alice, endorsement}}) == Rejection::none);
  CHECK(driver.hold(friday_ten, {{alice, first_passport}}) == Rejection::none);
  const auto booked =
      driver.book("330127.business.2026-06-12.0900", {{alice, business_registration}});
  CHECK(booked == Rejection::none);
}

TEST_CASE("a hold is an active appointment for its service") {
  Driver driver;
  const auto hold = driver.hold(friday_nine, {alice});
  CHECK(driver.hold(friday_ten, {alice}) == Rejection::already_booked);
  CHECK(driver.book(friday_ten, {alice}) == Rejection::already_booked);
  CHECK(driver.book(friday_ten, {{alice, endorsement}}) == Rejection::none);
  driver.pass(config::minutes{10});
  CHECK(driver.status(hold) == AppointmentStatus::expired);
  CHECK(driver.book(friday_ten, {alice}) == Rejection::none);
}

TEST_CASE("an offer is not counted among the holds, but is active for its service") {
  Driver driver;
  REQUIRE(driver.book(friday_nine, {bob, carol, dave, erin}) == Rejection::none);
  const auto last = driver.book(friday_nine, {frank});
  const auto joined = driver.join(friday_nine, {alice});
  REQUIRE(driver.cancel(last) == Rejection::none);
  driver.pass(config::minutes{5});
  REQUIRE(driver.status(joined) == AppointmentStatus::held);
  CHECK(driver.hold(friday_ten, {alice}) == Rejection::already_booked);
  CHECK(driver.hold(friday_ten, {{alice, endorsement}}) == Rejection::none);
  CHECK(driver.hold(friday_ten, {{alice, first_passport}}) == Rejection::none);
  CHECK(driver.confirm(joined) == Rejection::none);
}

}  // namespace
}  // namespace offpeak::scheduler::tests

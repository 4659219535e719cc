#include <array>

#include "scheduler/booking/ledger.hpp"
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
      Row{"2026-06-09 10:09:59.999", Rejection::hold_expired},
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
  const Command hold{.caller = admin,
                     .body = HoldSlot{.id = id, .slot = slot(friday_nine), .party = Group{alice}}};
  REQUIRE(execute(state, city(), hold, start, events).rejection == Rejection::none);
  const std::size_t facts = events.size();
  const Command confirm{.caller = admin, .body = ConfirmHold{id}};
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

TEST_CASE("a hold is the only booking for its service, and is not called an appointment") {
  Driver driver;
  const auto hold = driver.hold(friday_nine, {alice});
  CHECK(driver.hold(friday_ten, {alice}) == Rejection::already_held);
  CHECK(driver.book(friday_ten, {alice}) == Rejection::already_held);
  CHECK(driver.book(friday_ten, {{alice, endorsement}}) == Rejection::none);
  driver.pass(config::minutes{10});
  CHECK(driver.status(hold) == AppointmentStatus::expired);
  CHECK(driver.book(friday_ten, {alice}) == Rejection::none);
  CHECK(driver.book(friday_ten, {alice}) == Rejection::already_booked);
}

TEST_CASE("an offer is not counted among the holds, but is active for its service") {
  Driver driver;
  REQUIRE(driver.book(friday_nine, {bob, carol, dave, erin}) == Rejection::none);
  const auto last = driver.book(friday_nine, {frank});
  const auto joined = driver.join(friday_nine, {alice});
  REQUIRE(driver.cancel(last) == Rejection::none);
  driver.pass(config::minutes{5});
  REQUIRE(driver.status(joined) == AppointmentStatus::held);
  CHECK(driver.hold(friday_ten, {alice}) == Rejection::already_held);
  CHECK(driver.hold(friday_ten, {{alice, endorsement}}) == Rejection::none);
  CHECK(driver.hold(friday_ten, {{alice, first_passport}}) == Rejection::none);
  CHECK(driver.confirm(joined) == Rejection::none);
}

TEST_CASE("a hold that came to nothing is forgotten a day later, and nothing else of its slot") {
  for (const bool released : {true, false}) {
    CAPTURE(released);
    Driver driver;
    const auto before = driver.book(friday_nine, {bob});
    const auto hold = driver.keyed(1).hold(friday_nine, {alice, {carol, endorsement}});
    const auto after = driver.book(friday_nine, {dave});
    if (released) REQUIRE(driver.release(hold) == Rejection::none);
    const auto ended = instant(released ? "2026-06-08 10:00" : "2026-06-08 10:10");
    driver.to(ended + std::chrono::hours{24} - config::milliseconds{1});
    CHECK(driver.confirm(hold) == Rejection::hold_expired);
    driver.to(ended + std::chrono::hours{24});
    CHECK(driver.count<HoldForgotten>() == 1);
    CHECK(driver.confirm(hold) == Rejection::not_found);
    CHECK(driver.state().appointment_count() == 2);
    CHECK(driver.state().find(carol) == nowhere);
    CHECK(driver.status(before) == AppointmentStatus::booked);
    CHECK(driver.cancel(after) == Rejection::none);
    CHECK(answer(driver.state(), driver.run(ListAppointments{alice}).receipt).list->empty());
  }
}

TEST_CASE("an offer that lapsed is forgotten too, with its place in line") {
  Driver driver;
  const auto full = driver.book(friday_nine, {bob, carol, dave, erin});
  REQUIRE(driver.book(friday_nine, {frank}) == Rejection::none);
  const auto joined = driver.join(friday_nine, {alice});
  REQUIRE(driver.cancel(full) == Rejection::none);
  driver.pass(std::chrono::hours{2});
  REQUIRE(driver.waiting(joined) == WaitlistStatus::lapsed);
  driver.pass(std::chrono::hours{25});
  CHECK(driver.state().find(joined.id) == nowhere);
  CHECK(driver.run(GetWaitlist{joined.waitlist}) == Rejection::not_found);
  CHECK(driver.state().find(alice) == nowhere);
}

TEST_CASE("five hundred holds and releases leave no records, and take days") {
  Driver driver;
  driver.as(citizen_caller(alice));
  const Instant begin = driver.now();
  int made = 0;
  while (made < 500) {
    const auto hold = driver.hold("330127.documents.2026-06-22.0900", {alice});
    if (hold == Rejection::none) {
      ++made;
      REQUIRE(driver.release(hold) == Rejection::none);
    } else if (hold == Rejection::hold_pause) {
      CHECK(hold.receipt.expires_at > driver.now());
      driver.to(hold.receipt.expires_at);
    } else {
      REQUIRE(hold == Rejection::hold_limit);
      driver.pass(std::chrono::hours{1});
    }
    if (driver.now() >= instant("2026-06-20 00:00")) break;
  }
  CHECK(made >= 100);
  CHECK(driver.count<Held>() < 20 * (driver.now() - begin) / std::chrono::days{1});
  driver.pass(std::chrono::hours{25});
  CHECK(driver.state().appointment_count() == 0);
}

TEST_CASE("after holds that came to nothing the next one has to wait, twice as long each time") {
  struct Row {
    int ended;
    std::int64_t pause_minutes;
  };
  const std::array rows{Row{0, 0}, Row{2, 0},     Row{3, 1},        Row{4, 2},
                        Row{5, 4}, Row{13, 1024}, Row{14, 24 * 60}, Row{1000, 24 * 60}};
  for (const auto& row : rows) {
    CAPTURE(row.ended);
    CHECK(pause_after_holds(config::Rules{}, row.ended).count() == row.pause_minutes);
  }
  Driver driver;
  driver.as(citizen_caller(alice));
  for (int i = 0; i < 3; ++i) {
    REQUIRE(driver.release(driver.hold(friday_nine, {alice})) == Rejection::none);
  }
  const auto refused = driver.hold(friday_nine, {alice, bob});
  CHECK(refused == Rejection::hold_pause);
  CHECK(refused.receipt.expires_at == instant("2026-06-08 10:01"));
  CHECK(driver.book(friday_nine, {alice}) == Rejection::none);  // to book at once is no hold
  driver.as(citizen_caller(bob));
  CHECK(driver.hold(friday_nine, {bob, alice}) == Rejection::none);  // others have their own
  driver.as(citizen_caller(alice)).to("2026-06-08 10:01");
  CHECK(driver.hold(friday_nine, {{alice, endorsement}}) == Rejection::none);
}

}  // namespace
}  // namespace offpeak::scheduler::tests

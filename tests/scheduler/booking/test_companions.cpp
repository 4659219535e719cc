// Those whom somebody else names: nothing that happens to such a booking is held against them, and
// nothing of theirs answers for it.
#include <array>

#include "tests/scheduler/fixture.hpp"

namespace offpeak::scheduler::tests {
namespace {

constexpr const char* friday_nine = "330127.documents.2026-06-12.0900";
constexpr const char* friday_ten = "330127.documents.2026-06-12.1000";
constexpr const char* monday_nine = "330127.documents.2026-06-15.0900";

const Citizen& record_of(const Driver& driver, CitizenKey key) {
  return driver.state().citizen(driver.state().find(key));
}

TEST_CASE("who books and cancels with strangers moves no ledger but the own") {
  Driver driver;
  for (int i = 0; i < hall(hill_hall).rules.cancellations_max; ++i) {
    driver.as(citizen_caller(alice));
    const auto booking = driver.book(friday_nine, {alice, bob, carol, dave});
    REQUIRE(booking == Rejection::none);
    REQUIRE(driver.cancel(booking) == Rejection::none);
    driver.pass(std::chrono::hours{2});  // its capacity has returned
  }
  CHECK(driver.book(friday_nine, {alice}) == Rejection::cancellation_limit);
  for (const CitizenKey stranger : {bob, carol, dave}) {
    CHECK(driver.as(citizen_caller(stranger)).book(friday_nine, {stranger}) == Rejection::none);
    CHECK(record_of(driver, stranger).cancellations == LedgerDays{});
  }
}

TEST_CASE("who moves an appointment has the move in the own ledger, and staff's is in nobody's") {
  Driver driver;
  driver.as(citizen_caller(alice));
  auto booking = driver.book(friday_nine, {alice, bob});
  booking = driver.reschedule(booking, friday_ten);
  REQUIRE(booking == Rejection::none);
  CHECK(record_of(driver, alice).cancellations[0] == short_date(day("2026-06-08")));
  CHECK(record_of(driver, alice).cancellations[1] == 0);
  CHECK(record_of(driver, bob).cancellations == LedgerDays{});
  driver.as(hotline);
  for (int i = 0; i < 6; ++i) {
    booking = driver.reschedule(booking, i % 2 == 0 ? monday_nine : friday_ten);
    REQUIRE(booking == Rejection::none);
    driver.pass(std::chrono::hours{2});
  }
  CHECK(record_of(driver, alice).cancellations[1] == 0);
  CHECK(driver.cancel(booking) == Rejection::none);
  CHECK(record_of(driver, alice).cancellations[1] == 0);
}

TEST_CASE("who is moved by another has to confirm anew before staying away counts") {
  config::City strict = city();
  for (auto& one : strict.halls) one.rules.no_shows_max = 1;
  Driver driver{"2026-06-10 10:00", strict};
  driver.as(citizen_caller(alice));
  const auto booking = driver.book(monday_nine, {alice, bob, {alice, endorsement}});
  REQUIRE(driver.as(citizen_caller(bob)).run(ConfirmCompanion{booking.id, bob}) == Rejection::none);
  const auto moved = driver.as(citizen_caller(alice)).reschedule(booking, friday_nine);
  REQUIRE(moved == Rejection::none);
  CHECK(companions_of(driver.record(moved).services) == 0b010);
  CHECK(driver.as(citizen_caller(bob)).cancel(moved) == Rejection::forbidden);
  driver.to("2026-06-12 18:00");
  REQUIRE(driver.status(moved) == AppointmentStatus::no_show);
  CHECK(driver.as(citizen_caller(bob)).book(monday_nine, {bob}) == Rejection::none);
  CHECK(driver.as(citizen_caller(alice)).book(monday_nine, {alice}) == Rejection::suspended);
}

TEST_CASE("who the hotline moves stays confirmed: it has asked") {
  Driver driver;
  driver.as(citizen_caller(alice));
  const auto booking = driver.book(monday_nine, {alice, bob, carol});
  REQUIRE(driver.as(citizen_caller(bob)).run(ConfirmCompanion{booking.id, bob}) == Rejection::none);
  const auto moved = driver.as(hotline).reschedule(booking, friday_nine);
  REQUIRE(moved == Rejection::none);
  CHECK(companions_of(driver.record(moved).services) == 0b100);
}

TEST_CASE("who stays away suspends only those who booked or have confirmed") {
  config::City strict = city();
  for (auto& one : strict.halls) one.rules.no_shows_max = 1;
  Driver driver{"2026-06-10 10:00", strict};
  driver.as(citizen_caller(alice));
  const auto booking = driver.book(friday_nine, {alice, bob, carol});
  REQUIRE(booking == Rejection::none);
  driver.as(citizen_caller(carol));
  REQUIRE(driver.run(ConfirmCompanion{booking.id, carol}) == Rejection::none);
  driver.to("2026-06-12 18:00");
  REQUIRE(driver.status(booking) == AppointmentStatus::no_show);
  CHECK(driver.as(citizen_caller(alice)).book(monday_nine, {alice}) == Rejection::suspended);
  CHECK(driver.as(citizen_caller(carol)).book(monday_nine, {carol}) == Rejection::suspended);
  CHECK(driver.as(citizen_caller(bob)).book(monday_nine, {bob}) == Rejection::none);
}

TEST_CASE("a stranger's open hold, appointment or place in line never answers for me") {
  Driver driver;
  driver.as(citizen_caller(alice));
  REQUIRE(driver.hold(friday_nine, {alice, bob}) == Rejection::none);
  REQUIRE(driver.book(friday_ten, {{alice, endorsement}, {bob, endorsement}}) == Rejection::none);
  driver.as(citizen_caller(bob));
  for (int i = 0; i < hall(hill_hall).rules.holds_max; ++i) {
    const auto service = i == 0 ? passport_renewal : first_passport;
    CHECK(driver.hold(friday_nine, {{bob, service}}) == Rejection::none);
  }
  CHECK(driver.book(friday_ten, {{bob, endorsement}}) == Rejection::none);
}

TEST_CASE("nothing that a companion has booked or done is told to who names the companion") {
  struct Row {
    std::string what;
    void (*prepare)(Driver&);
  };
  const std::array rows{
      Row{"nothing", [](Driver&) {}},
      Row{"an appointment for the service",
          [](Driver& driver) { REQUIRE(driver.book(monday_nine, {bob}) == Rejection::none); }},
      Row{"open holds",
          [](Driver& driver) {
            REQUIRE(driver.hold(monday_nine, {bob}) == Rejection::none);
            REQUIRE(driver.hold(monday_nine, {{bob, endorsement}}) == Rejection::none);
          }},
      Row{"too many cancellations",
          [](Driver& driver) {
            for (int i = 0; i < hall(hill_hall).rules.cancellations_max; ++i) {
              driver.cancel(driver.book(monday_nine, {bob}));
            }
          }},
  };
  for (const auto& row : rows) {
    CAPTURE(row.what);
    for (const bool full : {true, false}) {
      CAPTURE(full);
      Driver driver;
      row.prepare(driver.as(citizen_caller(bob)));
      driver.as(admin);
      if (full) {
        REQUIRE(driver.book(friday_nine, {erin, frank, grace, citizen(1)}) == Rejection::none);
      }
      driver.as(citizen_caller(alice));
      const auto expected = full ? Rejection::slot_full : Rejection::none;
      CHECK(driver.book(friday_nine, {alice, bob}) == expected);
    }
  }
}

TEST_CASE("who books may not name the same companion twice for a service") {
  Driver driver;
  driver.as(citizen_caller(alice));
  REQUIRE(driver.book(friday_nine, {alice, bob}) == Rejection::none);
  CHECK(driver.book(friday_ten, {{alice, endorsement}, bob}) == Rejection::already_booked);
  CHECK(driver.book(friday_ten, {{alice, endorsement}, {bob, endorsement}}) == Rejection::none);
  CHECK(driver.as(citizen_caller(carol)).book(friday_ten, {carol, bob}) == Rejection::none);
}

TEST_CASE("a companion changes nothing of a booking until confirmed, then as one who booked") {
  Driver driver;
  driver.as(citizen_caller(alice));
  const auto booking = driver.book(friday_nine, {alice, bob});
  REQUIRE(booking == Rejection::none);
  CHECK(booking.receipt.position == 0b10);
  driver.as(citizen_caller(bob));
  CHECK(driver.cancel(booking) == Rejection::forbidden);
  CHECK(driver.reschedule(booking, friday_ten) == Rejection::forbidden);
  const auto confirmed = driver.run(ConfirmCompanion{booking.id, bob});
  CHECK(confirmed == Rejection::none);
  CHECK(confirmed.receipt.position == 0);
  const int facts = driver.count<CompanionConfirmed>();
  CHECK(driver.run(ConfirmCompanion{booking.id, bob}) == Rejection::none);  // and again
  CHECK(driver.count<CompanionConfirmed>() == facts);
  CHECK(driver.book(friday_ten, {bob}) == Rejection::already_booked);
  CHECK(driver.cancel(booking) == Rejection::none);
  CHECK(record_of(driver, bob).cancellations[0] != 0);
  CHECK(record_of(driver, alice).cancellations[0] == 0);
}

TEST_CASE("who may confirm a companion") {
  struct Row {
    std::string who;
    Caller caller;
    Rejection expected;
  };
  const std::array rows{
      Row{"the companion", citizen_caller(bob), Rejection::none},
      Row{"who booked", citizen_caller(alice), Rejection::forbidden},
      Row{"another citizen", citizen_caller(carol), Rejection::forbidden},
      Row{"staff of the hall", staff, Rejection::none},
      Row{"staff of another hall", bound_caller(Role::staff, main_hall), Rejection::forbidden},
      Row{"the hotline", hotline, Rejection::none},
      Row{"a kiosk", bound_caller(Role::kiosk, hill_hall), Rejection::forbidden},
      Row{"an administrator", admin, Rejection::none},
  };
  for (const auto& row : rows) {
    CAPTURE(row.who);
    Driver driver;
    const auto booking = driver.as(citizen_caller(alice)).book(friday_nine, {alice, bob});
    driver.as(row.caller);
    CHECK(driver.run(ConfirmCompanion{booking.id, bob}) == row.expected);
  }
}

TEST_CASE("a companion who may not book for the service may not confirm either") {
  Driver driver;
  driver.as(citizen_caller(bob));
  REQUIRE(driver.book(friday_ten, {bob}) == Rejection::none);
  driver.as(citizen_caller(alice));
  const auto booking = driver.book(friday_nine, {alice, bob});
  const auto held = driver.hold(friday_nine, {{alice, endorsement}, {carol, endorsement}});
  driver.as(citizen_caller(bob));
  CHECK(driver.run(ConfirmCompanion{booking.id, bob}) == Rejection::already_booked);
  CHECK(driver.run(ConfirmCompanion{booking.id, carol}) == Rejection::forbidden);
  driver.as(citizen_caller(carol));
  CHECK(driver.run(ConfirmCompanion{booking.id, carol}) == Rejection::not_found);
  CHECK(driver.run(ConfirmCompanion{held.id, carol}) == Rejection::wrong_state);
}

TEST_CASE("a citizen's key names oneself, or somebody who has come along before") {
  Driver driver;
  const auto named = [](CitizenKey key) {
    Visitor visitor{key, endorsement};
    visitor.named_by_key = true;
    return visitor;
  };
  driver.as(citizen_caller(alice));
  const CitizenKey nobody{{0x123, 0x456}};
  CHECK(driver.hold(friday_ten, {named(alice), named(nobody)}) == Rejection::unknown_citizen);
  REQUIRE(driver.as(citizen_caller(bob)).book(monday_nine, {bob}) == Rejection::none);
  driver.as(citizen_caller(alice));
  CHECK(driver.hold(friday_ten, {named(alice), named(bob)}) == Rejection::unknown_citizen);
  const auto booking = driver.book(friday_nine, {alice, {bob, first_passport}});
  CHECK(driver.hold(friday_ten, {named(alice), named(bob)}) == Rejection::unknown_citizen);
  driver.as(citizen_caller(bob));
  REQUIRE(driver.run(ConfirmCompanion{booking.id, bob}) == Rejection::none);
  driver.as(citizen_caller(alice));
  CHECK(driver.hold(friday_ten, {named(alice), named(bob)}) == Rejection::none);
  driver.as(hotline);
  CHECK(driver.book(friday_ten, {named(nobody)}) == Rejection::unknown_citizen);
  CHECK(driver.book(friday_ten, {named(bob)}) == Rejection::none);
}

TEST_CASE("the list of a companion shows what can be confirmed, and never hides the own") {
  Driver driver;
  driver.as(citizen_caller(bob));
  const auto own = driver.book(monday_nine, {bob});
  const auto given_up = driver.as(citizen_caller(carol)).book(friday_nine, {carol, bob});
  REQUIRE(driver.cancel(given_up) == Rejection::none);
  const auto booking = driver.as(citizen_caller(alice)).book(friday_nine, {alice, bob});
  driver.as(citizen_caller(bob));
  const auto reply = answer(driver.state(), driver.run(ListAppointments{bob}).receipt);
  REQUIRE(reply.list->size() == 2);
  CHECK(reply.list->at(0).id == booking.id);
  CHECK(reply.list->at(0).as_companion);
  CHECK(reply.list->at(0).companions == 0b10);
  CHECK(reply.list->at(1).id == own.id);
  CHECK_FALSE(reply.list->at(1).as_companion);
}

TEST_CASE("however many name a citizen, the list shows only some of it, and all of the own") {
  Driver driver;
  const auto own = driver.as(citizen_caller(bob)).book(monday_nine, {bob});
  std::uint64_t strangers = 0;
  for (const std::string day : {"16", "17", "18"}) {
    for (const std::string start : {"0900", "1000", "1100"}) {
      for (int party = 0; party < 2; ++party) {
        const CitizenKey stranger = citizen(++strangers);
        driver.as(citizen_caller(stranger));
        REQUIRE(driver.book("330127.documents.2026-06-" + day + "." + start, {stranger, bob}) ==
                Rejection::none);
      }
    }
  }
  REQUIRE(strangers > listed_as_companion_max);
  driver.as(citizen_caller(bob));
  const auto reply = answer(driver.state(), driver.run(ListAppointments{bob}).receipt);
  REQUIRE(reply.list->size() == listed_as_companion_max + 1);
  CHECK(reply.list->back().id == own.id);
}

}  // namespace
}  // namespace offpeak::scheduler::tests

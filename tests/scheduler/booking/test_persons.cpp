// One person with several documents, whose keys were joined.
#include <array>
#include <string>

#include "scheduler/answer.hpp"
#include "scheduler/booking/ledger.hpp"
#include "tests/scheduler/fixture.hpp"
#include "tests/scheduler/image_copy.hpp"

namespace offpeak::scheduler::tests {
namespace {

constexpr const char* friday_nine = "330127.documents.2026-06-12.0900";
constexpr const char* friday_ten = "330127.documents.2026-06-12.1000";
constexpr const char* monday_nine = "330127.documents.2026-06-15.0900";
constexpr const char* monday_ten = "330127.documents.2026-06-15.1000";

std::size_t listed(Driver& driver, CitizenKey key) {
  return answer(driver.state(), driver.run(ListAppointments{key}).receipt).list->size();
}

const Citizen& record_of(const Driver& driver, CitizenKey key) {
  return driver.state().citizen(driver.state().find(key));
}

TEST_CASE("what was booked with either document is one person's, whichever is shown later") {
  Driver driver;
  driver.as(citizen_caller(bob));
  const auto first = driver.book(friday_nine, {bob, carol});
  driver.as(citizen_caller(alice));
  const auto second = driver.book(friday_ten, {{alice, endorsement}});
  const auto third = driver.hold(monday_nine, {{alice, first_passport}});
  driver.as(citizen_caller(bob));
  const auto fourth =
      driver.book("330127.business.2026-06-15.1000", {{bob, business_registration}});
  const auto hash = driver.state().hash();

  driver.as(hotline);
  REQUIRE(driver.run(JoinKeys{.person = alice, .document = bob}) == Rejection::none);
  CHECK(driver.state().hash() != hash);
  CHECK(driver.state().hash() == driver.state().compute_hash());
  CHECK(driver.state().find(bob) == nowhere);
  CHECK(listed(driver, alice) == listed(driver, bob));
  CHECK(record_of(driver, alice).open_holds == 1);

  driver.as(citizen_caller(bob));
  CHECK(driver.book(friday_ten, {bob}) == Rejection::already_booked);
  CHECK(driver.book(friday_ten, {{bob, endorsement}}) == Rejection::already_booked);
  CHECK(driver.confirm(third) == Rejection::none);
  CHECK(driver.cancel(second) == Rejection::none);
  driver.as(citizen_caller(alice));
  CHECK(driver.cancel(first) == Rejection::none);
  CHECK(driver.cancel(fourth) == Rejection::none);
  CHECK(count_in_window(record_of(driver, alice).cancellations, day("2026-06-08"), 30) == 2);
}

TEST_CASE("the person's list leads through all bookings in the order in which they were made") {
  const std::array slots{friday_nine, friday_ten, monday_nine, monday_ten};
  const std::array services{passport_renewal, first_passport, endorsement, business_registration};
  for (int order = 0; order < 16; ++order) {
    Driver one;
    for (std::size_t i = 0; i < slots.size(); ++i) {
      const CitizenKey who = (order >> i & 1) != 0 ? alice : bob;
      one.as(citizen_caller(who));
      const auto lane = services[i] == business_registration ? "business" : "documents";
      std::string slot = slots[i];
      slot.replace(slot.find("documents"), 9, lane);
      REQUIRE(one.book(slot.c_str(), {{who, services[i]}}) == Rejection::none);
    }
    one.as(hotline);
    REQUIRE(one.run(JoinKeys{.person = alice, .document = bob}) == Rejection::none);
    Place newer = nowhere;
    int count = 0;
    for (Place at = record_of(one, alice).newest; at != nowhere; ++count) {
      CHECK((newer == nowhere || at < newer));
      newer = at;
      const Appointment& booking = one.state().appointment(at);
      at = booking.older[member_of(booking, one.state().find(alice))];
    }
    CHECK(count == 4);
    CHECK(through_image(one.state())->hash() == one.state().hash());
  }
}

TEST_CASE("a suspension and what counts towards one are the person's") {
  config::City strict = city();
  for (auto& one : strict.halls) one.rules.no_shows_max = 1;
  Driver driver{"2026-06-10 10:00", strict};
  driver.as(citizen_caller(bob));
  REQUIRE(driver.book(friday_nine, {bob}) == Rejection::none);
  driver.to("2026-06-12 18:00");
  driver.as(hotline);
  REQUIRE(driver.run(JoinKeys{.person = alice, .document = bob}) == Rejection::none);
  driver.as(citizen_caller(alice));
  CHECK(driver.book(monday_nine, {alice}) == Rejection::suspended);
}

TEST_CASE("places in line and offers go over too") {
  Driver driver;
  const auto full = driver.book(friday_nine, {carol, dave, erin, frank});
  REQUIRE(driver.book(friday_nine, {grace}) == Rejection::none);
  driver.as(citizen_caller(bob));
  const auto joined = driver.join(friday_nine, {bob});
  driver.as(hotline);
  REQUIRE(driver.run(JoinKeys{.person = alice, .document = bob}) == Rejection::none);
  CHECK(record_of(driver, alice).waiting == 1);
  CHECK(record_of(driver, alice).entries == 1);
  driver.as(citizen_caller(alice));
  CHECK(driver.join(friday_nine, {alice}) == Rejection::already_waiting);
  driver.as(admin);
  REQUIRE(driver.cancel(full) == Rejection::none);
  while (driver.waiting(joined) == WaitlistStatus::waiting) driver.pass(std::chrono::minutes{1});
  driver.as(citizen_caller(bob));
  CHECK(driver.leave(joined) == Rejection::none);
  CHECK(through_image(driver.state())->hash() == driver.state().hash());
}

TEST_CASE("who came together, or has the same service twice, is not made one person") {
  Driver driver;
  driver.as(citizen_caller(alice));
  const auto family = driver.book(friday_nine, {alice, bob});
  driver.as(citizen_caller(carol));
  REQUIRE(driver.book(friday_ten, {carol}) == Rejection::none);
  driver.as(citizen_caller(dave));
  const auto own = driver.book(friday_ten, {dave});
  driver.as(hotline);
  CHECK(driver.run(JoinKeys{.person = alice, .document = bob}) == Rejection::came_together);
  CHECK(driver.run(JoinKeys{.person = carol, .document = dave}) == Rejection::already_booked);
  CHECK(driver.state().alias_count() == 0);
  driver.as(citizen_caller(bob));
  REQUIRE(driver.run(ConfirmCompanion{family.id, bob}) == Rejection::none);
  driver.as(hotline);
  REQUIRE(driver.cancel(own) == Rejection::none);
  CHECK(driver.run(JoinKeys{.person = carol, .document = dave}) == Rejection::none);
  REQUIRE(driver.cancel(family) == Rejection::none);
  CHECK(driver.run(JoinKeys{.person = alice, .document = bob}) == Rejection::came_together);
}

TEST_CASE("nobody keeps two documents apart by naming both, and a party of both is one person's") {
  struct Row {
    CitizenKey who;
    Group party;
    std::uint8_t left;
  };
  for (const Row& row : {Row{grace, {grace, alice, bob}, 2}, Row{grace, {grace, bob, alice}, 2},
                         Row{alice, {alice, bob}, 1}, Row{bob, {bob, alice}, 1},
                         Row{grace, {alice, {bob, endorsement}, grace}, 2}}) {
    Driver driver;
    const auto full =
        driver.as(hotline).book(friday_nine, {citizen(1), citizen(2), citizen(3), citizen(4)});
    REQUIRE(full == Rejection::none);
    driver.as(citizen_caller(row.who));
    const auto held = driver.hold(friday_ten, row.party);
    const auto waits = driver.join(monday_nine, row.party);
    REQUIRE(driver.release(held) == Rejection::none);
    const auto booked = driver.book(monday_ten, row.party);
    const auto moved = driver.reschedule(booked, friday_ten);
    driver.as(hotline);
    CHECK(driver.run(JoinKeys{.person = alice, .document = bob}) == Rejection::came_together);
    REQUIRE(driver.cancel(moved) == Rejection::none);
    if (waits == Rejection::none) REQUIRE(driver.leave(waits) == Rejection::none);
    REQUIRE(driver.run(JoinKeys{.person = alice, .document = bob}) == Rejection::none);
    CHECK(driver.record(moved).size == row.left);
    CHECK(driver.record(booked).size == row.left);
    CHECK(driver.state().hash() == driver.state().compute_hash());
    CHECK(through_image(driver.state())->hash() == driver.state().hash());
    driver.to("2026-08-01 10:00");
    CHECK(driver.state().appointment_count() == 0);
  }
}

TEST_CASE("what either had in the ledger is each one's again when they are separated") {
  config::City strict = city();
  for (auto& one : strict.halls) one.rules.no_shows_max = 1;
  Driver driver{"2026-06-08 10:00", strict};
  const auto give_up = [&](CitizenKey who, const char* where) {
    driver.as(citizen_caller(who));
    REQUIRE(driver.cancel(driver.book(where, {who})) == Rejection::none);
  };
  give_up(alice, friday_nine);
  give_up(bob, friday_ten);
  give_up(bob, friday_ten);
  driver.as(citizen_caller(bob));
  REQUIRE(driver.book(friday_nine, {bob}) == Rejection::none);
  driver.to("2026-06-12 18:00");
  const Citizen before_alice = record_of(driver, alice);
  const Citizen before_bob = record_of(driver, bob);
  REQUIRE(before_bob.suspended_until != 0);
  driver.as(hotline);
  REQUIRE(driver.run(JoinKeys{.person = alice, .document = bob}) == Rejection::none);
  CHECK(record_of(driver, alice).suspended_until == before_bob.suspended_until);
  CHECK(record_of(driver, alice).cancellations[2] != 0);
  REQUIRE(driver.run(SeparateKey{bob}) == Rejection::none);
  CHECK(record_of(driver, alice).cancellations == before_alice.cancellations);
  CHECK(record_of(driver, alice).no_shows == before_alice.no_shows);
  CHECK(record_of(driver, alice).suspended_until == before_alice.suspended_until);
  CHECK(record_of(driver, bob).cancellations == before_bob.cancellations);
  CHECK(record_of(driver, bob).no_shows == before_bob.no_shows);
  CHECK(record_of(driver, bob).suspended_until == before_bob.suspended_until);
  driver.as(citizen_caller(bob));
  CHECK(driver.book(monday_nine, {bob}) == Rejection::suspended);
}

TEST_CASE("a join is forgotten when nothing is known of the person any more") {
  Driver driver;
  driver.as(citizen_caller(bob));
  REQUIRE(driver.cancel(driver.book(friday_nine, {bob})) == Rejection::none);
  driver.as(hotline);
  REQUIRE(driver.run(JoinKeys{.person = alice, .document = bob}) == Rejection::none);
  driver.to("2026-07-01 10:00");
  CHECK(driver.state().alias_count() == 1);
  // Each day that is forgotten has some citizens looked at, all of them in 32 days.
  Date date = day("2026-07-02");
  for (std::uint64_t days = 0; days < 160; ++days, date += std::chrono::days{1}) {
    driver.to(config::instant_at(date - std::chrono::days{1}, MinuteOfDay{120}));
    driver.book(("330127.documents." + config::format_date(date) + ".0900").c_str(),
                {citizen(days)});
  }
  driver.to("2026-12-31 10:00");
  CHECK(driver.state().alias_count() == 0);
}

TEST_CASE("documents of two people who are one lead to one, in one step") {
  Driver driver;
  driver.as(hotline);
  REQUIRE(driver.run(JoinKeys{.person = alice, .document = bob}) == Rejection::none);
  REQUIRE(driver.run(JoinKeys{.person = carol, .document = dave}) == Rejection::none);
  const auto joined = driver.events().size();
  CHECK(driver.run(JoinKeys{.person = bob, .document = alice}) == Rejection::none);
  CHECK(driver.events().size() == joined);  // they are one already
  REQUIRE(driver.run(JoinKeys{.person = bob, .document = dave}) == Rejection::none);
  for (const CitizenKey key : {alice, bob, carol, dave}) {
    CHECK(driver.state().person_of(key) == alice);
  }
  CHECK(driver.state().alias_count() == 3);
  CHECK(through_image(driver.state())->hash() == driver.state().hash());
}

TEST_CASE("a document that is separated is somebody else's again, and what there was stays") {
  Driver driver;
  driver.as(citizen_caller(bob));
  const auto booking = driver.book(friday_nine, {bob});
  driver.as(hotline);
  REQUIRE(driver.run(JoinKeys{.person = alice, .document = bob}) == Rejection::none);
  CHECK(driver.run(SeparateKey{alice}) == Rejection::not_found);
  REQUIRE(driver.run(SeparateKey{bob}) == Rejection::none);
  CHECK(driver.run(SeparateKey{bob}) == Rejection::not_found);
  driver.as(citizen_caller(bob));
  CHECK(driver.cancel(booking) == Rejection::forbidden);
  CHECK(driver.book(friday_ten, {bob}) == Rejection::none);
  driver.as(citizen_caller(alice));
  CHECK(driver.cancel(booking) == Rejection::none);
}

TEST_CASE("keys are joined by those who may act for anyone, and the audit says whose") {
  Driver driver;
  for (const auto& caller : {citizen_caller(alice), bound_caller(Role::kiosk, hill_hall),
                             Caller{.role = Role::planner}}) {
    driver.as(caller);
    CHECK(driver.run(JoinKeys{.person = alice, .document = bob}) == Rejection::forbidden);
    CHECK(driver.run(SeparateKey{bob}) == Rejection::forbidden);
  }
  driver.as(hotline);
  REQUIRE(driver.run(JoinKeys{.person = alice, .document = bob}) == Rejection::none);
  const auto& audit = driver.state().audit();
  CHECK((audit[audit.end() - 1].action == AuditAction::join_keys));
  CHECK(audit[audit.end() - 1].subject.words == bob.words);
}

TEST_CASE("a card read at a kiosk finds what the same person booked with another document") {
  Driver driver;
  driver.as(citizen_caller(bob));
  REQUIRE(driver.book(friday_nine, {bob}) == Rejection::none);
  driver.as(hotline);
  REQUIRE(driver.run(JoinKeys{.person = alice, .document = bob}) == Rejection::none);
  driver.to("2026-06-12 09:00");
  driver.as(bound_caller(Role::kiosk, hill_hall));
  CHECK(driver.run(CheckInCitizen{.hall = hill_hall, .citizen = bob, .ticket = {{7, 7}}}) ==
        Rejection::none);
}

TEST_CASE("keys are joined and separated by those who may book for anyone, and nobody else") {
  Driver driver;
  REQUIRE(driver.book(friday_nine, {alice}) == Rejection::none);
  REQUIRE(driver.book(friday_ten, {{bob, endorsement}}) == Rejection::none);
  for (const auto& caller :
       {staff, anyone, citizen_caller(alice), citizen_caller(bob),
        bound_caller(Role::kiosk, hill_hall), bound_caller(Role::planner, hill_hall),
        bound_caller(Role::display, hill_hall)}) {
    driver.as(caller);
    CHECK(driver.run(JoinKeys{.person = alice, .document = bob}) == Rejection::forbidden);
  }
  REQUIRE(driver.as(admin).run(JoinKeys{.person = alice, .document = bob}) == Rejection::none);
  CHECK(driver.as(staff).run(SeparateKey{bob}) == Rejection::forbidden);
  CHECK(driver.as(hotline).run(SeparateKey{bob}) == Rejection::none);
}

}  // namespace
}  // namespace offpeak::scheduler::tests

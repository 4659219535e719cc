// One person with several documents, whose keys staff have joined.
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

  driver.as(staff);
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
  CHECK(count_in_window(record_of(driver, alice).cancellations, day("2026-06-08"), 30) == 3);
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
    one.as(staff);
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
  driver.as(staff);
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
  REQUIRE(driver.cancel(family) == Rejection::none);
  driver.as(citizen_caller(carol));
  REQUIRE(driver.book(friday_ten, {carol}) == Rejection::none);
  driver.as(citizen_caller(dave));
  const auto own = driver.book(friday_ten, {dave});
  driver.as(staff);
  CHECK(driver.run(JoinKeys{.person = alice, .document = bob}) == Rejection::came_together);
  CHECK(driver.run(JoinKeys{.person = carol, .document = dave}) == Rejection::already_booked);
  CHECK(driver.state().alias_count() == 0);
  driver.as(hotline);
  REQUIRE(driver.cancel(own) == Rejection::none);
  driver.as(staff);
  CHECK(driver.run(JoinKeys{.person = carol, .document = dave}) == Rejection::none);
}

TEST_CASE("documents of two people who are one lead to one, in one step") {
  Driver driver;
  driver.as(staff);
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
  driver.as(staff);
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

TEST_CASE("keys are joined by those who see documents, and the audit says who did") {
  Driver driver;
  for (const auto& caller : {citizen_caller(alice), bound_caller(Role::kiosk, hill_hall),
                             Caller{.role = Role::planner}}) {
    driver.as(caller);
    CHECK(driver.run(JoinKeys{.person = alice, .document = bob}) == Rejection::forbidden);
    CHECK(driver.run(SeparateKey{bob}) == Rejection::forbidden);
  }
  driver.as(staff);
  REQUIRE(driver.run(JoinKeys{.person = alice, .document = bob}) == Rejection::none);
  const auto& audit = driver.state().audit();
  CHECK((audit[audit.end() - 1].action == AuditAction::join_keys));
  CHECK(audit[audit.end() - 1].subject.words == alice.words);
}

TEST_CASE("a card read at a kiosk finds what the same person booked with another document") {
  Driver driver;
  driver.as(citizen_caller(bob));
  REQUIRE(driver.book(friday_nine, {bob}) == Rejection::none);
  driver.as(staff);
  REQUIRE(driver.run(JoinKeys{.person = alice, .document = bob}) == Rejection::none);
  driver.to("2026-06-12 09:00");
  CHECK(driver.run(CheckInCitizen{.hall = hill_hall, .citizen = bob, .ticket = {{7, 7}}}) ==
        Rejection::none);
}

}  // namespace
}  // namespace offpeak::scheduler::tests

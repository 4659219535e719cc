// Persons who come under another key, and persons who are forgotten.
#include "scheduler/answer.hpp"
#include "tests/scheduler/closing.hpp"

namespace offpeak::scheduler::tests {
namespace {

constexpr const char* friday_nine = "330127.documents.2026-06-12.0900";
constexpr const char* friday_ten = "330127.documents.2026-06-12.1000";
constexpr CitizenKey renamed{{0x4E3, 9}};

bool knows(const Driver& driver, CitizenKey key) { return driver.state().find(key) != nowhere; }

std::vector<AppointmentView> listed(Driver& driver, CitizenKey key) {
  return *answer(driver.state(), driver.run(ListAppointments{key}).receipt).list;
}

Outcome rename(Driver& driver, CitizenKey from, CitizenKey to) {
  const auto outcome = driver.as(anyone).run(RenameCitizen{.from = from, .to = to});
  driver.as(admin);
  return outcome;
}

TEST_CASE("who comes under another key is the same person: bookings, line, ledger, documents") {
  Driver driver{"2026-06-08 08:00"};
  const auto missed = driver.book("330127.documents.2026-06-08.0900", {alice});
  driver.to("2026-06-08 09:31");
  REQUIRE(driver.status(missed) == AppointmentStatus::no_show);
  const auto family = driver.book(friday_nine, {alice, bob, carol, dave});
  REQUIRE(family == Rejection::none);
  REQUIRE(driver.book(friday_nine, {erin}) == Rejection::none);
  const auto waits = driver.join(friday_nine, {{alice, endorsement}, {frank, endorsement}});
  REQUIRE(waits == Rejection::none);
  REQUIRE(driver.run(JoinKeys{.person = alice, .document = grace}) == Rejection::none);
  REQUIRE(rename(driver, alice, renamed) == Rejection::none);
  CHECK_FALSE(knows(driver, alice));
  REQUIRE(knows(driver, renamed));
  CHECK(driver.state().person_of(grace) == renamed);
  CHECK(listed(driver, renamed).size() == 2);
  const Citizen& record = driver.state().citizen(driver.state().find(renamed));
  CHECK(record.no_shows[0] == short_date(day("2026-06-08")));
  CHECK(record.waiting == 1);
  CHECK(driver.as(citizen_caller(renamed)).book(friday_ten, {renamed}) ==
        Rejection::already_booked);
  CHECK(driver.cancel(family) == Rejection::none);
  // A document of the person is renamed too.
  REQUIRE(rename(driver, grace, {{0x6E, 1}}) == Rejection::none);
  CHECK(driver.state().person_of({{0x6E, 1}}) == renamed);
  CHECK(driver.state().person_of(grace) == grace);
}

TEST_CASE("nobody takes the key of another, and strangers have none to rename") {
  Driver driver;
  REQUIRE(driver.book(friday_nine, {alice}) == Rejection::none);
  REQUIRE(driver.book(friday_nine, {bob}) == Rejection::none);
  CHECK(rename(driver, alice, bob) == Rejection::none);
  CHECK(rename(driver, carol, renamed) == Rejection::none);
  CHECK(rename(driver, alice, alice) == Rejection::none);
  CHECK(driver.count<CitizenRenamed>() == 0);
}

TEST_CASE("whoever is forgotten leaves nothing that leads to them, and others keep their visit") {
  Driver driver{"2026-06-08 08:00"};
  const auto missed = driver.book("330127.documents.2026-06-08.0900", {alice});
  driver.to("2026-06-08 09:31");
  const auto family = driver.book(friday_nine, {alice, bob});
  const auto own = driver.book(friday_ten, {{alice, endorsement}});
  const auto held = driver.hold(friday_ten, {{alice, first_passport}});
  const auto watched =
      driver.book("330127.business.2026-06-15.1000", {{alice, business_registration}});
  REQUIRE(driver.watch(watched, {.from = day("2026-06-12"), .to = day("2026-06-12")}) ==
          Rejection::none);
  REQUIRE(driver.run(JoinKeys{.person = alice, .document = grace}) == Rejection::none);
  driver.as(staff);
  CHECK(driver.run(ForgetCitizen{.citizen = alice, .as = renamed}) == Rejection::forbidden);
  driver.as(admin);
  CHECK(driver.run(ForgetCitizen{.citizen = frank, .as = renamed}) == Rejection::not_found);
  REQUIRE(driver.run(DescribeCitizen{alice}) == Rejection::none);
  REQUIRE(driver.run(ForgetCitizen{.citizen = alice, .as = renamed}) == Rejection::none);
  CHECK_FALSE(knows(driver, alice));
  CHECK(driver.state().person_of(grace) == grace);
  CHECK(driver.status(own) == AppointmentStatus::cancelled);
  CHECK(driver.status(held) == AppointmentStatus::released);
  CHECK(driver.status(watched) == AppointmentStatus::cancelled);
  CHECK_FALSE(driver.watches(watched));
  CHECK(driver.status(family) == AppointmentStatus::booked);
  CHECK(driver.status(missed) == AppointmentStatus::no_show);
  CHECK(listed(driver, alice).empty());
  REQUIRE(knows(driver, renamed));
  const Citizen& record = driver.state().citizen(driver.state().find(renamed));
  CHECK(record.no_shows == LedgerDays{});
  CHECK(record.cancellations == LedgerDays{});
  CHECK(driver.run(DescribeCitizen{alice}) == Rejection::not_found);
  // Who comes again is somebody new.
  CHECK(driver.book(friday_ten, {alice}) == Rejection::none);
}

TEST_CASE("places in line and offers of who is forgotten end, those of others stay") {
  Driver driver;
  const auto first = driver.book(friday_nine, {citizen(1)});
  for (std::uint64_t i = 2; i <= 5; ++i) {
    REQUIRE(driver.book(friday_nine, {citizen(i)}) == Rejection::none);
  }
  const auto offered = driver.join(friday_nine, {alice});
  const auto second = driver.join(friday_nine, {bob});
  REQUIRE(driver.cancel(first) == Rejection::none);
  driver.pass(std::chrono::minutes{5});
  REQUIRE(driver.waiting(offered) == WaitlistStatus::offered);
  REQUIRE(driver.run(ForgetCitizen{.citizen = alice, .as = renamed}) == Rejection::none);
  CHECK(driver.waiting(offered) == WaitlistStatus::left);
  driver.pass(std::chrono::minutes{11});
  CHECK(driver.waiting(second) == WaitlistStatus::offered);
}

TEST_CASE("who is in a hall just now is forgotten when the visit is over") {
  Driver driver{"2026-06-12 08:00"};
  const auto booking = driver.book(friday_nine, {alice});
  driver.to("2026-06-12 09:00");
  REQUIRE(driver.as(staff).check_in(hill_hall, booking) == Rejection::none);
  driver.as(admin);
  CHECK(driver.run(ForgetCitizen{.citizen = alice, .as = renamed}) == Rejection::wrong_state);
  driver.to("2026-06-13 00:00");
  CHECK(driver.run(ForgetCitizen{.citizen = alice, .as = renamed}) == Rejection::none);
}

TEST_CASE("whoever is displaced and forgotten is offered nothing any more") {
  Driver driver;
  const auto booking = driver.book(friday_nine, {alice});
  const auto other = driver.book(friday_nine, {bob});
  REQUIRE(close(driver, closed_from(hill_hall, "2026-06-12 00:00", "2026-06-13 00:00")) ==
          Rejection::none);
  let_offers_be_made(driver);
  const auto offer = driver.offered(booking);
  REQUIRE_FALSE(offer.id.is_zero());
  REQUIRE(driver.run(ForgetCitizen{.citizen = alice, .as = renamed}) == Rejection::none);
  CHECK(driver.status(offer) == AppointmentStatus::released);
  driver.pass(std::chrono::hours{1});
  CHECK_FALSE(has_offer(driver, booking));
  CHECK(has_offer(driver, other));
}

}  // namespace
}  // namespace offpeak::scheduler::tests

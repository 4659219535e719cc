#include <array>
#include <string>

#include "tests/scheduler/fixture.hpp"

namespace offpeak::scheduler::tests {
namespace {

constexpr const char* friday_nine = "330127.documents.2026-06-12.0900";
constexpr const char* friday_ten = "330127.documents.2026-06-12.1000";

/// Alice and Bob are the applicants; each caller is tried on a state made by an administrator.
struct Who {
  std::string name;
  Caller caller;
};
const std::array callers{
    Who{"anyone", anyone},
    Who{"an applicant", citizen_caller(alice)},
    Who{"the other applicant", citizen_caller(bob)},
    Who{"another citizen", citizen_caller(carol)},
    Who{"a citizen never seen", citizen_caller(citizen(77))},
    Who{"staff of the hall", bound_caller(Role::staff, hill_hall)},
    Who{"staff of another hall", bound_caller(Role::staff, main_hall)},
    Who{"a kiosk of the hall", bound_caller(Role::kiosk, hill_hall)},
    Who{"a kiosk of another hall", bound_caller(Role::kiosk, main_hall)},
    Who{"a display of the hall", bound_caller(Role::display, hill_hall)},
    Who{"a planner", bound_caller(Role::planner, hill_hall)},
    Who{"an admin", admin},
    Who{"the hotline", hotline},
};

Outcome prepare_booking(Driver& driver) {
  REQUIRE(driver.book(friday_ten, {carol}) == Rejection::none);
  return driver.book(friday_nine, {alice, bob});
}

Outcome prepare_hold(Driver& driver) {
  REQUIRE(driver.book(friday_ten, {carol}) == Rejection::none);
  return driver.hold(friday_nine, {alice, bob});
}

Outcome prepare_full(Driver& driver) {
  REQUIRE(driver.book(friday_nine, {citizen(1), citizen(2), citizen(3), carol}) == Rejection::none);
  return {};
}

Outcome prepare_waiting(Driver& driver) {
  prepare_full(driver);
  return driver.join(friday_nine, {alice, bob});
}

TEST_CASE("who may do what") {
  struct Row {
    std::string what;
    Outcome (*prepare)(Driver&);
    Outcome (*act)(Driver&, const Outcome&);
    const char* allowed;  // one letter a caller, in their order: y or n
  };
  const std::array rows{
      Row{"hold", [](Driver&) { return Outcome{}; },
          [](Driver& driver, const Outcome&) {
            return driver.hold(friday_nine, {alice, bob});
          },
          "nyynnnnnnnnyy"},
      Row{"book", [](Driver&) { return Outcome{}; },
          [](Driver& driver, const Outcome&) {
            return driver.book(friday_nine, {alice, bob});
          },
          "nyynnnnnnnnyy"},
      Row{"confirm", prepare_hold,
          [](Driver& driver, const Outcome& hold) { return driver.confirm(hold); },
          "nyynnnnnnnnyy"},
      Row{"release", prepare_hold,
          [](Driver& driver, const Outcome& hold) { return driver.release(hold); },
          "nyynnnnnnnnyy"},
      Row{"cancel", prepare_booking,
          [](Driver& driver, const Outcome& booking) { return driver.cancel(booking); },
          "nyynnnnnnnnyy"},
      Row{"reschedule", prepare_booking,
          [](Driver& driver, const Outcome& booking) {
            return driver.reschedule(booking, friday_ten);
          },
          "nyynnnnnnnnyy"},
      Row{"join a waitlist", prepare_full,
          [](Driver& driver, const Outcome&) {
            return driver.join(friday_nine, {alice, bob});
          },
          "nyynnnnnnnnyy"},
      Row{"leave a waitlist", prepare_waiting,
          [](Driver& driver, const Outcome& entry) { return driver.leave(entry); },
          "nyynnnnnnnnyy"},
      Row{"check in",
          [](Driver& driver) {
            const auto booking = prepare_booking(driver);
            driver.to("2026-06-12 09:00");
            return booking;
          },
          [](Driver& driver, const Outcome& booking) {
            return driver.check_in(hill_hall, booking);
          },
          "nnnnnynynnnyn"},
      Row{"ask for an appointment", prepare_booking,
          [](Driver& driver, const Outcome& booking) {
            return driver.run(GetAppointment{booking.id});
          },
          "yyyyyyyyyyyyy"},
      Row{"ask for a place in line", prepare_waiting,
          [](Driver& driver, const Outcome& entry) {
            return driver.run(GetWaitlist{entry.waitlist});
          },
          "yyyyyyyyyyyyy"},
      Row{"list appointments", prepare_booking,
          [](Driver& driver, const Outcome&) { return driver.run(ListAppointments{alice}); },
          "yyyyyyyyyyyyy"},
  };
  for (const auto& row : rows) {
    CAPTURE(row.what);
    REQUIRE(std::string{row.allowed}.size() == callers.size());
    for (std::size_t i = 0; i < callers.size(); ++i) {
      CAPTURE(callers[i].name);
      Driver driver{"2026-06-10 10:00"};
      const auto subject = row.prepare(driver);
      const auto hash = driver.state().hash();
      driver.as(callers[i].caller);
      const bool allowed = row.allowed[i] == 'y';
      CHECK(row.act(driver, subject) == (allowed ? Rejection::none : Rejection::forbidden));
      if (!allowed) CHECK(driver.state().hash() == hash);
    }
  }
}

TEST_CASE("a key of a citizen or a hall in the wrong role opens nothing") {
  struct Row {
    std::string why;
    Caller caller;
  };
  const std::array rows{
      Row{"anyone with a citizen's key", {.role = Role::anyone, .citizen = alice}},
      Row{"a planner with a citizen's key", {.role = Role::planner, .citizen = alice}},
      Row{"a kiosk with a citizen's key",
          {.role = Role::kiosk, .citizen = alice, .hall = hill_hall}},
      Row{"a citizen without a key", {.role = Role::citizen}},
      Row{"a citizen with a hall", {.role = Role::citizen, .hall = hill_hall}},
  };
  for (const auto& row : rows) {
    CAPTURE(row.why);
    Driver driver;
    const auto booking = driver.book(friday_nine, {alice});
    driver.as(row.caller);
    CHECK(driver.cancel(booking) == Rejection::forbidden);
    CHECK(driver.book(friday_ten, {{alice, endorsement}}) == Rejection::forbidden);
  }
  Driver driver{"2026-06-12 08:45"};
  const auto booking = driver.book(friday_nine, {alice});
  driver.as({.role = Role::citizen, .citizen = alice, .hall = hill_hall});
  CHECK(driver.check_in(hill_hall, booking) == Rejection::forbidden);
}

TEST_CASE("the hotline is bound by the domain's rules like everybody") {
  for (const Caller& caller : {hotline, admin}) {
    Driver driver;
    driver.as(caller);
    REQUIRE(driver.book(friday_nine, {alice, bob, carol, dave}) == Rejection::none);
    CHECK(driver.book(friday_ten, {alice}) == Rejection::already_booked);
    CHECK(driver.book(friday_nine, {erin, frank}) == Rejection::slot_full);
    REQUIRE(driver.hold(friday_ten, {{erin, endorsement}}) == Rejection::none);
    REQUIRE(driver.hold(friday_ten, {{erin, first_passport}}) == Rejection::none);
    CHECK(driver.hold(friday_ten, {erin}) == Rejection::hold_limit);
  }
}

TEST_CASE("what does not exist is not found before anybody is asked who they are") {
  Driver driver;
  driver.as(citizen_caller(alice));
  const Outcome nothing{.id = {{9, 9}}, .waitlist = {{9, 9}}};
  CHECK(driver.confirm(nothing) == Rejection::not_found);
  CHECK(driver.cancel(nothing) == Rejection::not_found);
  CHECK(driver.leave(nothing) == Rejection::not_found);
  CHECK(driver.book("330127.documents.2026-06-13.0900", {bob}) == Rejection::unknown_slot);
  CHECK(driver.book(friday_nine, {bob}) == Rejection::forbidden);
}

}  // namespace
}  // namespace offpeak::scheduler::tests

// Who is meant by a code or a document, and what is noted of those who mean nobody.
#include <doctest/doctest.h>

#include "scheduler/answer.hpp"
#include "scheduler/decide.hpp"
#include "scheduler/messages/kiosk_code.hpp"
#include "tests/scheduler/fixture.hpp"

namespace offpeak::scheduler::tests {
namespace {

const std::string friday_nine = "330127.documents.2026-06-12.0900";
const std::string friday_ten = "330127.documents.2026-06-12.1000";
constexpr TicketId ticket{{1, 1}};

/// Makes the state that a journal leads to whose codes were given out before there was a key.
void apply_as_before(State& state, const Events& events) {
  for (Event event : events) {
    if (auto* booked = std::get_if<Booked>(&event.fact)) booked->code = unmarked(booked->code);
    state.apply(event);
  }
}

Receipt check_in(State& state, const CheckIn& command, std::string_view time) {
  Events events;
  return execute(state, city(), {.caller = staff, .body = command}, instant(time), events);
}

AuditAction last_action(const Driver& driver) { return driver.last<Acted>().action; }

TEST_CASE("New codes are marked, those of before are not, and each is found by itself alone") {
  Driver driver;
  const auto booking = driver.book(friday_nine, {alice});
  REQUIRE(booking == Rejection::none);
  const KioskCode code{driver.record(booking).code};
  CHECK(is_keyed(code));
  State before;
  apply_as_before(before, driver.events());
  CHECK(before.hash() == before.compute_hash());
  const auto date = day("2026-06-12");
  const State& now = driver.state();
  CHECK(now.find(hill_hall, date, code) != nowhere);
  CHECK(now.find(hill_hall, date, unmarked(code)) == nowhere);
  CHECK(before.find(hill_hall, date, unmarked(code)) != nowhere);
  CHECK(before.find(hill_hall, date, code) == nowhere);
}

TEST_CASE("Who booked before there was a key checks in by the old code") {
  Driver driver;
  const auto booking = driver.book(friday_nine, {alice});
  const KioskCode old = unmarked(KioskCode{driver.record(booking).code});
  State state;
  apply_as_before(state, driver.events());
  const CheckIn wrong{.hall = hill_hall, .code = keyed(old), .ticket = ticket};
  CHECK(check_in(state, wrong, "2026-06-12 09:00").rejection == Rejection::not_found);
  const CheckIn right{
      .hall = hill_hall, .code = keyed(KioskCode{12345}), .code_as_typed = old, .ticket = ticket};
  CHECK(check_in(state, right, "2026-06-12 09:00").rejection == Rejection::none);
}

TEST_CASE("A text that means two appointments, one of them of before, means none") {
  Driver driver;
  const auto first = driver.book(friday_nine, {alice});
  const KioskCode old = unmarked(KioskCode{driver.record(first).code});
  State state;
  apply_as_before(state, driver.events());
  Events events;
  const KioskCode second = state.next_code(hill_hall, day("2026-06-12"));
  const Command book{
      .caller = admin,
      .body = BookSlot{.id = {{9, 9}}, .slot = slot(friday_nine), .party = Group{bob}}};
  REQUIRE(execute(state, city(), book, driver.now(), events).rejection == Rejection::none);
  const CheckIn both{.hall = hill_hall, .code = second, .code_as_typed = old, .ticket = ticket};
  CHECK(check_in(state, both, "2026-06-12 09:00").rejection == Rejection::not_found);
}

TEST_CASE("A document means the appointment of today in that hall whose check-in is open") {
  struct Row {
    std::string time;
    std::optional<std::string> slot;  // of the appointment that is checked in
    Rejection expected = Rejection::none;
  };
  for (const auto& row : std::vector<Row>{
           {"2026-06-12 08:00", std::nullopt, Rejection::too_early},
           {"2026-06-12 09:00", friday_nine},
           {"2026-06-12 10:00", friday_ten},
           {"2026-06-11 12:00", std::nullopt, Rejection::appointment_elsewhere},
       }) {
    CAPTURE(row.time);
    Driver driver;
    const auto late = driver.book(friday_ten, {{alice, endorsement}});
    const auto early = driver.book(friday_nine, {bob, alice});
    REQUIRE(late == Rejection::none);
    REQUIRE(early == Rejection::none);
    driver.to(row.time);
    const auto outcome =
        driver.run(CheckInCitizen{.hall = hill_hall, .citizen = alice, .ticket = ticket});
    CHECK(outcome == row.expected);
    const bool is_early = row.slot == friday_nine;
    const bool is_late = row.slot == friday_ten;
    CHECK((driver.status(early) == AppointmentStatus::checked_in) == is_early);
    CHECK((driver.status(late) == AppointmentStatus::checked_in) == is_late);
  }
}

TEST_CASE("A document means nothing without an appointment, and only where the caller works") {
  Driver driver;
  REQUIRE(driver.book(friday_nine, {alice}) == Rejection::none);
  driver.to("2026-06-12 09:00");
  driver.as(admin);
  const auto by = [&](HallCode hall, CitizenKey citizen) {
    return driver.run(CheckInCitizen{.hall = hall, .citizen = citizen, .ticket = ticket});
  };
  CHECK(by(main_hall, alice) == Rejection::appointment_elsewhere);
  CHECK(by(hill_hall, bob) == Rejection::not_found);
  CHECK(by(HallCode{999999}, alice) == Rejection::not_found);
  CHECK(by(hill_hall, alice) == Rejection::none);
  driver.as(bound_caller(Role::kiosk, main_hall));
  CHECK(by(hill_hall, alice) == Rejection::forbidden);
}

TEST_CASE("Whoever has lost the paper gets the same ticket again, as it stands now") {
  for (const bool by_document : {false, true}) {
    CAPTURE(by_document);
    Driver driver;
    const auto booking = driver.book(friday_nine, {alice});
    driver.to("2026-06-12 09:00");
    driver.as(bound_caller(Role::kiosk, hill_hall));
    const auto first = driver.check_in(hill_hall, booking);
    REQUIRE(first == Rejection::none);
    const auto again = [&] {
      if (!by_document) return driver.check_in(hill_hall, booking);
      return driver.run(CheckInCitizen{.hall = hill_hall, .citizen = alice, .ticket = ticket});
    };
    const auto issued = driver.count<TicketIssued>();
    const auto second = again();
    CHECK(second == Rejection::none);
    CHECK(second.receipt.subject == first.receipt.subject);
    CHECK(second.receipt.status == static_cast<std::uint8_t>(TicketStatus::waiting));
    CHECK(second.receipt.is_reprint);
    CHECK_FALSE(first.receipt.is_reprint);
    CHECK(driver.count<TicketIssued>() == issued);
    CHECK(last_action(driver) == AuditAction::reprint_ticket);
    CHECK(driver.last<Acted>().subject == first.receipt.subject);

    driver.as(staff);
    REQUIRE(driver.open(hill_hall, 1) == Rejection::none);
    REQUIRE(driver.call_next(hill_hall, 1) == Rejection::none);
    const auto called = again();
    CHECK(called.receipt.status == static_cast<std::uint8_t>(TicketStatus::called));
    CHECK(called.receipt.counter == CounterNumber{1});

    REQUIRE(driver.at<Serve>(hill_hall, 1) == Rejection::none);
    REQUIRE(driver.at<Finish>(hill_hall, 1) == Rejection::none);
    CHECK(again() == Rejection::visit_ended);
    driver.as(bound_caller(Role::kiosk, main_hall));
    CHECK(again() == Rejection::forbidden);
  }
}

TEST_CASE("an appointment names its ticket while it is checked in, to whoever asks for it") {
  Driver driver{"2026-06-11 18:00"};
  const auto booking = driver.book("330127.documents.2026-06-12.0900", {alice});
  REQUIRE(booking == Rejection::none);
  const auto told = [&] {
    return answer(driver.state(), driver.run(GetAppointment{booking.id}).receipt)
        .appointment.ticket;
  };
  CHECK(told().is_zero());
  driver.to("2026-06-12 09:00");
  driver.as(staff);
  driver.take_ticket(hill_hall, {passport_renewal});
  const auto checked_in = driver.check_in(hill_hall, booking);
  REQUIRE(checked_in == Rejection::none);
  CHECK(told() == checked_in.ticket);
  REQUIRE(driver.open(hill_hall, 1) == Rejection::none);
  REQUIRE(driver.call_next(hill_hall, 1).ticket == checked_in.ticket);
  REQUIRE(driver.run(Transfer{.hall = hill_hall, .counter = CounterNumber{1}, .lane = business}) ==
          Rejection::none);
  CHECK(told() == checked_in.ticket);
  REQUIRE(driver.open(hill_hall, 2) == Rejection::none);
  REQUIRE(driver.call_next(hill_hall, 2).ticket == checked_in.ticket);
  REQUIRE(driver.at<Serve>(hill_hall, 2) == Rejection::none);
  CHECK(told() == checked_in.ticket);
  REQUIRE(driver.at<Finish>(hill_hall, 2) == Rejection::none);
  CHECK(told().is_zero());
}

TEST_CASE("What has become of an appointment is what its check-in is told") {
  struct Row {
    const char* what;
    std::string time;
    HallCode hall;
    Rejection by_code;
    Rejection by_document;
    bool tells_which;
  };
  for (const auto& row : std::vector<Row>{
           {"too early", "2026-06-12 08:00", hill_hall, Rejection::too_early, Rejection::too_early,
            true},
           {"31 minutes late", "2026-06-12 09:31", hill_hall, Rejection::too_late,
            Rejection::too_late, true},
           {"in another hall", "2026-06-12 09:00", main_hall, Rejection::not_found,
            Rejection::appointment_elsewhere, true},
           {"a day early", "2026-06-11 09:00", hill_hall, Rejection::not_found,
            Rejection::appointment_elsewhere, true},
           {"a day late", "2026-06-13 09:00", hill_hall, Rejection::not_found,
            Rejection::appointment_elsewhere, true},
           {"two days late", "2026-06-14 09:00", hill_hall, Rejection::not_found,
            Rejection::not_found, false},
       }) {
    CAPTURE(row.what);
    Driver driver;
    const auto booking = driver.book(friday_nine, {alice});
    driver.to(row.time);
    driver.as(admin);
    const auto by_code = driver.check_in(row.hall, booking);
    const auto by_document =
        driver.run(CheckInCitizen{.hall = row.hall, .citizen = alice, .ticket = ticket});
    CHECK(by_code == row.by_code);
    CHECK(by_document == row.by_document);
    const auto reply = answer(driver.state(), by_document.receipt);
    CHECK((reply.appointment.slot == slot(friday_nine)) == row.tells_which);
  }
}

TEST_CASE("The paper of an appointment that was moved leads to where it was moved") {
  Driver driver;
  const auto first = driver.book(friday_nine, {alice});
  const auto second = driver.reschedule(first, "330127.documents.2026-06-15.0900");
  REQUIRE(second == Rejection::none);
  driver.to("2026-06-12 09:00");
  driver.as(bound_caller(Role::kiosk, hill_hall));
  const auto refused = driver.check_in(hill_hall, first);
  CHECK(refused == Rejection::appointment_elsewhere);
  CHECK(answer(driver.state(), refused.receipt).appointment.slot ==
        slot("330127.documents.2026-06-15.0900"));
  CHECK(last_action(driver) == AuditAction::refused_check_in);
  driver.as(admin);
  REQUIRE(driver.cancel(second) == Rejection::none);
  CHECK(driver.check_in(hill_hall, first) == Rejection::appointment_cancelled);
}

TEST_CASE("Whom a stranger has named is not checked in with the stranger before confirming") {
  Driver driver;
  driver.as(citizen_caller(alice));
  const auto booking = driver.book(friday_nine, {alice, bob});
  REQUIRE(booking == Rejection::none);
  const auto arrive = [&](CitizenKey citizen) {
    driver.as(bound_caller(Role::kiosk, hill_hall));
    return driver.run(CheckInCitizen{.hall = hill_hall, .citizen = citizen, .ticket = ticket});
  };
  driver.to("2026-06-12 09:00");
  CHECK(arrive(bob) == Rejection::not_found);
  driver.as(citizen_caller(bob));
  REQUIRE(driver.run(ConfirmCompanion{.id = booking.id, .citizen = bob}) == Rejection::none);
  CHECK(arrive(bob) == Rejection::none);
  CHECK(driver.status(booking) == AppointmentStatus::checked_in);
}

TEST_CASE("A check-in that finds nobody is in the audit, and no other refusal is") {
  Driver driver;
  const auto booking = driver.book(friday_nine, {alice});
  driver.as(bound_caller(Role::kiosk, hill_hall));
  const int before = driver.count<Acted>();
  const CheckIn wrong{.hall = hill_hall, .code = keyed(KioskCode{5}), .ticket = ticket};
  driver.to("2026-06-12 08:00");
  CHECK(driver.run(wrong) == Rejection::not_found);
  CHECK(driver.count<Acted>() == before + 1);
  CHECK(last_action(driver) == AuditAction::refused_check_in);
  CHECK(driver.last<Acted>().hall == hill_hall);
  CHECK(driver.last<Acted>().role == Role::kiosk);
  CHECK(driver.check_in(hill_hall, booking) == Rejection::too_early);
  CHECK(driver.count<Acted>() == before + 1);
  CHECK(driver.run(CheckInCitizen{.hall = hill_hall, .citizen = bob, .ticket = ticket}) ==
        Rejection::not_found);
  CHECK(driver.count<Acted>() == before + 2);
}

}  // namespace
}  // namespace offpeak::scheduler::tests

// Halls that close (临时停办): whom that touches, and what it does not hold against anybody.
#include <array>

#include "scheduler/answer.hpp"
#include "scheduler/booking/closed_times.hpp"
#include "tests/scheduler/closing.hpp"

namespace offpeak::scheduler::tests {
namespace {

constexpr const char* friday_nine = "330127.documents.2026-06-12.0900";  // room for 5 renewals
constexpr const char* friday_half_past = "330127.documents.2026-06-12.0930";
constexpr const char* friday_ten = "330127.documents.2026-06-12.1000";
constexpr const char* friday_business = "330127.business.2026-06-12.0900";

const ClosedTimes friday = closed_from(hill_hall, "2026-06-12 00:00", "2026-06-13 00:00");

const Citizen& person(const Driver& driver, CitizenKey key) {
  return driver.state().citizen(driver.state().find(key));
}

std::unique_ptr<ClosurePreview> preview(Driver& driver, const ClosedTimes& closed) {
  const auto asked = driver.run(PreviewClosure{closed});
  REQUIRE(asked == Rejection::none);
  return answer(driver.state(), asked.receipt).closure;
}

TEST_CASE("a closure touches what lies in it, to the millisecond, and is told beforehand") {
  struct Row {
    const char* why;
    HallCode at_hall;
    const char* from;
    const char* to;
    bool is_touched;
  };
  // The visit is from nine to half past.
  const std::array rows{
      Row{"the whole day", hill_hall, "2026-06-12 00:00", "2026-06-13 00:00", true},
      Row{"all halls", HallCode{}, "2026-06-12 00:00", "2026-06-13 00:00", true},
      Row{"another hall", main_hall, "2026-06-12 00:00", "2026-06-13 00:00", false},
      Row{"until it is opened again", hill_hall, "2026-06-12 09:29:59.999", "", true},
      Row{"from its end on", hill_hall, "2026-06-12 09:30", "", false},
      Row{"its last millisecond", hill_hall, "2026-06-12 09:29:59.999", "2026-06-12 11:00", true},
      Row{"its first millisecond", hill_hall, "2026-06-12 08:00", "2026-06-12 09:00:00.001", true},
      Row{"until it begins", hill_hall, "2026-06-12 08:00", "2026-06-12 09:00", false},
      Row{"a moment within it", hill_hall, "2026-06-12 09:10", "2026-06-12 09:11", true},
      Row{"the day before", hill_hall, "2026-06-11 00:00", "2026-06-12 00:00", false},
  };
  for (const auto& row : rows) {
    CAPTURE(row.why);
    Driver driver;
    const auto booking = driver.book(friday_nine, {alice});
    const auto closed = closed_from(row.at_hall, row.from, row.to);
    const auto seen = preview(driver, closed);
    CHECK(seen->bookings == (row.is_touched ? 1 : 0));
    CHECK(seen->people == (row.is_touched ? 1 : 0));
    CHECK(driver.count<Displaced>() == 0);
    const auto made = close(driver, closed);
    REQUIRE(made == Rejection::none);
    CHECK(made.receipt.position == seen->bookings);
    const auto after = row.is_touched ? AppointmentStatus::displaced : AppointmentStatus::booked;
    CHECK(driver.status(booking) == after);
    CHECK(driver.state().closures().get(closure_named(1))->displaced == seen->bookings);
  }
}

TEST_CASE("a visit over several slots is touched in any of them") {
  Driver lake;
  // 20-minute slots of 1.5 counters, released to a third: two renewals and more span two of them.
  const auto spans = lake.book("330106.documents.2026-06-12.0900", {alice, {bob, first_passport}});
  REQUIRE(spans == Rejection::none);
  REQUIRE(lake.record(spans).further_slots == 1);
  REQUIRE(close(lake, closed_from(lake_hall, "2026-06-12 09:20", "2026-06-12 09:40")) ==
          Rejection::none);
  CHECK(lake.status(spans) == AppointmentStatus::displaced);
  CHECK(lake.taken("330106.documents.2026-06-12.0900") == 0);
  CHECK(lake.taken("330106.documents.2026-06-12.0920") == 0);
}

TEST_CASE("a service that ends takes nobody who comes for others") {
  Driver driver;
  const auto renewal = driver.book(friday_nine, {alice});
  const auto other = driver.book(friday_nine, {{bob, endorsement}});
  const auto both = driver.book(friday_nine, {carol, {carol, endorsement}});
  auto closed = friday;
  closed.service = endorsement;
  REQUIRE(close(driver, closed) == Rejection::none);
  CHECK(driver.status(renewal) == AppointmentStatus::booked);
  CHECK(driver.status(other) == AppointmentStatus::displaced);
  CHECK(driver.status(both) == AppointmentStatus::displaced);
  CHECK(driver.book(friday_nine, {{dave, endorsement}}) == Rejection::slot_closed);
  CHECK(driver.hold(friday_nine, {{dave, endorsement}}) == Rejection::slot_closed);
  CHECK(driver.book(friday_nine, {dave}) == Rejection::none);
}

TEST_CASE("what a service that ends leaves free is offered to who waits for the slot") {
  Driver driver;
  for (std::uint64_t i = 0; i < 5; ++i) {
    REQUIRE(driver.book(friday_nine, {{citizen(100 + i), endorsement}}) == Rejection::none);
  }
  while (driver.book(friday_nine, {citizen(200 + driver.state().appointment_count())}) ==
         Rejection::none) {
  }
  const auto entry = driver.join(friday_nine, {alice});
  REQUIRE(entry == Rejection::none);
  auto closed = friday;
  closed.service = endorsement;
  REQUIRE(close(driver, closed) == Rejection::none);
  REQUIRE(driver.count<OfferMade>() == 1);
  CHECK(driver.last<OfferMade>().id == entry.waitlist);
}

TEST_CASE("who is displaced is free at once: no ledger, no capacity, no service taken") {
  Driver driver;
  driver.as(citizen_caller(alice));
  const auto booking = driver.book(friday_nine, {alice});
  driver.as(admin);
  REQUIRE(close(driver, friday) == Rejection::none);
  CHECK(driver.taken(friday_nine) == 0);
  CHECK(person(driver, alice).cancellations == LedgerDays{});
  CHECK(person(driver, alice).no_shows == LedgerDays{});
  CHECK(person(driver, alice).active_services == 0);
  driver.as(citizen_caller(alice));
  CHECK(driver.book("330100.documents.2026-06-12.0830", {alice}) == Rejection::none);
  CHECK(driver.cancel(booking) == Rejection::wrong_state);
  driver.to("2026-06-12 08:59");
  CHECK(driver.status(booking) == AppointmentStatus::displaced);
  CHECK(person(driver, alice).no_shows == LedgerDays{});
}

// open_while_closed of tests/mutants fails here.
TEST_CASE("nothing can be booked, held, waited for or moved to while it is closed") {
  Driver driver;
  const auto elsewhere = driver.book("330127.documents.2026-06-11.0900", {alice});
  const auto watcher = driver.book("330127.documents.2026-06-15.1000", {bob});
  REQUIRE(close(driver, friday) == Rejection::none);
  CHECK(driver.book(friday_nine, {carol}) == Rejection::slot_closed);
  CHECK(driver.hold(friday_nine, {carol}) == Rejection::slot_closed);
  CHECK(driver.join(friday_nine, {carol}) == Rejection::slot_closed);
  CHECK(driver.reschedule(elsewhere, friday_nine) == Rejection::slot_closed);
  REQUIRE(driver.watch(watcher, {.from = day("2026-06-12"), .to = day("2026-06-12")}) ==
          Rejection::none);
  CHECK_FALSE(has_offer(driver, watcher));
  REQUIRE(driver.run(ReopenHalls{closure_named(1)}) == Rejection::none);
  driver.pass(std::chrono::minutes{10});
  CHECK(has_offer(driver, watcher));
  CHECK(driver.book(friday_ten, {carol}) == Rejection::none);
}

TEST_CASE("holds of a closed hall end, and count among those that came to nothing for nobody") {
  Driver driver;
  driver.as(citizen_caller(alice));
  for (const char* name :
       {"330127.documents.2026-06-10.0900", "330127.documents.2026-06-11.0900",
        "330127.documents.2026-06-12.0900", "330127.documents.2026-06-15.0900"}) {
    const auto hold = driver.hold(name, {alice});
    REQUIRE(hold == Rejection::none);
    driver.as(admin);
    REQUIRE(close(driver, closed_from(hill_hall, "2026-06-08 10:00", "2026-06-16 00:00"),
                  static_cast<std::uint64_t>(driver.events().size())) == Rejection::none);
    const auto id = driver.last<ClosureMade>().id;
    CHECK(driver.status(hold) == AppointmentStatus::released);
    CHECK(person(driver, alice).open_holds == 0);
    REQUIRE(driver.run(ReopenHalls{id}) == Rejection::none);
    driver.as(citizen_caller(alice));
  }
  CHECK(driver.hold(friday_nine, {alice}) == Rejection::none);  // no pause
}

TEST_CASE("an offer to somebody who waited ends with the hall, and was no leaving of the line") {
  Driver driver;
  const auto first = driver.book(friday_nine, {citizen(1)});
  for (std::uint64_t i = 2; i <= 5; ++i) {
    REQUIRE(driver.book(friday_nine, {citizen(i)}) == Rejection::none);
  }
  const auto offered = driver.join(friday_nine, {alice});
  const auto waits = driver.join(friday_nine, {bob});
  REQUIRE(driver.cancel(first) == Rejection::none);
  driver.pass(std::chrono::minutes{5});
  REQUIRE(driver.waiting(offered) == WaitlistStatus::offered);
  const auto seen = preview(driver, friday);
  CHECK(seen->bookings == 4);
  CHECK(seen->holds == 1);
  CHECK(seen->waiting == 1);
  REQUIRE(close(driver, friday) == Rejection::none);
  CHECK(driver.waiting(offered) == WaitlistStatus::closed);
  CHECK(driver.waiting(waits) == WaitlistStatus::closed);
  CHECK(driver.taken(friday_nine) == 0);
}

TEST_CASE("a line for a slot of which only the end is closed has nothing to wait for") {
  Driver driver;
  for (std::uint64_t i = 1; i <= 5; ++i) {
    REQUIRE(driver.book(friday_nine, {citizen(i)}) == Rejection::none);
  }
  const auto waits = driver.join(friday_nine, {alice});
  const auto closed = closed_from(hill_hall, "2026-06-12 09:15", "2026-06-12 09:20");
  CHECK(preview(driver, closed)->waiting == 1);
  REQUIRE(close(driver, closed) == Rejection::none);
  CHECK(driver.waiting(waits) == WaitlistStatus::closed);
}

TEST_CASE("so has a line for a slot in which nobody is booked yet") {
  Driver driver;
  // Too large for what is released of the last slot of the morning, not for the whole of it.
  const auto waits =
      driver.join("330106.documents.2026-06-12.1100", {alice, {bob, first_passport}});
  REQUIRE(waits == Rejection::none);
  const auto closed = closed_from(lake_hall, "2026-06-12 11:10", "2026-06-12 11:15");
  CHECK(preview(driver, closed)->waiting == 1);
  REQUIRE(close(driver, closed) == Rejection::none);
  CHECK(driver.waiting(waits) == WaitlistStatus::closed);
}

TEST_CASE("nobody who waits is offered a visit in the course of which a service is closed") {
  Driver driver;
  const auto booked =
      driver.book("330106.documents.2026-06-12.0900", {carol, {dave, first_passport}});
  REQUIRE(driver.record(booked).further_slots == 1);
  const auto waits =
      driver.join("330106.documents.2026-06-12.0900", {alice, {bob, first_passport}});
  REQUIRE(waits == Rejection::none);
  auto closed = closed_from(lake_hall, "2026-06-12 09:20", "2026-06-12 09:40");
  closed.service = first_passport;
  REQUIRE(close(driver, closed) == Rejection::none);
  REQUIRE(driver.status(booked) == AppointmentStatus::displaced);
  CHECK(driver.count<OfferMade>() == 0);
  CHECK(driver.waiting(waits) == WaitlistStatus::waiting);
}

/// On Friday at nine the hill and the main hall are full, mostly with those who come for a first
/// passport. The service is closed in both at once, which leaves room for others.
struct FullHalls : Driver {
  FullHalls() {
    for (const char* name : {friday_nine, main_nine}) {
      while (book(name, {{someone(), first_passport}}) == Rejection::none) {
      }
      while (book(name, {{someone(), endorsement}}) == Rejection::none) {
      }
    }
  }
  CitizenKey someone() { return citizen(100 + ++people); }
  void close_the_service() {
    auto closed = closed_from(HallCode{}, "2026-06-12 00:00", "2026-06-13 00:00");
    closed.service = first_passport;
    REQUIRE(close(*this, closed) == Rejection::none);
  }

  static constexpr const char* main_nine = "330100.documents.2026-06-12.0900";
  std::uint64_t people = 0;
};

TEST_CASE("what comes free in two halls at once is offered to nobody at the same time in both") {
  FullHalls halls;
  SUBCASE("to who waits in both") {
    REQUIRE(halls.join(friday_nine, {alice}) == Rejection::none);
    REQUIRE(halls.join(FullHalls::main_nine, {{alice, endorsement}}) == Rejection::none);
  }
  SUBCASE("to who waits in one and watches for a place in the other") {
    const auto later = halls.book("330127.documents.2026-06-15.1000", {alice});
    REQUIRE(halls.watch(later, {.from = day("2026-06-12"),
                                .to = day("2026-06-12"),
                                .from_minute = minute("09:00"),
                                .to_minute = minute("09:30")}) == Rejection::none);
    REQUIRE(halls.join(FullHalls::main_nine, {{alice, endorsement}}) == Rejection::none);
  }
  halls.close_the_service();
  CHECK(halls.count<OfferMade>() + halls.count<PlaceOffered>() == 1);
}

TEST_CASE("what a displaced booking watched for and was offered ends with it, and counts not") {
  Driver driver;
  const auto booking = driver.as(citizen_caller(alice)).book(friday_ten, {alice});
  REQUIRE(driver.watch(booking, {.from = day("2026-06-11"), .to = day("2026-06-12")}) ==
          Rejection::none);
  const auto offer = driver.offered(booking);
  REQUIRE_FALSE(offer.id.is_zero());
  driver.as(admin);
  REQUIRE(close(driver, friday) == Rejection::none);
  CHECK(driver.status(offer) == AppointmentStatus::released);
  CHECK(driver.record(offer).until_ms == 0);
  CHECK_FALSE(driver.watches(booking));
  CHECK(driver.status(booking) == AppointmentStatus::displaced);
}

TEST_CASE("a place that was offered to a watcher ends where that hall closes, the booking stays") {
  Driver driver;
  const auto booking = driver.book("330127.documents.2026-06-15.1000", {alice});
  REQUIRE(driver.watch(booking, {.from = day("2026-06-12"), .to = day("2026-06-12")}) ==
          Rejection::none);
  const auto offer = driver.offered(booking);
  REQUIRE_FALSE(offer.id.is_zero());
  REQUIRE(close(driver, friday) == Rejection::none);
  CHECK(driver.status(offer) == AppointmentStatus::released);
  CHECK(driver.status(booking) == AppointmentStatus::booked);
  CHECK(driver.watches(booking));
}

TEST_CASE("who is in the hall already is served, and those who come later are not let in") {
  Driver driver{"2026-06-12 08:00"};
  const auto inside = driver.book(friday_nine, {alice});
  const auto outside = driver.book(friday_nine, {bob});
  driver.to("2026-06-12 09:05");
  REQUIRE(driver.as(staff).check_in(hill_hall, inside) == Rejection::none);
  driver.as(admin);
  REQUIRE(close(driver, closed_from(hill_hall, "2026-06-12 00:00", "2026-06-12 10:00")) ==
          Rejection::none);
  CHECK(driver.status(inside) == AppointmentStatus::checked_in);
  CHECK(driver.status(outside) == AppointmentStatus::displaced);
  driver.as(staff);
  CHECK(driver.check_in(hill_hall, outside) == Rejection::appointment_displaced);
  const auto ticket = driver.take_ticket(hill_hall, {passport_renewal});
  CHECK(ticket == Rejection::hall_closed);
  CHECK(ticket.receipt.expires_at == instant("2026-06-12 10:00"));
  CHECK(driver.take_ticket(hill_hall, {business_registration}) == Rejection::hall_closed);
  driver.to("2026-06-12 10:00");
  CHECK(driver.take_ticket(hill_hall, {passport_renewal}) == Rejection::none);
}

TEST_CASE("a hall that is closed says when it opens next, closures and all") {
  struct Row {
    const char* why;
    const char* to;
    const char* opens;  // empty: nobody knows
  };
  const std::array rows{
      Row{"in the middle of the morning", "2026-06-12 11:00", "2026-06-12 11:00"},
      Row{"when it is closed anyway", "2026-06-12 14:00", "2026-06-15 09:00"},
      Row{"over the weekend", "2026-06-14 12:00", "2026-06-15 09:00"},
      Row{"into Monday morning", "2026-06-15 10:30", "2026-06-15 10:30"},
      Row{"until it is opened again", "", ""},
  };
  for (const auto& row : rows) {
    CAPTURE(row.why);
    Driver driver{"2026-06-12 09:30"};
    REQUIRE(close(driver, closed_from(hill_hall, "2026-06-12 09:30", row.to)) == Rejection::none);
    driver.as(staff);
    const auto ticket = driver.take_ticket(hill_hall, {passport_renewal});
    CHECK(ticket == Rejection::hall_closed);
    const Instant opens = *row.opens == 0 ? Instant{} : instant(row.opens);
    CHECK(ticket.receipt.expires_at == opens);
    const auto next = next_opening(driver.state(), city(), hall(hill_hall), driver.now());
    CHECK(next.value_or(Instant{}) == opens);
  }
}

TEST_CASE("of one service that is closed no number is given, of the others one is") {
  Driver driver{"2026-06-12 09:30"};
  auto closed = closed_from(hill_hall, "2026-06-12 09:30", "2026-06-12 11:00");
  closed.service = passport_renewal;
  REQUIRE(close(driver, closed) == Rejection::none);
  driver.as(staff);
  CHECK(driver.take_ticket(hill_hall, {passport_renewal}) == Rejection::hall_closed);
  CHECK(driver.take_ticket(hill_hall, {endorsement}) == Rejection::none);
}

TEST_CASE("a closure is made by administrators, of what there is and of a time to come") {
  struct Row {
    const char* why;
    Caller caller;
    ClosedTimes closed;
    Rejection expected;
  };
  auto unknown_service = friday;
  unknown_service.service = ServiceCode{200};
  const std::array rows{
      Row{"staff", staff, friday, Rejection::forbidden},
      Row{"a citizen", citizen_caller(alice), friday, Rejection::forbidden},
      Row{"unknown hall", admin, closed_from(HallCode{999999}, "2026-06-12 00:00"),
          Rejection::unknown_slot},
      Row{"unknown service", admin, unknown_service, Rejection::unknown_slot},
      Row{"over", admin, closed_from(hill_hall, "2026-06-07 00:00", "2026-06-08 10:00"),
          Rejection::unknown_slot},
      Row{"ends before it begins", admin,
          closed_from(hill_hall, "2026-06-12 10:00", "2026-06-12 10:00"), Rejection::unknown_slot},
      Row{"too long", admin, closed_from(hill_hall, "2026-06-12 00:00", "2027-07-17 00:00:00.001"),
          Rejection::unknown_slot},
      Row{"as long as may be", admin,
          closed_from(hill_hall, "2026-06-12 00:00", "2027-07-17 00:00"), Rejection::none},
      Row{"too far ahead", admin, closed_from(hill_hall, "2027-07-13 10:00"),
          Rejection::unknown_slot},
      Row{"begun already", admin, closed_from(hill_hall, "2026-06-01 00:00", "2026-06-08 11:00"),
          Rejection::none},
  };
  for (const auto& row : rows) {
    CAPTURE(row.why);
    Driver driver;
    driver.as(row.caller);
    CHECK(driver.run(PreviewClosure{row.closed}) == row.expected);
    CHECK(close(driver, row.closed) == row.expected);
    CHECK(driver.state().closures().live() == (row.expected == Rejection::none ? 1 : 0));
  }
}

TEST_CASE("a closure is ended once, while it lasts, and forgotten with the visits it touched") {
  Driver driver;
  const Wording words = wording_of("台风停办", "Closed for the typhoon");
  REQUIRE(driver.run(CloseHalls{.id = closure_named(1), .closed = friday, .words = &words}) ==
          Rejection::none);
  REQUIRE(close(driver, closed_from(main_hall, "2026-06-09 00:00"), 2) == Rejection::none);
  CHECK(driver.state().wording({closure_named(1).words})->text(Language::zh) == "台风停办");
  CHECK(driver.run(ReopenHalls{closure_named(9)}) == Rejection::not_found);
  driver.as(staff);
  CHECK(driver.run(ReopenHalls{closure_named(1)}) == Rejection::forbidden);
  driver.as(admin);
  driver.to("2026-06-13 00:00");
  CHECK(driver.run(ReopenHalls{closure_named(1)}) == Rejection::wrong_state);
  CHECK(driver.run(ReopenHalls{closure_named(2)}) == Rejection::none);
  CHECK(driver.run(ReopenHalls{closure_named(2)}) == Rejection::wrong_state);
  const std::chrono::days kept{city().retention.visit_days + 1};
  driver.to(instant("2026-06-13 00:00") + kept - config::milliseconds{1});
  CHECK(driver.state().closures().live() == 2);
  driver.pass(config::milliseconds{1});
  CHECK(driver.state().closures().live() == 0);
  CHECK(driver.state().wording({closure_named(1).words}) == nullptr);
}

TEST_CASE("as many closures are kept as the city needs, and no more") {
  Driver driver;
  for (std::uint64_t i = 1; i <= closures_max; ++i) {
    REQUIRE(close(driver, closed_from(lake_hall, "2026-06-12 18:00", "2026-06-12 19:00"), i) ==
            Rejection::none);
  }
  CHECK(close(driver, friday, closures_max + 1) == Rejection::storage_full);
}

TEST_CASE("bookings of another configuration are displaced, and their minutes are carried over") {
  Driver driver;
  const auto booking = driver.book(friday_nine, {alice});
  driver.as(anyone);
  REQUIRE(driver.run(DisplaceBooking{booking.id}) == Rejection::none);
  CHECK(driver.status(booking) == AppointmentStatus::displaced);
  const auto facts = driver.events().size();
  CHECK(driver.run(DisplaceBooking{booking.id}) == Rejection::none);
  CHECK(driver.run(DisplaceBooking{{{9, 9}}}) == Rejection::none);
  CHECK(driver.count<Displaced>() == 1);
  CHECK(driver.events().size() >= facts);

  REQUIRE(driver.run(CarryOver{slot(friday_half_past), 24}) == Rejection::none);
  CHECK(driver.taken(friday_half_past) == 24);
  driver.as(admin);
  CHECK(driver.book(friday_half_past, {bob}) == Rejection::none);
  CHECK(driver.book(friday_half_past, {carol}) == Rejection::slot_full);
  driver.as(anyone);
  REQUIRE(driver.run(CarryOver{slot(friday_half_past), 0}) == Rejection::none);
  driver.as(admin);
  CHECK(driver.book(friday_half_past, {carol}) == Rejection::none);
  CHECK(driver.book(friday_business, {{dave, business_registration}}) == Rejection::none);
}

}  // namespace
}  // namespace offpeak::scheduler::tests

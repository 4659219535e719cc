#include <array>

#include "tests/scheduler/fixture.hpp"

namespace offpeak::scheduler::tests {
namespace {

constexpr const char* friday_nine = "330127.documents.2026-06-12.0900";
constexpr const char* friday_ten = "330127.documents.2026-06-12.1000";

void fill(Driver& driver, const char* name) {
  for (std::uint64_t i = 1; i <= 5; ++i) {
    REQUIRE(driver.book(name, {citizen(100 + i)}) == Rejection::none);
  }
}

TEST_CASE("rescheduling is one fact: the new place is taken, the old one comes back later") {
  Driver driver;
  driver.as(citizen_caller(alice));
  const auto old = driver.book(friday_nine, {alice, bob});
  const auto facts = driver.events().size();
  const auto moved = driver.reschedule(old, friday_ten, 60'000);
  REQUIRE(moved == Rejection::none);
  CHECK(driver.events().size() == facts + 1);
  CHECK(driver.last<Rescheduled>().capacity_returns_at == instant("2026-06-08 10:06"));
  CHECK(driver.status(old) == AppointmentStatus::rescheduled);
  CHECK(driver.status(moved) == AppointmentStatus::booked);
  CHECK(driver.taken(friday_nine) == 12);
  CHECK(driver.taken(friday_ten) == 12);

  driver.to("2026-06-08 10:05:59.999");
  CHECK(driver.taken(friday_nine) == 12);
  driver.to("2026-06-08 10:06");
  CHECK(driver.taken(friday_nine) == 0);
  CHECK(driver.taken(friday_ten) == 12);
}

TEST_CASE("old and new place name each other, over any number of moves") {
  Driver driver;
  const auto first = driver.book(friday_nine, {alice});
  const auto second = driver.reschedule(first, friday_ten);
  const auto third = driver.reschedule(second, friday_nine);
  REQUIRE(third == Rejection::none);
  const auto& state = driver.state();
  CHECK(driver.record(first).later == state.find(second.id));
  CHECK(driver.record(second).earlier == state.find(first.id));
  CHECK(driver.record(second).later == state.find(third.id));
  CHECK(driver.record(third).earlier == state.find(second.id));
  CHECK(driver.reschedule(first, friday_ten) == Rejection::wrong_state);
}

TEST_CASE("whoever cannot get the new place keeps the old one untouched") {
  struct Row {
    std::string why;
    std::string at;
    const char* to_slot;
    Rejection expected;
  };
  const std::array rows{
      Row{"full", "2026-06-09 10:00", friday_ten, Rejection::slot_full},
      Row{"the same slot", "2026-06-09 10:00", friday_nine, Rejection::already_booked},
      Row{"no such slot", "2026-06-09 10:00", "330127.documents.2026-06-13.0900",
          Rejection::unknown_slot},
      Row{"too far away", "2026-06-09 10:00", "330127.documents.2026-06-24.0900",
          Rejection::outside_horizon},
      Row{"begun", "2026-06-09 10:00", "330127.documents.2026-06-09.0930",
          Rejection::outside_horizon},
      Row{"not released", "2026-06-09 08:00", "330100.documents.2026-06-23.0900",
          Rejection::not_released},
      Row{"another lane", "2026-06-09 10:00", "330127.business.2026-06-12.1000",
          Rejection::wrong_lane},
      Row{"a hall for parties of two", "2026-06-10 10:00", "330106.documents.2026-06-11.0900",
          Rejection::party_too_large},
      Row{"its own slot has begun", "2026-06-12 09:00", "330127.documents.2026-06-12.1100",
          Rejection::wrong_state},
  };
  for (const auto& row : rows) {
    CAPTURE(row.why);
    Driver driver;
    const auto old = driver.book(friday_nine, {alice, bob, carol});
    fill(driver, friday_ten);
    driver.to(row.at);
    const auto hash = driver.state().hash();
    CHECK(driver.reschedule(old, row.to_slot) == row.expected);
    CHECK(driver.state().hash() == hash);
    CHECK(driver.status(old) == AppointmentStatus::booked);
  }
}

TEST_CASE("only what is booked can be rescheduled") {
  struct Row {
    std::string why;
    Outcome (*prepare)(Driver&);
    Rejection expected;
  };
  const std::array rows{
      Row{"booked", [](Driver& driver) { return driver.book(friday_nine, {alice}); },
          Rejection::none},
      Row{"confirmed",
          [](Driver& driver) { return driver.confirm(driver.hold(friday_nine, {alice})); },
          Rejection::none},
      Row{"held", [](Driver& driver) { return driver.hold(friday_nine, {alice}); },
          Rejection::wrong_state},
      Row{"cancelled",
          [](Driver& driver) { return driver.cancel(driver.book(friday_nine, {alice})); },
          Rejection::wrong_state},
      Row{"unknown",
          [](Driver&) {
            return Outcome{.id = {{9, 9}}};
          },
          Rejection::not_found},
  };
  for (const auto& row : rows) {
    CAPTURE(row.why);
    Driver driver;
    const auto old = row.prepare(driver);
    CHECK(driver.reschedule(old, friday_ten) == row.expected);
  }
}

TEST_CASE("a party of four moves as a whole") {
  Driver driver;
  const auto old = driver.book(friday_nine, {alice, {bob, passport_renewal, true}, carol, dave});
  REQUIRE(driver.taken(friday_nine) == 27);
  REQUIRE(driver.book(friday_ten, {{erin, endorsement}}) == Rejection::none);
  CHECK(driver.reschedule(old, friday_ten) == Rejection::slot_full);  // 27 do not fit in 26
  const auto moved = driver.reschedule(old, "330127.documents.2026-06-12.1030");
  REQUIRE(moved == Rejection::none);
  CHECK(driver.record(moved).size == 4);
  CHECK(driver.record(moved).minutes == 27);  // the minor's three minutes come along
  CHECK(driver.record(moved).citizens == driver.record(old).citizens);
  CHECK(driver.book(friday_ten, {carol}) == Rejection::already_booked);
}

TEST_CASE("a full slot can be left for another full one only when somebody else leaves that") {
  Driver driver;
  fill(driver, friday_nine);
  const auto one = driver.book(friday_ten, {alice, bob, carol, dave});
  const auto other = driver.book(friday_ten, {erin});
  CHECK(driver.reschedule(other, friday_nine) == Rejection::slot_full);
  REQUIRE(driver.reschedule(one, "330127.documents.2026-06-12.1030") == Rejection::none);
  // Nor does the place just left come back before its delay.
  CHECK(driver.book(friday_ten, {frank}) == Rejection::slot_full);
  driver.pass(config::minutes{5});
  CHECK(driver.book(friday_ten, {frank}) == Rejection::none);
}

TEST_CASE("a place may be exchanged for one in another hall, with a code of that hall and day") {
  Driver driver{"2026-06-11 10:00"};
  const auto old = driver.book(friday_nine, {alice});
  const auto moved = driver.reschedule(old, "330100.documents.2026-06-13.0830");
  REQUIRE(moved == Rejection::none);
  const KioskCode code{driver.record(moved).code};
  CHECK(driver.state().find(main_hall, day("2026-06-13"), code) == driver.state().find(moved.id));
  driver.to("2026-06-13 08:30");
  driver.as(bound_caller(Role::kiosk, main_hall));
  CHECK(driver.check_in(main_hall, moved) == Rejection::none);
}

TEST_CASE("a rescheduling counts as a cancellation, late or not") {
  struct Row {
    std::string at;
    bool late;
    Rejection next_booking;
  };
  const std::array rows{
      Row{"2026-06-11 16:59:59.999", false, Rejection::cancellation_limit},
      Row{"2026-06-11 17:00", true, Rejection::cancellation_limit},
  };
  for (const auto& row : rows) {
    CAPTURE(row.at);
    Driver driver;
    driver.as(citizen_caller(alice));
    for (int i = 0; i < 4; ++i) {
      const auto booking = driver.book(friday_ten, {alice});
      REQUIRE(driver.cancel(booking) == Rejection::none);
    }
    const auto old = driver.book(friday_nine, {alice});
    driver.to(row.at);
    REQUIRE(driver.reschedule(old, "330127.documents.2026-06-15.0900") == Rejection::none);
    CHECK(driver.last<Rescheduled>().late == row.late);
    CHECK(driver.status(old) == AppointmentStatus::rescheduled);
    CHECK(driver.book("330127.documents.2026-06-15.0900", {{alice, endorsement}}) ==
          row.next_booking);
  }
}

TEST_CASE("somebody suspended may not exchange a place, only give it up") {
  Driver driver;
  const auto kept = driver.book(friday_ten, {{alice, endorsement}});
  for (const char* name : {"330127.documents.2026-06-09.0900", "330127.documents.2026-06-10.0900",
                           "330127.documents.2026-06-11.0900"}) {
    REQUIRE(driver.book(name, {alice}) == Rejection::none);
    driver.to(slot(name).start() + config::minutes{31});
  }
  CHECK(driver.reschedule(kept, "330127.documents.2026-06-12.1100") == Rejection::suspended);
  CHECK(driver.cancel(kept) == Rejection::none);
}

TEST_CASE("going to and fro between slots ends at the limit: it cannot take what is free") {
  Driver driver;
  driver.as(citizen_caller(alice));
  auto booking = driver.book(friday_nine, {alice});
  for (int i = 0; i < 5; ++i) {
    booking = driver.reschedule(booking, i % 2 == 0 ? friday_ten : friday_nine);
    REQUIRE(booking == Rejection::none);
  }
  CHECK(driver.reschedule(booking, friday_nine) == Rejection::cancellation_limit);
  CHECK(driver.status(booking) == AppointmentStatus::booked);
}

TEST_CASE("moves by staff or by another member are nobody's but theirs who made them") {
  constexpr const char* nine = "330127.documents.2026-06-12.0900";
  constexpr const char* ten = "330127.documents.2026-06-12.1000";
  Driver driver;
  driver.as(citizen_caller(alice));
  auto booking = driver.book(nine, {alice, bob});
  REQUIRE(booking == Rejection::none);
  const auto move_five_times = [&](const Caller& caller) {
    for (int i = 0; i < 5; ++i) {
      driver.as(citizen_caller(bob));
      REQUIRE(driver.run(ConfirmCompanion{.id = booking.id, .citizen = bob}) == Rejection::none);
      driver.as(citizen_caller(alice));
      REQUIRE(driver.run(ConfirmCompanion{.id = booking.id, .citizen = alice}) == Rejection::none);
      booking = driver.as(caller).reschedule(
          booking, driver.record(booking).slot == slot(nine) ? ten : nine);
      REQUIRE(booking == Rejection::none);
      driver.pass(std::chrono::hours{2});  // until what was left is free again
    }
  };
  move_five_times(hotline);
  CHECK(driver.as(citizen_caller(alice)).book(ten, {{alice, endorsement}}) == Rejection::none);
  move_five_times(citizen_caller(bob));
  CHECK(driver.as(citizen_caller(alice)).hold(ten, {{alice, first_passport}}) == Rejection::none);
  CHECK(driver.as(citizen_caller(bob)).hold(ten, {{bob, endorsement}}) ==
        Rejection::cancellation_limit);
}

}  // namespace
}  // namespace offpeak::scheduler::tests

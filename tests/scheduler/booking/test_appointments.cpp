#include <array>
#include <set>

#include "scheduler/messages/kiosk_code.hpp"
#include "tests/scheduler/fixture.hpp"

namespace offpeak::scheduler::tests {
namespace {

constexpr const char* friday_nine = "330127.documents.2026-06-12.0900";
constexpr const char* friday_ten = "330127.documents.2026-06-12.1000";

TEST_CASE("of 200 who want a slot with 30 places exactly those get in whom it holds") {
  struct Row {
    int party_size, succeed;
  };
  const std::array rows{Row{1, 30}, Row{2, 15}, Row{3, 10}, Row{4, 7}};
  auto wide = make_city();
  wide.halls[2].lane_percent[1] = 600;  // 180 minutes, 30 renewals
  for (const auto& row : rows) {
    CAPTURE(row.party_size);
    Driver driver{"2026-06-08 10:00", wide};
    int succeeded = 0;
    std::uint64_t number = 0;
    for (int client = 0; client < 200; ++client) {
      BookSlot command{.id = {{number + 1, 7}}, .slot = slot(friday_nine)};
      for (int i = 0; i < row.party_size; ++i) {
        command.party.applicants[command.party.size++] = Visitor{citizen(++number)};
      }
      const auto outcome = driver.run(command);
      if (outcome == Rejection::none) {
        ++succeeded;
      } else {
        REQUIRE(outcome == Rejection::slot_full);
      }
    }
    CHECK(succeeded == row.succeed);
    CHECK(driver.taken(friday_nine) ==
          static_cast<std::uint32_t>(row.succeed * row.party_size * 6));
  }
}

TEST_CASE("one active appointment per citizen and service") {
  struct Row {
    std::string why;
    void (*between)(Driver&, const Outcome&);
    Rejection expected;
  };
  const std::array rows{
      Row{"still booked", [](Driver&, const Outcome&) {}, Rejection::already_booked},
      Row{"cancelled", [](Driver& driver, const Outcome& booking) { driver.cancel(booking); },
          Rejection::none},
      Row{"moved to another slot",
          [](Driver& driver, const Outcome& booking) {
            driver.reschedule(booking, "330127.documents.2026-06-12.0930");
          },
          Rejection::already_booked},
      Row{"checked in",
          [](Driver& driver, const Outcome& booking) {
            driver.to("2026-06-12 09:00");
            driver.check_in(hill_hall, booking);
          },
          Rejection::already_booked},
      Row{"not come", [](Driver& driver, const Outcome&) { driver.to("2026-06-12 09:30:00.001"); },
          Rejection::none},
      Row{"come and done",
          [](Driver& driver, const Outcome& booking) {
            driver.to("2026-06-12 09:00");
            driver.check_in(hill_hall, booking);
            driver.to("2026-06-13 00:00");
          },
          Rejection::none},
  };
  for (const auto& row : rows) {
    CAPTURE(row.why);
    Driver driver;
    const auto booking = driver.book(friday_nine, {alice});
    row.between(driver, booking);
    CHECK(driver.book("330127.documents.2026-06-16.0900", {alice}) == row.expected);
  }
}

TEST_CASE("one person may have one appointment for each service, in one party or in several") {
  Driver driver;
  CHECK(driver.book(friday_nine, {alice, {alice, endorsement}}) == Rejection::none);
  CHECK(driver.book(friday_ten, {{alice, first_passport}}) == Rejection::none);
  CHECK(driver.book(friday_ten, {{alice, endorsement}}) == Rejection::already_booked);
  CHECK(driver.book("330127.business.2026-06-12.0900", {{alice, business_registration}}) ==
        Rejection::none);
  CHECK(driver.book(friday_nine, {{bob, endorsement}}) == Rejection::none);
}

TEST_CASE("lanes of a hall and halls of a city have slots of their own") {
  Driver driver{"2026-06-11 10:00"};
  REQUIRE(driver.book(friday_nine, {alice, bob, carol, dave}) == Rejection::none);
  REQUIRE(driver.book(friday_nine, {erin}) == Rejection::none);
  struct Row {
    std::string slot;
    Group group;
    Rejection expected;
  };
  const std::array rows{
      Row{friday_nine, {frank}, Rejection::slot_full},
      Row{"330127.documents.2026-06-12.0930", {frank}, Rejection::none},
      Row{"330127.business.2026-06-12.0900", {{grace, business_registration}}, Rejection::none},
      Row{"330100.documents.2026-06-12.0900", {citizen(2)}, Rejection::none},
      Row{"330127.documents.2026-06-15.0900", {citizen(1)}, Rejection::none},
  };
  for (const auto& row : rows) {
    CAPTURE(row.slot);
    CHECK(driver.book(row.slot, row.group) == row.expected);
  }
}

TEST_CASE("an appointment has a code of its own in its hall on its day, found by it only there") {
  auto wide = make_city();
  wide.halls[2].lane_percent[1] = 1000;
  Driver driver{"2026-06-08 10:00", wide};
  std::set<std::uint32_t> codes;
  for (std::uint64_t i = 1; i <= 40; ++i) {
    const auto booking = driver.book(i % 2 == 0 ? friday_nine : friday_ten, {citizen(i)});
    REQUIRE(booking == Rejection::none);
    const KioskCode code{driver.record(booking).code};
    CHECK(codes.insert(driver.record(booking).code).second);
    CHECK(parse_code(format_code(unmarked(code))) == unmarked(code));
    CHECK(driver.state().find(main_hall, day("2026-06-12"), code) == nowhere);
    CHECK(driver.state().find(hill_hall, day("2026-06-11"), code) == nowhere);
  }
  const auto unused = driver.state().next_code(hill_hall, day("2026-06-12"));
  CHECK(driver.state().find(hill_hall, day("2026-06-12"), unused) == nowhere);
}

TEST_CASE("an appointment is shown as it stands, and its code once it is booked") {
  Driver driver;
  const auto hold = driver.hold(friday_nine, {alice, {bob, endorsement}});
  const auto held = answer(driver.state(), hold.receipt).appointment;
  CHECK(held.id == hold.id);
  CHECK(held.slot == slot(friday_nine));
  CHECK(held.minutes == 30);
  CHECK(held.status == AppointmentStatus::held);
  CHECK(held.expires_at == instant("2026-06-08 10:10"));
  CHECK_FALSE(held.has_code);
  REQUIRE(held.size == 2);
  CHECK(held.services[0] == passport_renewal);
  CHECK(held.services[1] == endorsement);

  const auto confirmed = driver.confirm(hold);
  const auto booked = answer(driver.state(), confirmed.receipt).appointment;
  CHECK(booked.status == AppointmentStatus::booked);
  CHECK(booked.has_code);
  CHECK(booked.code == KioskCode{driver.record(hold).code});
  CHECK(booked.earlier.is_zero());
  CHECK(booked.later.is_zero());

  const auto moved = driver.reschedule(hold, friday_ten);
  const auto after = answer(driver.state(), moved.receipt).appointment;
  CHECK(after.earlier == hold.id);
  CHECK(after.status == AppointmentStatus::booked);
  const auto asked = driver.run(GetAppointment{hold.id});
  const auto before = answer(driver.state(), asked.receipt).appointment;
  CHECK(before.status == AppointmentStatus::rescheduled);
  CHECK(before.later == moved.id);
}

TEST_CASE("a citizen's appointments are listed once each, newest first, 50 at most") {
  config::City patient = city();  // whose rules let a citizen hold without pause
  for (auto& one : patient.halls) {
    one.rules.holds_per_day_max = 1000;
    one.rules.hold_pause = config::minutes{0};
  }
  Driver driver{"2026-06-08 10:00", patient};
  std::vector<AppointmentId> made;
  for (std::size_t i = 0; i < listed_appointments_max + 5; ++i) {
    // Alternately alone and as a party in which Alice comes for two services.
    const auto hold = i % 2 == 0 ? driver.hold(friday_nine, {bob, alice, {alice, endorsement}})
                                 : driver.hold(friday_ten, {alice});
    REQUIRE(hold == Rejection::none);
    made.push_back(hold.id);
    driver.release(hold);
  }
  const auto asked = driver.run(ListAppointments{alice});
  const auto reply = answer(driver.state(), asked.receipt);
  REQUIRE(reply.list != nullptr);
  REQUIRE(reply.list->size() == listed_appointments_max);
  for (std::size_t i = 0; i < listed_appointments_max; ++i) {
    CHECK((*reply.list)[i].id == made[made.size() - 1 - i]);
  }
  const auto of_bob = answer(driver.state(), driver.run(ListAppointments{bob}).receipt);
  CHECK(of_bob.list->size() == (listed_appointments_max + 6) / 2);
  const auto of_nobody = answer(driver.state(), driver.run(ListAppointments{carol}).receipt);
  REQUIRE(of_nobody.list != nullptr);
  CHECK(of_nobody.list->empty());
}

TEST_CASE("questions find what there is, change nothing and leave no fact") {
  Driver driver;
  const auto booking = driver.book(friday_nine, {alice});
  const auto hash = driver.state().hash();
  const auto facts = driver.events().size();
  CHECK(driver.run(GetAppointment{booking.id}) == Rejection::none);
  CHECK(driver.run(GetAppointment{{{9, 9}}}) == Rejection::not_found);
  CHECK(driver.run(GetWaitlist{{{9, 9}}}) == Rejection::not_found);
  CHECK(driver.run(ListAppointments{alice}) == Rejection::none);
  CHECK(driver.state().hash() == hash);
  CHECK(driver.events().size() == facts);
}

}  // namespace
}  // namespace offpeak::scheduler::tests

#include <array>

#include "tests/scheduler/fixture.hpp"

namespace offpeak::scheduler::tests {
namespace {

constexpr const char* friday_nine = "330127.documents.2026-06-12.0900";

/// Books a place and lets it pass.
void miss(Driver& driver, std::string_view name, const Group& group = {alice}) {
  const auto booking = driver.book(name, group);
  REQUIRE(booking == Rejection::none);
  driver.to(slot(name).start() + config::minutes{31});
  REQUIRE(driver.status(booking) == AppointmentStatus::no_show);
}

TEST_CASE("booked and not checked in half an hour after the start is a no-show") {
  struct Row {
    std::string at;
    AppointmentStatus status;
  };
  const std::array rows{
      Row{"2026-06-12 09:00", AppointmentStatus::booked},
      Row{"2026-06-12 09:30", AppointmentStatus::booked},
      Row{"2026-06-12 09:30:00.001", AppointmentStatus::no_show},
      Row{"2026-06-20 00:00", AppointmentStatus::no_show},
  };
  for (const auto& row : rows) {
    CAPTURE(row.at);
    Driver driver;
    const auto booking = driver.book(friday_nine, {alice});
    driver.to(row.at);
    CHECK(driver.status(booking) == row.status);
    CHECK(driver.taken(friday_nine) == 6);
  }
}

TEST_CASE("one visit that was missed is noted once, for however many services it was booked") {
  Driver driver;
  driver.as(citizen_caller(alice));
  constexpr const char* half_past_nine = "330127.documents.2026-06-12.0930";
  REQUIRE(driver.book(friday_nine, {alice}) == Rejection::none);
  REQUIRE(driver.book(friday_nine, {{alice, endorsement}}) == Rejection::none);
  REQUIRE(driver.book(half_past_nine, {{alice, first_passport}}) == Rejection::none);
  driver.to("2026-06-12 12:00");
  CHECK(driver.count<NoShowed>() == 3);
  const Citizen& record = driver.state().citizen(driver.state().find(alice));
  CHECK(record.no_shows[0] == short_date(day("2026-06-12")));
  CHECK(record.no_shows[1] == 0);
  CHECK(record.suspended_until == 0);
}

TEST_CASE("who misses a visit, books another one on that day and misses it, has missed two") {
  Driver driver;
  driver.as(citizen_caller(alice));
  REQUIRE(driver.book(friday_nine, {alice}) == Rejection::none);
  driver.to("2026-06-12 09:31");
  REQUIRE(driver.book("330127.documents.2026-06-12.1000", {alice}) == Rejection::none);
  driver.to("2026-06-12 12:00");
  const Citizen& record = driver.state().citizen(driver.state().find(alice));
  CHECK(record.no_shows[1] == short_date(day("2026-06-12")));
}

TEST_CASE("only those are swept who were booked and did not come") {
  Driver driver;
  const auto came = driver.book(friday_nine, {alice});
  const auto cancelled = driver.book(friday_nine, {bob});
  const auto missed = driver.book(friday_nine, {carol});
  const auto moved = driver.book(friday_nine, {dave});
  REQUIRE(driver.cancel(cancelled) == Rejection::none);
  const auto later = driver.reschedule(moved, "330127.documents.2026-06-12.1000");
  driver.to("2026-06-12 09:00");
  REQUIRE(driver.check_in(hill_hall, came) == Rejection::none);
  driver.to("2026-06-12 09:45");
  CHECK(driver.status(came) == AppointmentStatus::checked_in);
  CHECK(driver.status(cancelled) == AppointmentStatus::cancelled);
  CHECK(driver.status(missed) == AppointmentStatus::no_show);
  CHECK(driver.status(moved) == AppointmentStatus::rescheduled);
  CHECK(driver.status(later) == AppointmentStatus::booked);
  CHECK(driver.count<NoShowed>() == 1);
}

TEST_CASE("who has checked in and was never called has left when the day is over") {
  struct Row {
    std::string arrives;
    std::string at;
    AppointmentStatus status;
  };
  const std::array rows{
      Row{"2026-06-12 08:30", "2026-06-12 23:59:59.999", AppointmentStatus::checked_in},
      Row{"2026-06-12 08:30", "2026-06-13 00:00", AppointmentStatus::left},
      Row{"2026-06-12 09:30", "2026-06-12 23:59:59.999", AppointmentStatus::checked_in},
      Row{"2026-06-12 09:30", "2026-06-13 00:00", AppointmentStatus::left},
  };
  for (const auto& row : rows) {
    CAPTURE(row.arrives);
    CAPTURE(row.at);
    Driver driver;
    const auto booking = driver.book(friday_nine, {alice, bob});
    driver.to(row.arrives);
    REQUIRE(driver.check_in(hill_hall, booking) == Rejection::none);
    driver.to(row.at);
    CHECK(driver.status(booking) == row.status);
  }
}

TEST_CASE("the third no-show in 180 days suspends booking for 30 days, to the day") {
  Driver driver;
  miss(driver, "330127.documents.2026-06-09.0900");
  miss(driver, "330127.documents.2026-06-10.0900");
  CHECK(driver.state().citizen(driver.state().find(alice)).suspended_until == 0);
  miss(driver, "330127.documents.2026-06-11.0900");

  struct Row {
    std::string at;
    Rejection expected;
  };
  const std::array rows{
      Row{"2026-06-11 10:00", Rejection::suspended},
      Row{"2026-07-10 23:59:59.999", Rejection::suspended},
      Row{"2026-07-11 00:00", Rejection::none},
  };
  const char* monday = "330127.documents.2026-07-13.0900";
  for (const auto& row : rows) {
    CAPTURE(row.at);
    driver.to(row.at);
    const char* name = driver.now() < instant("2026-07-01 00:00") ? friday_nine : monday;
    const auto expected = row.expected;
    CHECK(driver.hold(name, {alice}) == expected);
    if (expected == Rejection::none) continue;
    CHECK(driver.book(name, {alice}) == expected);
    CHECK(driver.book(name, {bob, {alice, endorsement}}) == expected);
    CHECK(driver.join(name, {alice}) == expected);
  }
}

TEST_CASE("a no-show counts on its day and the 179 days after it") {
  struct Row {
    std::string third;
    bool suspended;
  };
  const std::array rows{Row{"330100.documents.2026-12-05.0900", true},
                        Row{"330100.documents.2026-12-06.0900", false}};
  for (const auto& row : rows) {
    CAPTURE(row.third);
    Driver driver;
    miss(driver, "330127.documents.2026-06-09.0900");  // 179 and 180 days before
    miss(driver, "330127.documents.2026-06-10.0900");
    driver.to("2026-12-03 10:00");
    miss(driver, row.third);
    const auto& record = driver.state().citizen(driver.state().find(alice));
    CHECK((record.suspended_until != 0) == row.suspended);
  }
}

TEST_CASE("each member of a party that did not come has a no-show, once") {
  Driver driver;
  miss(driver, "330127.documents.2026-06-09.0900", {alice, {alice, endorsement}, bob});
  miss(driver, "330127.documents.2026-06-10.0900", {alice, {alice, endorsement}});
  CHECK(driver.book("330127.documents.2026-06-15.0900", {alice}) == Rejection::none);
  miss(driver, "330127.documents.2026-06-11.0900", {bob});
  CHECK(driver.book("330127.documents.2026-06-15.0900", {bob}) == Rejection::none);
}

TEST_CASE("two appointments missed in one sweep are one no-show of their visit") {
  struct Row {
    int before;
    bool suspended;
  };
  const std::array rows{Row{1, false}, Row{2, true}};
  for (const auto& row : rows) {
    CAPTURE(row.before);
    Driver driver;
    miss(driver, "330127.documents.2026-06-09.0900");
    if (row.before == 2) miss(driver, "330127.documents.2026-06-10.0900");
    REQUIRE(driver.book(friday_nine, {alice}) == Rejection::none);
    miss(driver, friday_nine, {{alice, endorsement}, bob});
    const auto& state = driver.state();
    const auto until = state.citizen(state.find(alice)).suspended_until;
    CHECK(until == (row.suspended ? short_date(day("2026-07-12")) : 0));
    CHECK(state.citizen(state.find(bob)).suspended_until == 0);
  }
}

TEST_CASE("what was booked before the suspension stays, and a no-show then prolongs it") {
  Driver driver;
  const auto kept = driver.book("330127.documents.2026-06-16.0900", {{alice, endorsement}});
  const auto lost = driver.book("330127.documents.2026-06-16.0930", {{alice, first_passport}});
  miss(driver, "330127.documents.2026-06-09.0900");
  miss(driver, "330127.documents.2026-06-10.0900");
  miss(driver, "330127.documents.2026-06-11.0900");
  driver.to("2026-06-16 08:45");
  CHECK(driver.check_in(hill_hall, kept) == Rejection::none);
  const auto& record = driver.state().citizen(driver.state().find(alice));
  CHECK(record.suspended_until == short_date(day("2026-07-11")));
  driver.to("2026-06-16 10:01");
  CHECK(driver.status(lost) == AppointmentStatus::no_show);
  CHECK(record.suspended_until == short_date(day("2026-07-16")));
}

TEST_CASE("a sweep or a closing that comes too early does nothing") {
  Driver driver;
  const auto booking = driver.book(friday_nine, {alice});
  const auto hold = driver.hold(friday_nine, {bob});
  const auto facts = driver.events().size();
  const auto key = slot(friday_nine);
  for (const CommandBody& early :
       {CommandBody{SweepNoShows{key}}, CommandBody{CompleteVisits{key}},
        CommandBody{CloseWaitlist{key}}, CommandBody{OfferReleased{key}},
        CommandBody{ExpireHold{hold.id}}, CommandBody{ReturnCapacity{booking.id}}}) {
    CHECK(driver.run(early) == Rejection::none);
    CHECK(driver.events().size() == facts);
  }
}

}  // namespace
}  // namespace offpeak::scheduler::tests

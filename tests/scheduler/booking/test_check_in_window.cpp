#include "scheduler/booking/check_in_window.hpp"

#include <array>

#include "tests/scheduler/fixture.hpp"

namespace offpeak::scheduler {

static doctest::String toString(Arrival arrival) {
  constexpr std::array names{"early", "in_time", "tail", "missed"};
  return names[static_cast<std::size_t>(arrival)];
}

namespace tests {
namespace {

TEST_CASE("check-in: 30 minutes before to 15 after keeps the place, to 30 after joins the tail") {
  struct Row {
    std::string at;
    Arrival arrival;
    Rejection at_the_kiosk;
  };
  const std::array rows{
      Row{"2026-06-12 00:00", Arrival::early, Rejection::too_early},
      Row{"2026-06-12 08:59:59.999", Arrival::early, Rejection::too_early},
      Row{"2026-06-12 09:00", Arrival::in_time, Rejection::none},
      Row{"2026-06-12 09:30", Arrival::in_time, Rejection::none},
      Row{"2026-06-12 09:45", Arrival::in_time, Rejection::none},
      Row{"2026-06-12 09:45:00.001", Arrival::tail, Rejection::none},
      Row{"2026-06-12 10:00", Arrival::tail, Rejection::none},
      Row{"2026-06-12 10:00:00.001", Arrival::missed, Rejection::too_late},
      Row{"2026-06-12 10:01", Arrival::missed, Rejection::too_late},
  };
  for (const auto& row : rows) {
    CAPTURE(row.at);
    const Instant start = instant("2026-06-12 09:30");
    CHECK(judge_arrival(hall(hill_hall).rules, start, instant(row.at)) == row.arrival);

    Driver driver;
    const auto booking = driver.book("330127.documents.2026-06-12.0930", {alice});
    driver.to(row.at);
    CHECK(driver.check_in(hill_hall, booking) == row.at_the_kiosk);
    if (row.at_the_kiosk != Rejection::none) continue;
    CHECK(driver.status(booking) == AppointmentStatus::checked_in);
    CHECK((driver.record(booking).marks & tail_mark) == (row.arrival == Arrival::tail ? 1 : 0));
  }
}

TEST_CASE("every moment is in one window only, whatever the hall's minutes") {
  struct Row {
    int early_minutes, late_minutes, tail_minutes;
  };
  const std::array rows{Row{30, 15, 30}, Row{0, 0, 0}, Row{10, 10, 10}, Row{60, 0, 45}};
  for (const auto& row : rows) {
    CAPTURE(row.tail_minutes);
    config::Rules rules;
    rules.check_in_early = config::minutes{row.early_minutes};
    rules.check_in_late = config::minutes{row.late_minutes};
    rules.check_in_tail = config::minutes{row.tail_minutes};
    const Instant start = instant("2026-06-12 09:30");
    const Instant missed_from = no_show_from(rules, start);
    const config::milliseconds step{1};
    CHECK(missed_from == start + rules.check_in_tail + step);
    CHECK(judge_arrival(rules, start, start - rules.check_in_early - step) == Arrival::early);
    CHECK(judge_arrival(rules, start, start - rules.check_in_early) == Arrival::in_time);
    CHECK(judge_arrival(rules, start, start + rules.check_in_late) == Arrival::in_time);
    CHECK(judge_arrival(rules, start, missed_from - step) != Arrival::missed);
    CHECK(judge_arrival(rules, start, missed_from) == Arrival::missed);
    if (row.late_minutes == row.tail_minutes) continue;
    CHECK(judge_arrival(rules, start, start + rules.check_in_late + step) == Arrival::tail);
  }
}

TEST_CASE("a check-in needs its hall, its day and an appointment that waits for it") {
  struct Row {
    std::string why;
    HallCode at_hall;
    std::string at;
    Rejection expected;
  };
  const std::array rows{
      Row{"here and today", hill_hall, "2026-06-12 09:00", Rejection::none},
      Row{"another hall", main_hall, "2026-06-12 09:00", Rejection::not_found},
      Row{"a day early", hill_hall, "2026-06-11 09:30", Rejection::not_found},
      Row{"the day after", hill_hall, "2026-06-13 09:30", Rejection::not_found},
  };
  for (const auto& row : rows) {
    CAPTURE(row.why);
    Driver driver;
    driver.as(admin);
    const auto booking = driver.book("330127.documents.2026-06-12.0930", {alice});
    driver.to(row.at);
    CHECK(driver.check_in(row.at_hall, booking) == row.expected);
  }

  Driver driver;
  const auto first = driver.book("330127.documents.2026-06-12.0930", {alice});
  const auto second = driver.book("330127.documents.2026-06-12.0930", {bob});
  const auto third = driver.book("330127.documents.2026-06-12.0930", {carol});
  const auto moved = driver.reschedule(third, "330127.documents.2026-06-12.0900");
  REQUIRE(driver.cancel(second) == Rejection::none);
  driver.to("2026-06-12 09:00");
  CHECK(driver.check_in(hill_hall, first) == Rejection::none);
  CHECK(driver.check_in(hill_hall, second) == Rejection::appointment_cancelled);
  CHECK(driver.check_in(hill_hall, third) == Rejection::none);  // moved to here and now
  CHECK(driver.status(moved) == AppointmentStatus::checked_in);
}

}  // namespace
}  // namespace tests
}  // namespace offpeak::scheduler

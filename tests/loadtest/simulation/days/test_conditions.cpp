#include <doctest/doctest.h>

#include <algorithm>
#include <set>

#include "loadtest/simulation/days/absence.hpp"
#include "tests/loadtest/simulation/days/one_hall.hpp"

namespace offpeak::loadtest {
namespace {

constexpr std::size_t cell_10 = 20;

void set_outage(OneHall& day, config::MinuteOfDay from, config::MinuteOfDay to) {
  day.scenario.conditions[day.scenario.city.halls[0].code].outages = {{from, to}};
}

TEST_CASE("in an outage nobody is called, a visit that began goes on, and who came waits") {
  OneHall day;
  set_outage(day, OneHall::minute(10, 0), OneHall::minute(10, 40));
  day.come(9, 58);   // at the counter until 10:04:26
  day.come(10, 10);  // without a number until 10:40
  day.come(10, 20);
  const HallResult result = day.play();
  CHECK(result.balance.of(Fate::served).parties == 3);
  CHECK(result.cells[cell_10].arrivals == 2);  // at the door, as on any other day
  CHECK(result.cells[cell_10].queue_most == 2);
  CHECK(result.cells[cell_10 + 1].arrivals == 0);
  CHECK(result.cells[cell_10].busy_ms == OneHall::visit_ms - 2 * minute_ms);
  // Waits count from the door: 30 minutes, and 20 with a visit before.
  CHECK(result.walk_in.wait_ms == 30 * minute_ms + 20 * minute_ms + OneHall::visit_ms);
}

TEST_CASE("who stands in the hall when an outage begins is called when it ends") {
  OneHall day;
  set_outage(day, OneHall::minute(10, 0), OneHall::minute(10, 40));
  day.come(9, 57);
  day.come(9, 58);
  const HallResult result = day.play();
  CHECK(result.walk_in.wait_ms == 42 * minute_ms);
  CHECK(result.balance.of(Fate::served).parties == 2);
}

TEST_CASE("an outage over the closing keeps the clerks until those who have a number are served") {
  OneHall day;
  set_outage(day, OneHall::minute(16, 50), OneHall::minute(17, 10));
  day.come(16, 45);  // until 16:51:26
  day.come(16, 46);
  day.come(16, 55);  // gets no number any more
  const HallResult result = day.play();
  CHECK(result.balance.of(Fate::served).parties == 2);
  CHECK(result.balance.of(Fate::turned_away).parties == 1);
  CHECK(result.overtime_ms == 10 * minute_ms + OneHall::visit_ms);
  CHECK(result.after_closing_ms == result.overtime_ms);  // of one clerk
}

TEST_CASE("whoever waits for the system until midnight is turned away") {
  OneHall day;
  set_outage(day, OneHall::minute(16, 0), OneHall::minute(24, 0));
  day.come(16, 30);
  CHECK(day.play().balance.of(Fate::turned_away).parties == 1);
}

TEST_CASE("who has an appointment and comes in an outage to the end has come: it is no no-show") {
  OneHall day;
  set_outage(day, OneHall::minute(16, 0), OneHall::minute(23, 0));
  day.book(16, 30).early_minutes = 0;
  const HallResult result = day.play();
  CHECK(result.balance.of(Fate::turned_away).parties == 1);
  CHECK(result.balance.of(Fate::no_show).parties == 0);
}

TEST_CASE("a hall that is open until midnight is played to its end") {
  OneHall day;
  day.scenario.city.halls[0].seasons[0].periods = {
      {OneHall::minute(20, 0), OneHall::minute(24, 0)}};
  day.book(23, 30).shows_up = false;
  day.book(23, 30).early_minutes = -25;
  day.come(23, 50);
  const HallResult result = day.play();
  CHECK(result.balance.of(Fate::no_show).parties >= 1);
  CHECK(result.balance.meant.parties == 3);
}

TEST_CASE("an appointment is kept over an outage shorter than its check-in window") {
  OneHall day;
  set_outage(day, OneHall::minute(9, 55), OneHall::minute(10, 5));
  day.book(10, 0).early_minutes = 2;
  const HallResult result = day.play();
  CHECK(result.booked.parties == 1);
  CHECK(result.booked.wait_ms == 5 * minute_ms);
}

TEST_CASE("service times follow the factor of their service") {
  OneHall day;
  day.come(9, 0);
  auto& conditions = day.scenario.conditions[day.scenario.city.halls[0].code];
  conditions.service_factors[day.scenario.city.find_service("passport_renewal")->code] = 1.5;
  CHECK(day.play().busy_ms == 9 * minute_ms + 26'000);
}

TEST_CASE("a counter is absent on as many days as the share says, and never the last of a lane") {
  const config::City city = load_hangzhou();
  const auto& hall = city.halls.front();
  const auto machines = scheduler::lane_bit(city.find_lane("self_service")->code);
  constexpr int days = 2000;
  int absent = 0;
  for (std::uint32_t day = 0; day < days; ++day) {
    const auto numbers = absent_counters(hall, config::make_date(2026, 6, 9), machines, 0.1,
                                         Draws{.seed = 3, .replication = day});
    CHECK(std::ranges::all_of(numbers, [](int number) { return number <= 16; }));  // no machine
    CHECK_FALSE((numbers.contains(14) && numbers.contains(15)));  // those of business
    absent += numbers.contains(1) ? 1 : 0;
  }
  CHECK(absent == doctest::Approx(days * 0.1).epsilon(0.2));
  const auto all = absent_counters(hall, config::make_date(2026, 6, 9), machines, 1, Draws{});
  CHECK(all.size() == 13);  // one counter of foreigners, one of business, collection stay
}

}  // namespace
}  // namespace offpeak::loadtest

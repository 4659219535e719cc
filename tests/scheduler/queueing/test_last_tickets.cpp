// Until when walk-ins get numbers, and where they are sent then.
#include "scheduler/queueing/wait.hpp"
#include "tests/scheduler/fixture.hpp"

namespace offpeak::scheduler::tests {
namespace {

/// The small city, whose halls stop their numbers half an hour before closing.
config::City stopping_city() {
  auto city = make_city();
  for (auto& hall : city.halls) hall.rules.last_tickets = config::minutes{30};
  return city;
}

TEST_CASE("numbers for walk-ins stop before the last closing, and when the day is too short") {
  const auto city = stopping_city();
  struct Row {
    const char* what;
    std::string_view at;
    int waiting;
    Rejection outcome;
  };
  for (const Row& row : {Row{"in time", "2026-06-12 16:29:59", 0, Rejection::none},
                         Row{"too late", "2026-06-12 16:30", 0, Rejection::numbers_ended},
                         Row{"before lunch", "2026-06-12 11:45", 0, Rejection::none},
                         Row{"few wait", "2026-06-12 15:00", 5, Rejection::none},
                         Row{"too many wait", "2026-06-12 15:00", 40, Rejection::numbers_ended}}) {
    CAPTURE(row.what);
    Driver driver{row.at, city};
    driver.open(main_hall, 1);
    for (int i = 0; i < row.waiting; ++i) driver.take_ticket(main_hall, {passport_renewal});
    CHECK(driver.take_ticket(main_hall, {passport_renewal}) == row.outcome);
  }
}

TEST_CASE("a queue beyond what all counters can serve gets no longer because they pause") {
  const auto city = stopping_city();
  Driver driver{"2026-06-12 15:00", city};
  for (const auto& counter : city.halls[0].counters) {
    REQUIRE(driver.open(main_hall, counter.number) == Rejection::none);
  }
  int numbers = 0;
  while (driver.take_ticket(main_hall, {passport_renewal}) == Rejection::none) ++numbers;
  CHECK(numbers > 10);
  const auto wait = [&] {
    return predict_arrival(driver.state(), city, main_hall, documents, driver.now()).wait;
  };
  CHECK(wait().is_not_today());
  for (const auto& counter : city.halls[0].counters) {
    driver.at<PauseCounter>(main_hall, counter.number);
  }
  CHECK(wait().is_not_today());
  CHECK(driver.take_ticket(main_hall, {passport_renewal}) == Rejection::numbers_ended);
}

TEST_CASE("where numbers never stop, a long queue and a late hour refuse nobody") {
  const auto city = make_city();
  REQUIRE(city.halls[0].rules.last_tickets == config::minutes{0});
  Driver driver{"2026-06-12 16:59", city};
  driver.open(main_hall, 1);
  for (int i = 0; i < 40; ++i) {
    CHECK(driver.take_ticket(main_hall, {passport_renewal}) == Rejection::none);
  }
}

TEST_CASE("machines give numbers until closing") {
  auto city = stopping_city();
  for (auto& lane : city.lanes) lane.machines = lane.code == documents;
  Driver driver{"2026-06-12 16:59", city};
  driver.open(main_hall, 1);
  CHECK(driver.take_ticket(main_hall, {passport_renewal}) == Rejection::none);
}

TEST_CASE("with an appointment one gets a number until closing") {
  const auto city = stopping_city();
  Driver driver{"2026-06-11 18:00", city};
  const auto booking = driver.book("330100.documents.2026-06-12.1630", {alice});
  driver.to("2026-06-12 16:40");
  CHECK(driver.check_in(main_hall, booking) == Rejection::none);
}

TEST_CASE("whoever gets no number is told when, and which hall near by gives some") {
  auto city = stopping_city();
  city.halls[0].rules.last_tickets = config::minutes{240};  // the main hall stops at 13:00
  city.halls[0].lat = 30.23;
  city.halls[1].lat = 30.50;  // the lake hall is open until 16:00
  city.halls[2].lat = 30.24;  // the hill hall is nearer, and closed since noon
  Driver driver{"2026-06-12 13:40", city};
  const auto unstaffed = driver.take_ticket(main_hall, {passport_renewal}).receipt;
  REQUIRE(unstaffed.rejection == Rejection::numbers_ended);
  CHECK(unstaffed.position == 0);  // in the lake hall no counter has opened
  REQUIRE(driver.open(lake_hall, 1) == Rejection::none);
  const auto alone = driver.take_ticket(main_hall, {passport_renewal}).receipt;
  CHECK(alone.expires_at == instant("2026-06-13 08:30"));
  CHECK(HallCode{alone.position} == lake_hall);
  const auto three =
      driver.take_ticket(main_hall, {passport_renewal, passport_renewal, endorsement}).receipt;
  CHECK(three.position == 0);  // the lake hall takes parties of two
  driver.to("2026-06-12 15:31");
  CHECK(driver.take_ticket(main_hall, {passport_renewal}).receipt.position == 0);
}

}  // namespace
}  // namespace offpeak::scheduler::tests

#include "scheduler/booking/release.hpp"

#include <array>

#include "tests/scheduler/fixture.hpp"

namespace offpeak::scheduler::tests {
namespace {

SlotPlan plan_of(std::string_view name) {
  const auto plan = plan_slot(city(), slot(name));
  REQUIRE(plan.has_value());
  return *plan;
}

TEST_CASE("each wave adds its share at its moment, rounded down, and the last one the rest") {
  struct Row {
    std::string slot;
    std::string at;
    int released_minutes;
  };
  const std::array rows{
      // 48 minutes: 60 % at 09:00 on D−14, 25 % at 09:00 on D−3, 15 % at 17:00 on D−1
      Row{"330100.documents.2026-06-13.0830", "2026-05-01 12:00", 0},
      Row{"330100.documents.2026-06-13.0830", "2026-05-30 08:59:59.999", 0},
      Row{"330100.documents.2026-06-13.0830", "2026-05-30 09:00", 28},
      Row{"330100.documents.2026-06-13.0830", "2026-06-10 08:59:59.999", 28},
      Row{"330100.documents.2026-06-13.0830", "2026-06-10 09:00", 40},
      Row{"330100.documents.2026-06-13.0830", "2026-06-12 16:59:59.999", 40},
      Row{"330100.documents.2026-06-13.0830", "2026-06-12 17:00", 48},
      Row{"330100.documents.2026-06-13.0830", "2026-06-14 00:00", 48},
      // a later slot of the day is released at the same moments
      Row{"330100.documents.2026-06-13.1630", "2026-05-30 08:59:59.999", 0},
      Row{"330100.documents.2026-06-13.1630", "2026-05-30 09:00", 28},
      // 24 minutes
      Row{"330100.business.2026-06-13.0830", "2026-05-30 09:00", 15},
      Row{"330100.business.2026-06-13.0830", "2026-06-10 09:00", 20},
      Row{"330100.business.2026-06-13.0830", "2026-06-12 17:00", 24},
      // 21 minutes: 33 % at 09:00 on D−10, 67 % at 12:30 on D−2
      Row{"330106.documents.2026-06-13.0900", "2026-06-03 08:59:59.999", 0},
      Row{"330106.documents.2026-06-13.0900", "2026-06-03 09:00", 8},
      Row{"330106.documents.2026-06-13.0900", "2026-06-11 12:29:59.999", 8},
      Row{"330106.documents.2026-06-13.0900", "2026-06-11 12:30", 21},
      // a horizon of 30 days around National Day, by the visit's date
      Row{"330100.documents.2026-10-10.0830", "2026-09-10 08:59:59.999", 0},
      Row{"330100.documents.2026-10-10.0830", "2026-09-10 09:00", 28},
      Row{"330100.documents.2026-10-11.0830", "2026-09-27 08:59:59.999", 0},
      Row{"330100.documents.2026-10-11.0830", "2026-09-27 09:00", 28},
      Row{"330100.documents.2026-10-10.0830", "2026-10-07 09:00", 40},
  };
  for (const auto& row : rows) {
    CAPTURE(row.slot);
    CAPTURE(row.at);
    CHECK(released_minutes(plan_of(row.slot), instant(row.at)) == row.released_minutes);
  }
}

TEST_CASE("a slot with more taken than released has room once its bookings are within it") {
  struct Row {
    int released_minutes;
    int taken_minutes;
    int free_minutes;
    bool fits_six;
  };
  const std::array rows{
      Row{24, 0, 24, true},  Row{24, 18, 6, true},  Row{24, 19, 5, false},
      Row{24, 24, 0, false}, Row{24, 48, 0, false}, Row{0, 0, 0, false},
  };
  for (const auto& row : rows) {
    CAPTURE(row.taken_minutes);
    const Room room{.released_minutes = row.released_minutes, .taken_minutes = row.taken_minutes};
    CHECK(room.free_minutes() == row.free_minutes);
    CHECK(room.fits(6) == row.fits_six);
  }
}

TEST_CASE("the next release is the earliest moment still to come") {
  struct Row {
    std::string at;
    const char* next;  // nullptr: none
  };
  const std::array rows{
      Row{"2026-05-01 12:00", "2026-05-30 09:00"},
      Row{"2026-05-30 08:59:59.999", "2026-05-30 09:00"},
      Row{"2026-05-30 09:00", "2026-06-10 09:00"},
      Row{"2026-06-10 09:00", "2026-06-12 17:00"},
      Row{"2026-06-12 16:59:59.999", "2026-06-12 17:00"},
      Row{"2026-06-12 17:00", nullptr},
  };
  for (const auto& row : rows) {
    CAPTURE(row.at);
    const auto next = next_release(plan_of("330100.documents.2026-06-13.0830"), instant(row.at));
    CHECK(next.has_value() == (row.next != nullptr));
    if (row.next != nullptr) CHECK(next == instant(row.next));
  }
}

TEST_CASE("the order in which waves are written does not matter") {
  auto changed = make_city();
  auto& waves = changed.halls[0].rules.release;
  std::swap(waves.front(), waves.back());
  const auto plan = plan_slot(changed, slot("330100.documents.2026-06-13.0830"));
  REQUIRE(plan.has_value());
  CHECK(released_minutes(*plan, instant("2026-05-30 09:00")) == 28);
  CHECK(next_release(*plan, instant("2026-05-30 09:00")) == instant("2026-06-10 09:00"));
}

TEST_CASE("the horizon follows the season of the visit") {
  struct Row {
    HallCode code;
    std::string visit;
    int days;
  };
  const std::array rows{
      Row{main_hall, "2026-09-24", 14}, Row{main_hall, "2026-09-25", 30},
      Row{main_hall, "2026-10-10", 30}, Row{main_hall, "2026-10-11", 14},
      Row{lake_hall, "2026-12-19", 10}, Row{lake_hall, "2026-12-20", 20},
      Row{lake_hall, "2027-01-10", 20}, Row{lake_hall, "2027-01-11", 10},
      Row{hill_hall, "2026-12-31", 14},
  };
  for (const auto& row : rows) {
    CAPTURE(row.visit);
    CHECK(horizon_days(hall(row.code).rules, day(row.visit)) == row.days);
  }
}

TEST_CASE("a slot is in the horizon from midnight of its first day until it begins") {
  struct Row {
    std::string slot;
    std::string at;
    bool inside;
  };
  const std::array rows{
      Row{"330100.documents.2026-06-13.0830", "2026-05-29 23:59:59.999", false},
      Row{"330100.documents.2026-06-13.0830", "2026-05-30 00:00", true},
      Row{"330100.documents.2026-06-13.0830", "2026-06-13 08:29:59.999", true},
      Row{"330100.documents.2026-06-13.0830", "2026-06-13 08:30", false},
      Row{"330100.documents.2026-06-13.0830", "2026-06-14 08:00", false},
      Row{"330100.documents.2026-10-10.0830", "2026-09-09 23:59:59.999", false},
      Row{"330100.documents.2026-10-10.0830", "2026-09-10 00:00", true},
      Row{"330106.documents.2027-01-10.0900", "2026-12-21 00:00", true},
      Row{"330106.documents.2027-01-10.0900", "2026-12-20 23:59:59.999", false},
  };
  for (const auto& row : rows) {
    CAPTURE(row.slot);
    CAPTURE(row.at);
    CHECK(in_horizon(plan_of(row.slot), instant(row.at)) == row.inside);
  }
}

TEST_CASE("booking says whether a slot is unknown, outside the horizon, not released or full") {
  struct Row {
    std::string at;
    std::string slot;
    Rejection expected;
  };
  const std::array rows{
      Row{"2026-05-29 23:59:59.999", "330100.documents.2026-06-13.0830",
          Rejection::outside_horizon},
      Row{"2026-05-30 00:00", "330100.documents.2026-06-13.0830", Rejection::not_released},
      Row{"2026-05-30 08:59:59.999", "330100.documents.2026-06-13.0830", Rejection::not_released},
      Row{"2026-05-30 09:00", "330100.documents.2026-06-13.0830", Rejection::none},
      Row{"2026-06-13 08:29:59.999", "330100.documents.2026-06-13.0830", Rejection::none},
      Row{"2026-06-13 08:30", "330100.documents.2026-06-13.0830", Rejection::outside_horizon},
      Row{"2026-06-10 10:00", "330100.documents.2026-06-13.0845", Rejection::unknown_slot},
      Row{"2026-06-10 10:00", "330100.documents.2026-06-19.0830", Rejection::unknown_slot},
      Row{"2026-06-10 10:00", "330199.documents.2026-06-13.0830", Rejection::unknown_slot},
      Row{"2026-06-10 10:00", "330100.advice.2026-06-13.0830", Rejection::unknown_slot},
      Row{"2026-06-10 10:00", "330127.documents.2026-06-13.0900", Rejection::unknown_slot},
  };
  for (const auto& row : rows) {
    CAPTURE(row.at);
    CAPTURE(row.slot);
    {
      Driver driver{row.at};
      CHECK(driver.book(row.slot, {alice}) == row.expected);
      CHECK(driver.count<Booked>() == (row.expected == Rejection::none ? 1 : 0));
    }
    Driver driver{row.at};
    CHECK(driver.hold(row.slot, {alice}) == row.expected);
    CHECK(driver.count<Held>() == (row.expected == Rejection::none ? 1 : 0));
  }
}

TEST_CASE("each wave admits what it adds and not one more") {
  const char* name = "330100.documents.2026-06-13.0830";  // renewals of 6: 28 / 40 / 48 minutes
  struct Row {
    std::string at;
    int places;
  };
  const std::array rows{Row{"2026-05-30 09:00", 4}, Row{"2026-06-10 09:00", 2},
                        Row{"2026-06-12 17:00", 2}};
  Driver driver{"2026-05-30 08:00"};
  std::uint64_t number = 0;
  for (const auto& row : rows) {
    CAPTURE(row.at);
    driver.to(instant(row.at) - config::milliseconds{1});
    const auto before = number == 0 ? Rejection::not_released : Rejection::slot_full;
    CHECK(driver.book(name, {citizen(++number)}) == before);
    driver.to(row.at);
    for (int place = 0; place < row.places; ++place) {
      CHECK(driver.book(name, {citizen(++number)}) == Rejection::none);
    }
    CHECK(driver.book(name, {citizen(++number)}) == Rejection::slot_full);
  }
  CHECK(driver.taken(name) == 48);
}

}  // namespace
}  // namespace offpeak::scheduler::tests

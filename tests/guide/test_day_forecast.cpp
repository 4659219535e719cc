#include "guide/day_forecast.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <limits>

#include "tests/guide/town.hpp"

namespace offpeak::guide {
namespace {

using namespace tests;
using scheduler::Level;
using scheduler::Wait;

constexpr double never = std::numeric_limits<double>::infinity();

/// Two half-hours: in each so many parties of two, who wait so long.
struct Cell {
  double parties;
  double p50_minutes;
  double p90_minutes;
  Level level = Level::green;
};

LaneOutlook lane_with(Cell first, Cell second, double booked_parties) {
  LaneOutlook lane{.hall = main_hall, .lane = documents, .forecast = {.lane = documents}};
  std::size_t at = 20;
  for (const Cell& cell : {first, second}) {
    lane.forecast.half_hours[at++] = {.parties = cell.parties,
                                      .people = 2 * cell.parties,
                                      .wait_p50_minutes = cell.p50_minutes,
                                      .wait_p90_minutes = cell.p90_minutes,
                                      .level = cell.level};
  }
  lane.booked[20] = booked_parties;
  return lane;
}

TEST_CASE("a lane's day is kept in people, and its waits as the parties that come have them") {
  struct Row {
    const char* what;
    LaneOutlook lane;
    std::uint32_t booked_tenths;
    std::uint32_t walk_in_tenths;
    Wait wait;
  };
  const std::array rows{
      Row{"three parties wait ten minutes, one thirty",
          lane_with({3, 10, 20}, {1, 30, 40}, 1.5),
          30,
          50,
          {900, 1500}},
      Row{"everybody has an appointment", lane_with({1, 0, 0}, {1, 0, 0}, 2), 40, 0, {0, 0}},
      Row{"no more come than do", lane_with({1, 0, 0}, {1, 0, 0}, 2.5), 40, 0, {0, 0}},
      Row{"who is not called that day is in no report's wait",
          lane_with({1, 10, 20}, {1, 15, never}, 0),
          0,
          40,
          {600, 1200}},
      Row{"nobody is called", lane_with({1, never, never}, {1, never, never}, 0), 0, 40,
          Wait::not_today()},
      Row{"who comes before the doors open waits like those who come then",
          lane_with({1, 0, 0, Level::grey}, {3, 5, 6}, 1),
          20,
          60,
          {300, 360}},
      Row{"all come before the doors open",
          lane_with({1, 0, 0, Level::grey}, {0, 5, 6}, 1),
          20,
          0,
          {300, 360}},
      Row{"the doors do not open", lane_with({1, 0, 0, Level::grey}, {0, 0, 0, Level::grey}, 1), 20,
          0, Wait{}},
  };
  for (const Row& row : rows) {
    CAPTURE(row.what);
    const auto forecast = day_forecast(row.lane);
    REQUIRE(forecast.has_value());
    CHECK(forecast->booked_tenths == row.booked_tenths);
    CHECK(forecast->walk_in_tenths == row.walk_in_tenths);
    CHECK(forecast->wait == row.wait);
  }
}

TEST_CASE("there is no forecast where no queue was worked out or nobody is expected") {
  CHECK_FALSE(day_forecast(lane_with({0, 0, 0}, {0, 0, 0}, 0)).has_value());
  CHECK_FALSE(day_forecast(lane_with({0, 0, 0}, {0, 0, 0}, 3)).has_value());
}

TEST_CASE("what is noted is of today, and of halls that have not opened") {
  const config::Date today = config::date_of(monday_noon);
  const auto noted_at = [&](config::MinuteOfDay minute) {
    const Known known = known_at(config::instant_at(today, minute));
    return forecasts_to_note(known, outlook());
  };
  const auto early = noted_at(config::MinuteOfDay{5});
  CHECK(early.size() == outlook().days().front()->lanes.size());
  for (const auto& command : early) CHECK(command.date == today);
  const auto is_main = [](const auto& command) {
    return command.hall == main_hall && command.lane == documents;
  };
  const auto main = std::ranges::find_if(early, is_main);
  REQUIRE(main != early.end());
  CHECK(main->forecast.walk_in_tenths > 0);
  CHECK(main->forecast.wait.is_known());
  CHECK(main->forecast.wait.p50_s <= main->forecast.wait.p90_s);
  CHECK(noted_at(config::MinuteOfDay{12 * 60}).empty());
  // The outlook of another day says nothing of today.
  const Known later = known_at(config::instant_at(today + std::chrono::days{20}, {}));
  CHECK(forecasts_to_note(later, outlook()).empty());
}

}  // namespace
}  // namespace offpeak::guide

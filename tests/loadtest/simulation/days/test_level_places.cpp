// The most level day, by who knows everybody who comes.
#include <doctest/doctest.h>
#include <algorithm>
#include <map>

#include "loadtest/simulation/days/level_places.hpp"
#include "tests/loadtest/simulation/days/one_hall.hpp"

namespace offpeak::loadtest {
namespace {

/// Parties by the start of the place that they get.
std::map<std::string, int> places_of(const OneHall& one) {
  HallDay day;
  day.begin(one.scenario.city, one.scenario.city.halls[0], one.scenario.date, one.visitors, 0, {});
  LevelPlaces places;
  places.begin(day);
  std::map<std::string, int> starts;
  for (const Visitor& visitor : one.visitors) {
    if (const auto place = places.place_of(visitor)) {
      ++starts[config::format_minute(place->start_minute())];
    }
  }
  return starts;
}

TEST_CASE("who books is spread over the half-hours around the wished time") {
  OneHall one;
  for (int i = 0; i < 14; ++i) one.book(9, 0);
  // 08:30 to 12:00; seven half-hours, of the last of which five minutes are kept.
  const auto starts = places_of(one);
  CHECK(starts.size() == 7);
  for (const auto& [start, parties] : starts) CHECK(parties == 2);
}

TEST_CASE("walk-ins stay where they are, and bookings go elsewhere") {
  OneHall one;
  for (int i = 0; i < 3; ++i) one.come(9, i);
  for (int i = 0; i < 3; ++i) one.book(9, 0);
  const auto starts = places_of(one);
  CHECK(starts.count("09:00") == 0);
  CHECK(starts.size() == 3);
}

TEST_CASE("who does not come, or books after others have set out, has no other place") {
  OneHall one;
  one.book(9, 0).cancels = true;
  one.book(9, 0).shows_up = false;
  for (int i = 0; i < 4; ++i) one.book(16, 0).lead_days = 0;
  const auto starts = places_of(one);
  CHECK(starts == std::map<std::string, int>{{"16:00", 2}, {"16:30", 2}});
}

}  // namespace
}  // namespace offpeak::loadtest

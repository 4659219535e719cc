#include "guide/learned.hpp"

#include <doctest/doctest.h>

#include "demand/expected_arrivals.hpp"
#include "guide/outlook.hpp"
#include "tests/guide/town.hpp"

namespace offpeak::guide {
namespace {

using namespace tests;

/// As many walk-ins as the model has, times a factor, and nine in ten keep their appointment.
LaneCounts counted(config::HallCode hall, config::LaneCode lane, config::Date date, double factor) {
  const Known nothing{.city = town(), .model = town_demand()};
  const double meant = meant_people(nothing, date);
  LaneCounts counts{.booked = 90, .no_shows = 10};
  for (const auto& each : demand::expected_arrivals(town_demand(), town(), date, meant, nullptr)) {
    if (each.hall->code != hall) continue;
    for (const auto& of_lane : each.lanes) {
      if (of_lane.meant.lane != lane) continue;
      for (std::size_t at = 0; at < of_lane.walk_ins.size(); ++at) {
        counts.walk_ins[at / 2] +=
            static_cast<std::uint32_t>(factor * of_lane.walk_ins[at] * of_lane.meant.people + 0.5);
      }
    }
  }
  return counts;
}

TEST_CASE("of a city that has counted nobody, nothing is learned") {
  Known empty = known();
  empty.counts = [](config::HallCode, config::LaneCode, config::Date) { return LaneCounts{}; };
  for (const Known& each : {known(), empty}) {
    const auto learned = learn(each);
    REQUIRE(learned.size() == town().halls.size());
    for (const LearnedHall& hall : learned) {
      CHECK(hall.staffed.hall().factor == 1);
      CHECK(hall.staffed.hall().days == 0);
      CHECK(hall.machines.hall().factor == 1);
      CHECK(hall.show_rate.factor == doctest::Approx(1 - town_demand().no_show_share));
    }
  }
}

TEST_CASE("a hall that counts half as many again has that factor, and no other hall has") {
  Known busy = known();
  const config::Date today = config::date_of(busy.now);
  busy.counts = [&](config::HallCode hall, config::LaneCode lane, config::Date date) {
    const bool is_counted =
        hall == main_hall && lane == documents && today - date <= std::chrono::days{7};
    return is_counted ? counted(hall, lane, date, 1.6) : LaneCounts{};
  };
  const auto learned = learn(busy);
  CHECK(learned.front().hall == main_hall);
  CHECK(learned.front().staffed.hall().factor > 1.2);
  CHECK(learned.front().staffed.hall().days == 7);
  CHECK(learned.front().show_rate.factor > 1 - town_demand().no_show_share);
  CHECK(learned.front().machines.hall().days == 0);
  CHECK(learned.back().staffed.hall().factor == 1);

  const auto with = Forecaster{}.day(busy, learned, saturday, 9000);
  const auto without = Forecaster{}.day(busy, {}, saturday, 9000);
  const std::size_t ten = 20;
  CHECK(with.find(main_hall, documents)->walk_ins[ten] >
        1.1 * without.find(main_hall, documents)->walk_ins[ten]);
}

}  // namespace
}  // namespace offpeak::guide

#include <doctest/doctest.h>

#include <cmath>

#include "loadtest/simulation/study/headline.hpp"
#include "tests/loadtest/simulation/study/study_fixture.hpp"

namespace offpeak::loadtest {
namespace {

constexpr std::size_t wait_field = 2;

/// Replications 0, 1, … with these mean waits.
ScenarioResult waits_of(std::vector<double> waits) {
  ScenarioResult result;
  for (std::size_t at = 0; at < waits.size(); ++at) {
    result.replications.push_back(static_cast<std::uint32_t>(at));
    result.headlines.emplace_back().wait_minutes = waits[at];
  }
  return result;
}

TEST_CASE("the figures of a hall follow from its counts") {
  HallResult hall;
  for (const double minutes : {0.0, 10.0, 20.0, 40.0}) {
    Waits& waits = minutes < 15 ? hall.booked : hall.walk_in;
    ++waits.parties;
    waits.wait_ms += static_cast<std::int64_t>(minutes * 60'000);
    waits.minutes.add(minutes);
    waits.over_15 += minutes > 15 ? 1 : 0;
    waits.over_30 += minutes > 30 ? 1 : 0;
  }
  hall.booked.people = 6;
  hall.balance.of(Fate::no_show) = {2, 3};
  hall.overtime_ms = 30 * 60'000;
  hall.busy_ms = 3;
  hall.open_ms = 4;
  hall.after_closing_ms = 1;
  const Headline headline = headline_of(hall, 2);
  CHECK(headline.parties == 4);
  CHECK(headline.people == 6);
  CHECK(headline.wait_minutes == doctest::Approx(17.5));
  CHECK(headline.p90_minutes == doctest::Approx(40).epsilon(0.005));
  CHECK(headline.over_15_share == 0.5);
  CHECK(headline.over_30_share == 0.25);
  CHECK(headline.overtime_minutes == 15);
  CHECK(headline.utilisation == 0.75);
  CHECK(headline.no_shows == 2);
  CHECK(headline.counter_hours == doctest::Approx(3 / ms_per_hour));
  CHECK(headline.overtime_hours == doctest::Approx(1 / ms_per_hour));

  DayResult day;
  day.halls = {hall, HallResult{}};
  const Headline city = headline_of(day, 2);
  CHECK(city.wait_minutes == headline.wait_minutes);
  CHECK(city.overtime_minutes == 15);
  CHECK(headline_of(HallResult{}, 1).wait_minutes == 0);
}

TEST_CASE("an interval is Student's, over replications") {
  const auto result = waits_of({1, 2, 3, 4});
  const Estimate wait = estimates(result.replications, result.headlines, false)[wait_field];
  CHECK(wait.mean == 2.5);
  // t(3, 0.995) = 5.84091; s = sqrt(5/3).
  CHECK(wait.half_width == doctest::Approx(5.84091 * std::sqrt(5.0 / 3.0 / 4.0)).epsilon(1e-5));
}

TEST_CASE("an antithetic pair counts as one value, and half a pair as none") {
  const auto result = waits_of({1, 3, 5, 7, 100});
  const Estimate wait = estimates(result.replications, result.headlines, true)[wait_field];
  CHECK(wait.mean == 4);
  // Two values, 2 and 6: t(1, 0.995) = 63.6567, s = sqrt(8).
  CHECK(wait.half_width == doctest::Approx(63.6567 * 2).epsilon(1e-5));
}

TEST_CASE("differences are of pairs: what both share falls out") {
  const auto base = waits_of({10, 50, 20, 90});
  auto more = waits_of({11, 51, 21, 91});
  const Estimate shift = differences(more, base, false)[wait_field];
  CHECK(shift.mean == 1);
  CHECK(shift.half_width == doctest::Approx(0));
  more.replications = {0, 1, 3, 7};
  // Replications 0, 1 and 3 are in both.
  CHECK(differences(more, base, false)[wait_field].mean == doctest::Approx((1 + 1 - 69) / 3.0));
}

}  // namespace
}  // namespace offpeak::loadtest

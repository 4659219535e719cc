// Every estimator on numbers that can be worked out by hand.
#include <doctest/doctest.h>

#include <cmath>
#include <numeric>
#include <vector>

#include "loadtest/simulation/fit/censored_normal.hpp"
#include "loadtest/simulation/fit/service_time.hpp"
#include "loadtest/simulation/fit/whole_percents.hpp"
#include "loadtest/simulation/random/philox.hpp"
#include "loadtest/simulation/random/variates.hpp"

namespace offpeak::loadtest {
namespace {

constexpr double level = 0.95;

void check_near(const Interval& interval, double low, double high) {
  CHECK(interval.low == doctest::Approx{low}.epsilon(1e-3));
  CHECK(interval.high == doctest::Approx{high}.epsilon(1e-3));
}

TEST_CASE("with every value known a normal distribution has the sample's moments") {
  const Reading readings[] = {{0}, {10}, {20}};
  const auto fit = fit_censored_normal(readings, level);
  REQUIRE(fit.has_value());
  const double deviation = std::sqrt(200.0 / 3);
  CHECK(fit->mean == doctest::Approx{10});
  CHECK(fit->deviation == doctest::Approx{deviation});
  check_near(fit->mean_interval, 10 - 1.95996 * deviation / std::sqrt(3.0),
             10 + 1.95996 * deviation / std::sqrt(3.0));
  // The logarithm's error is 1 / √(2n).
  check_near(fit->deviation_interval, deviation / std::exp(1.95996 / std::sqrt(6.0)),
             deviation * std::exp(1.95996 / std::sqrt(6.0)));
}

TEST_CASE("values that are only known to be large do not pull the mean down") {
  const Stream stream{7, 0, Purpose::punctuality};
  constexpr std::uint64_t count = 2000;
  constexpr double early_max = 15;
  std::vector<Reading> readings;
  double taken_as_is = 0;
  for (std::uint64_t at = 0; at < count; ++at) {
    const double early = std::min(normal(stream.uniform(at), 10, 12), early_max);
    readings.push_back({early, early >= early_max});
    taken_as_is += early / count;
  }
  const auto fit = fit_censored_normal(readings, level);
  REQUIRE(fit.has_value());
  CHECK(fit->mean_interval.contains(10));
  CHECK(fit->deviation_interval.contains(12));
  CHECK_FALSE(fit->mean_interval.contains(taken_as_is));
  // An error of a few hundredths, not of a few minutes.
  CHECK(fit->mean_interval.high - fit->mean_interval.low < 1.5);
}

TEST_CASE("a normal distribution needs two known values that differ") {
  const Reading alike[] = {{5}, {5}, {9, true}};
  CHECK_FALSE(fit_censored_normal(alike, level).has_value());
  CHECK_FALSE(fit_censored_normal({}, level).has_value());
  const Reading enough[] = {{5}, {6}};
  CHECK(fit_censored_normal(enough, level).has_value());
}

TEST_CASE("a service's mean and variation have intervals that assume no distribution") {
  const double minutes[] = {2, 4, 6};
  const auto time = service_time(minutes, level);
  CHECK(time.visits == 3);
  CHECK(time.mean_minutes == 4);
  CHECK(time.variation == 0.5);
  // Student's factor of two degrees is 4.3027. Influences on the variation: 1/4, -1/4, -1/4.
  check_near(time.mean_interval, 4 - 4.3027 * 2 / std::sqrt(3.0), 4 + 4.3027 * 2 / std::sqrt(3.0));
  check_near(time.variation_interval, 0, 0.5 + 4.3027 / 6);
}

TEST_CASE("a service that always takes the same has no variation") {
  const double minutes[] = {3, 3, 3};
  const auto time = service_time(minutes, level);
  CHECK(time.variation == 0);
  CHECK(time.variation_interval == Interval{0, 0});
}

TEST_CASE("shares are rounded so that they add up") {
  const std::uint64_t thirds[] = {1, 1, 1};
  const auto shares = whole_shares(thirds);
  CHECK(shares == std::vector{33.334 / 100, 33.333 / 100, 33.333 / 100});
  const std::uint64_t two[] = {2, 0, 1};
  CHECK(whole_shares(two, 0.5) == std::vector{33.333 / 100, 0.0, 16.667 / 100});
  CHECK(rounded_share(2.0 / 3) == 66.667 / 100);
}

}  // namespace
}  // namespace offpeak::loadtest

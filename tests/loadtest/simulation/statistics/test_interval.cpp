#include <doctest/doctest.h>

#include <cmath>

#include "loadtest/simulation/statistics/interval.hpp"

namespace offpeak::loadtest {
namespace {

constexpr double level = 0.95;

TEST_CASE("intervals of shares are Wilson's") {
  struct Row {
    std::uint64_t successes;
    std::uint64_t trials;
    double low;
    double high;
  };
  const Row rows[] = {
      {0, 0, 0, 1},
      {10, 100, 0.05523, 0.17437},  // 0.1 ± 1.96 × 0.03 would be 0.0412 to 0.1588
      {0, 10, 0, 0.27753},          // z² / (n + z²)
      {10, 10, 0.72247, 1},
      {50, 100, 0.40383, 0.59617},
  };
  for (const Row& row : rows) {
    CAPTURE(row.successes);
    CAPTURE(row.trials);
    const auto interval = share_interval(row.successes, row.trials, level);
    CHECK(interval.low == doctest::Approx{row.low}.epsilon(1e-4));
    CHECK(interval.high == doctest::Approx{row.high}.epsilon(1e-4));
  }
}

TEST_CASE("a mean time to the end has an interval by the ends that were seen") {
  const auto ten = exponential_mean_interval(100, 10, level);
  CHECK(ten.low == doctest::Approx{200 / 36.7807}.epsilon(1e-5));   // chi-square, 22 degrees
  CHECK(ten.high == doctest::Approx{200 / 9.59078}.epsilon(1e-5));  // 20 degrees
  // Nobody left within an hour: the mean may be anything above 60 / -ln(0.025).
  const auto none = exponential_mean_interval(60, 0, level);
  CHECK(none.low == doctest::Approx{60 / -std::log(0.025)});
  CHECK(std::isinf(none.high));
}

}  // namespace
}  // namespace offpeak::loadtest

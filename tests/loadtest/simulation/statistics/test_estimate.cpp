#include <doctest/doctest.h>

#include <cmath>
#include <vector>

#include "loadtest/simulation/random/philox.hpp"
#include "loadtest/simulation/random/variates.hpp"
#include "loadtest/simulation/statistics/estimate.hpp"

namespace offpeak::loadtest {
namespace {

TEST_CASE("Student's factors are those of the tables") {
  struct Row {
    std::uint64_t degrees;
    double level;
    double factor;
  };
  const Row rows[] = {
      {1, 0.99, 63.657}, {2, 0.99, 9.925},  {10, 0.99, 3.169},        {30, 0.99, 2.750},
      {1, 0.95, 12.706}, {10, 0.95, 2.228}, {1'000'000, 0.99, 2.576}, {1'000'000, 0.95, 1.960},
  };
  for (const Row& row : rows) {
    CAPTURE(row.degrees);
    CHECK(student_factor(row.degrees, row.level) == doctest::Approx{row.factor}.epsilon(2e-4));
  }
}

TEST_CASE("mean and variance are right where a sum of squares would lose every digit") {
  MeanOf mean;
  for (const double value : {4.0, 7.0, 13.0, 16.0}) mean.add(1e9 + value);
  CHECK(mean.count() == 4);
  CHECK(mean.mean() == 1e9 + 10);
  CHECK(mean.variance() == 30);
  CHECK(mean.estimate(0.95).half_width == doctest::Approx{3.1824 * std::sqrt(7.5)}.epsilon(1e-4));
}

TEST_CASE("below two values nothing is certain") {
  MeanOf mean;
  CHECK(std::isinf(mean.estimate().half_width));
  mean.add(3);
  CHECK(mean.estimate().mean == 3);
  CHECK(std::isinf(mean.estimate().half_width));
  RatioOf ratio;
  ratio.add(6, 2);
  CHECK(ratio.estimate().mean == 3);
  CHECK(std::isinf(ratio.estimate().half_width));
}

TEST_CASE("a half-width in terms of the mean") {
  CHECK(Estimate{-4, 1}.relative() == 0.25);
  CHECK(Estimate{0, 0}.relative() == 0);
  CHECK(std::isinf(Estimate{0, 1}.relative()));
  CHECK(Estimate{10, 1}.contains(9));
  CHECK_FALSE(Estimate{10, 1}.contains(11.1));
}

TEST_CASE("a ratio of proportional sums has no error, and one with a constant below is a mean") {
  RatioOf exact;
  RatioOf over_constant;
  MeanOf mean;
  for (const double value : {1.0, 2.0, 5.0}) {
    exact.add(3 * value, value);
    over_constant.add(value, 2);
    mean.add(value / 2);
  }
  CHECK(exact.estimate().mean == doctest::Approx{3});
  CHECK(exact.estimate().half_width < 1e-6);
  CHECK(over_constant.estimate().mean == doctest::Approx{mean.mean()});
  CHECK(over_constant.estimate().half_width == doctest::Approx{mean.estimate().half_width});
}

/// How often the interval holds the true value, over runs of `values` draws each.
template <class Sum, class Draw>
double coverage(double truth, int runs, std::uint64_t values, const Draw& draw) {
  int covered = 0;
  for (int run = 0; run < runs; ++run) {
    Sum sum;
    const Stream stream{2026, static_cast<std::uint32_t>(run), Purpose::service_time};
    for (std::uint64_t at = 0; at < values; ++at) draw(sum, stream.pair(at));
    if (sum.estimate().contains(truth)) ++covered;
  }
  return static_cast<double>(covered) / runs;
}

TEST_CASE("99 of 100 intervals hold the true value") {
  constexpr int runs = 4000;
  // Three deviations of a share of 0.99 in so many runs.
  constexpr double tolerance = 0.005;
  const double of_mean = coverage<MeanOf>(
      5, runs, 20, [](MeanOf& sum, const auto& u) { sum.add(normal(u[0], 5, 2)); });
  CHECK(std::abs(of_mean - confidence) < tolerance);
  // A denominator that varies and goes together with the numerator: 3 times it and some noise.
  const double of_ratio = coverage<RatioOf>(3, runs, 100, [](RatioOf& sum, const auto& u) {
    const double below = normal(u[0], 50, 5);
    sum.add(3 * below + normal(u[1], 0, 10), below);
  });
  CHECK(std::abs(of_ratio - confidence) < tolerance);
}

}  // namespace
}  // namespace offpeak::loadtest

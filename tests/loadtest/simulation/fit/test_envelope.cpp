#include <doctest/doctest.h>

#include <vector>

#include "loadtest/simulation/fit/envelope.hpp"
#include "loadtest/simulation/random/philox.hpp"
#include "loadtest/simulation/random/variates.hpp"

namespace offpeak::loadtest {
namespace {

constexpr double level = 0.95;

TEST_CASE("the most extreme of all curves has the smallest probability") {
  // Flat curves at 1 to 19: the real one above all of them, or in the middle.
  std::vector<Curve> replications;
  for (int height = 1; height <= 19; ++height) {
    replications.push_back(Curve(3, static_cast<double>(height)));
  }
  const auto above = envelope_test({20.5, 20.5, 20.5}, replications, level);
  // The lowest one is as deep: extreme on the other side.
  CHECK(above.p == doctest::Approx{2.0 / 20});
  const auto inside = envelope_test({10, 10, 10}, replications, level);
  CHECK(inside.p > 0.9);
  CHECK(inside.beyond.empty());
}

TEST_CASE("being extreme at more points is more extreme") {
  std::vector<Curve> replications;
  for (int height = 1; height <= 19; ++height) {
    replications.push_back({static_cast<double>(height), static_cast<double>(20 - height), 0});
  }
  // Two points outside beat the replications, which are outermost at most at two as well, but tie
  // at the third with everybody.
  const auto test = envelope_test({30, 30, 1}, replications, level);
  CHECK(test.p == doctest::Approx{1.0 / 20});
  CHECK(test.beyond == std::vector<std::size_t>{0, 1, 2});
  CHECK(test.envelope[2] == Interval{0, 0});
}

TEST_CASE("points at which all are equal make nobody extreme") {
  const std::vector<Curve> replications(19, Curve(4, 0.0));
  CHECK(envelope_test(Curve(4, 0.0), replications, level).p == 1);
}

TEST_CASE("a right model is called wrong as often as the level says, though points depend") {
  constexpr int days = 300, others = 99, points = 8;
  const Stream stream{11, 0, Purpose::arrival};
  std::uint64_t draw = 0;
  // Sums of what came before: neighbours are alike.
  const auto walk = [&] {
    Curve curve;
    double at = 0;
    for (int i = 0; i < points; ++i) curve.push_back(at += normal(stream.uniform(draw++), 0, 1));
    return curve;
  };
  int wrong = 0;
  for (int day = 0; day < days; ++day) {
    std::vector<Curve> replications;
    for (int i = 0; i < others; ++i) replications.push_back(walk());
    if (envelope_test(walk(), replications, level).p <= 0.05) ++wrong;
  }
  CHECK(wrong >= 5);
  CHECK(wrong <= 26);  // 15 are expected, with a deviation of 3.8
}

TEST_CASE("several tests share one level") {
  const std::vector<double> p{0.04, 0.01, 0.03};
  const auto adjusted = holm(p);
  CHECK(adjusted[1] == doctest::Approx{0.03});
  CHECK(adjusted[2] == doctest::Approx{0.06});
  CHECK(adjusted[0] == doctest::Approx{0.06});  // never below the one before
  CHECK(holm(std::vector{0.9, 0.8}) == std::vector{1.0, 1.0});
}

}  // namespace
}  // namespace offpeak::loadtest

#include <doctest/doctest.h>

#include <boost/math/distributions/exponential.hpp>
#include <boost/math/distributions/gamma.hpp>
#include <boost/math/distributions/lognormal.hpp>
#include <boost/math/distributions/normal.hpp>
#include <cmath>

#include "loadtest/simulation/random/variates.hpp"

namespace offpeak::loadtest {
namespace {

namespace distributions = boost::math;

constexpr double numbers[] = {1e-12, 1e-6, 0.001, 0.05, 0.25, 0.5, 0.75, 0.95, 0.999, 1 - 1e-6};

TEST_CASE("variates are the quantiles of their distributions") {
  const auto near = [](double value) { return doctest::Approx{value}.epsilon(1e-12); };
  for (const double u : numbers) {
    CAPTURE(u);
    CHECK(exponential(u, 7) == near(quantile(distributions::exponential{1 / 7.0}, u)));
    CHECK(normal(u, 10, 12) == near(quantile(distributions::normal{10, 12}, u)));
    for (const double cv : {0.2, 0.5, 1.0, 1.7}) {
      CAPTURE(cv);
      const double variance = std::log1p(cv * cv);
      const distributions::lognormal logs{std::log(6.0) - variance / 2, std::sqrt(variance)};
      CHECK(lognormal(u, 6, cv) == near(quantile(logs, u)));
      const distributions::gamma_distribution<> gammas{1 / (cv * cv), 6 * cv * cv};
      CHECK(gamma(u, 6, cv) == doctest::Approx{quantile(gammas, u)}.epsilon(1e-10));
    }
  }
}

/// Of a function of a uniform number, by its values in the middles of equal parts.
struct Moments {
  double mean = 0;
  double square = 0;
};

template <class F>
Moments moments(const F& variate) {
  constexpr int parts = 200'000;
  Moments sum;
  for (int i = 0; i < parts; ++i) {
    const double value = variate((i + 0.5) / parts);
    sum.mean += value / parts;
    sum.square += value * value / parts;
  }
  return sum;
}

TEST_CASE("the mean and the coefficient of variation are those of the variate itself") {
  const auto check = [](const Moments& found, double mean, double cv) {
    CHECK(found.mean == doctest::Approx{mean}.epsilon(1e-3));
    CHECK(std::sqrt(found.square / (found.mean * found.mean) - 1) ==
          doctest::Approx{cv}.epsilon(5e-3));
  };
  check(moments([](double u) { return exponential(u, 6); }), 6, 1);
  check(moments([](double u) { return lognormal(u, 6, 0.5); }), 6, 0.5);
  check(moments([](double u) { return gamma(u, 6, 0.5); }), 6, 0.5);
}

TEST_CASE("a hyperexponential takes each mean as often as its weight says") {
  const Hyperexponential variate{{1, 3}, {20, 4}};
  CHECK(variate.mean() == 8);
  CHECK(variate(0.1, 0.5) == exponential(0.5, 20));
  CHECK(variate(0.2499, 0.5) == exponential(0.5, 20));
  CHECK(variate(0.2501, 0.5) == exponential(0.5, 4));
  CHECK(variate(0.9999999, 0.5) == exponential(0.5, 4));
}

}  // namespace
}  // namespace offpeak::loadtest

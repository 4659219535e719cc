// The price of crowding: a formula's numbers, and that it is convex, rising and finite.
#include <doctest/doctest.h>

#include <cmath>

#include "scheduler/guidance/congestion.hpp"

namespace offpeak::scheduler {
namespace {

using doctest::Approx;

constexpr CongestionModel exponential{.variability = 1, .linear_from = 0.95};

TEST_CASE("one counter waits as M/M/1 does, below the straight line") {
  // Sakasegawa's formula is exact there: W = service ρ / (1 - ρ).
  const Congestion one{1, 30, 9, exponential};
  for (const double utilisation : {0.1, 0.5, 0.8, 0.94}) {
    const double load = utilisation * 30;
    const double idle = 1 - utilisation;
    CHECK(one.cost(load) == Approx(load * 9 * utilisation / idle));
    CHECK(one.marginal(load).minutes ==
          Approx(9 * utilisation * (2 - utilisation) / (idle * idle)));
  }
}

TEST_CASE("several counters wait nearly as M/M/c does") {
  // Erlang C for 5 counters at 0.8: a wait of 0.554 services.
  const Congestion five{5, 30, 1, exponential};
  CHECK(five.cost(120) / 120 == Approx(0.5541).epsilon(0.05));
}

TEST_CASE("the cost is the sum of its marginals, which rise without end or jump") {
  for (const double counters : {0.4, 1.0, 2.5, 13.0}) {
    CAPTURE(counters);
    const Congestion congestion{counters, 30, 9, {}};
    const double capacity = counters * 30;
    const double step = capacity / 10'000;
    double sum = 0;
    double before = congestion.marginal(0).minutes;
    CHECK(before == 0);
    CHECK(congestion.cost(0) == 0);
    for (int i = 1; i <= 20'000; ++i) {
      const auto now = congestion.marginal(i * step);
      REQUIRE(now.minutes > before);
      REQUIRE(now.minutes - before < 1);
      REQUIRE(std::abs((now.minutes - before) / step - now.slope) <= 0.01 * now.slope + 1e-3);
      sum += (before + now.minutes) / 2 * step;
      before = now.minutes;
    }
    CHECK(congestion.cost(2 * capacity) == Approx(sum).epsilon(1e-5));
    CHECK(std::isfinite(congestion.marginal(1e7).minutes));
  }
}

TEST_CASE("where nobody serves, nothing costs") { CHECK(Congestion{}.cost(100) == 0); }

}  // namespace
}  // namespace offpeak::scheduler

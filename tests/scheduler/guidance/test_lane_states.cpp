// The states of a lane by themselves: against the exponential of the whole matrix of rates, by
// hand, and what must stay whole.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

#include "scheduler/guidance/lane_states.hpp"
#include "scheduler/guidance/poisson_weights.hpp"

namespace offpeak::scheduler {
namespace {

using doctest::Approx;
using Matrix = std::vector<std::vector<double>>;

Matrix product(const Matrix& a, const Matrix& b) {
  Matrix c(a.size(), std::vector<double>(a.size()));
  for (std::size_t i = 0; i < a.size(); ++i) {
    for (std::size_t k = 0; k < a.size(); ++k) {
      for (std::size_t j = 0; j < a.size(); ++j) c[i][j] += a[i][k] * b[k][j];
    }
  }
  return c;
}

/// exp(rates × minutes) by its series, after halving the time until it converges at once.
Matrix exponential(Matrix rates, double minutes) {
  constexpr int halvings = 12;
  const std::size_t size = rates.size();
  for (auto& row : rates) {
    for (double& each : row) each *= minutes / (1 << halvings);
  }
  Matrix sum(size, std::vector<double>(size));
  for (std::size_t i = 0; i < size; ++i) sum[i][i] = 1;
  Matrix term = sum;
  for (int k = 1; k <= 12; ++k) {
    term = product(term, rates);
    for (std::size_t i = 0; i < size; ++i) {
      for (std::size_t j = 0; j < size; ++j) sum[i][j] += (term[i][j] /= k);
    }
  }
  for (int i = 0; i < halvings; ++i) sum = product(sum, sum);
  return sum;
}

/// Visitors who wait at the end, from an empty lane, with room for 50.
double waiting_by_matrix(double arrivals, double service_minutes, int counters, double minutes) {
  constexpr int states = 51;
  Matrix rates(states, std::vector<double>(states));
  for (int n = 0; n < states; ++n) {
    const auto at = static_cast<std::size_t>(n);
    if (n + 1 < states) rates[at][at + 1] = arrivals;
    if (n > 0) rates[at][at - 1] = std::min(n, counters) / service_minutes;
    rates[at][at] = -std::accumulate(rates[at].begin(), rates[at].end(), 0.0);
  }
  const auto chances = exponential(rates, minutes).front();
  double waiting = 0;
  for (int n = counters; n < states; ++n) {
    waiting += (n - counters) * chances[static_cast<std::size_t>(n)];
  }
  return waiting;
}

TEST_CASE("one counter and two, from an empty lane, are as the exponential of their rates says") {
  for (const int counters : {1, 2}) {
    for (const double minutes : {1.0, 7.0, 30.0}) {
      CAPTURE(counters);
      CAPTURE(minutes);
      LaneStates states;
      states.start(0, counters, 1);
      states.run(minutes, 0.2, 6);
      CHECK(states.waiting_visitors() ==
            Approx(waiting_by_matrix(0.2, 6, counters, minutes)).epsilon(1e-6));
    }
  }
}

TEST_CASE("who came is served or still inside") {
  LaneStates states;
  states.start(4, 3, 1);
  double served = 0;
  for (const double arrivals : {0.3, 1.0, 0.1, 0.0}) {
    states.run(30, arrivals, 7);
    served += states.serving_mean() * 30 / 7;
  }
  double inside = states.waiting_visitors();
  states.run(1e-9, 0, 7);
  inside += states.serving_mean();
  CHECK(served + inside == Approx(4 + 30 * 1.4).epsilon(1e-6));
  CHECK(states.left_out_visitors() < 1e-6);
}

TEST_CASE("a counter that closes takes its visitor with it, and of idle ones it may be any") {
  struct Row {
    int inside, counters, left;
    double serving, waiting;
  };
  const Row rows[] = {
      {1, 2, 1, 0.5, 0},  // the one of two that closes serves in half of all cases
      {2, 4, 2, 1, 0},    // two of four
      {5, 3, 1, 1, 2},    // all serve: who waits goes on waiting
      {5, 3, 0, 0, 2},    // a break
      {0, 3, 1, 0, 0},
  };
  for (const Row& row : rows) {
    CAPTURE(row.inside);
    CAPTURE(row.left);
    LaneStates states;
    states.start(row.inside, row.counters, 1);
    states.change_counters(row.left);
    states.run(1e-9, 0, 10);
    CHECK(states.serving_mean() == Approx(row.serving).epsilon(1e-6));
    CHECK(states.waiting_visitors() == Approx(row.waiting).epsilon(1e-6));
  }
}

TEST_CASE("a counter that opens calls at once, whatever the unit") {
  for (const double unit : {1.0, 0.625, 1.5}) {
    CAPTURE(unit);
    LaneStates states;
    states.start(9, 2, unit);
    states.change_counters(5);
    states.run(1e-9, 0, 10);
    CHECK(states.serving_mean() == Approx(5).epsilon(1e-6));
    CHECK(states.waiting_visitors() == Approx(4).epsilon(1e-6));
    states.change_counters(20);
    states.run(1e-9, 0, 10);
    CHECK(states.serving_mean() == Approx(9).epsilon(1e-6));
    CHECK(states.waiting_visitors() == Approx(0));
  }
}

TEST_CASE("a long run in one go is as one in parts, and rests where nothing changes any more") {
  LaneStates once;
  once.start(0, 40, 1);
  once.run(1200, 9, 4);
  LaneStates parts;
  parts.start(0, 40, 1);
  for (int i = 0; i < 120; ++i) parts.run(10, 9, 4);
  CHECK(once.waiting_visitors() == Approx(parts.waiting_visitors()).epsilon(1e-5));
}

TEST_CASE("Poisson weights sum to one and have their mean, small or large") {
  PoissonWeights weights;
  for (const double mean : {0.0, 1e-9, 0.3, 5.0, 15.99, 16.0, 400.5, 8192.0}) {
    CAPTURE(mean);
    weights.set(mean);
    double sum = 0;
    double first_moment = 0;
    int k = weights.first();
    for (const double each : weights.values()) {
      sum += each;
      first_moment += each * k++;
    }
    CHECK(sum == Approx(1).epsilon(1e-12));
    CHECK(std::abs(first_moment - mean) <= 1e-8 * std::max(mean, 1.0));
  }
  weights.set(3);
  CHECK(weights.first() == 0);
  CHECK(weights.values()[2] == Approx(4.5 * std::exp(-3)).epsilon(1e-8));
}

}  // namespace
}  // namespace offpeak::scheduler

// How many counters a load needs, before any simulation.
#pragma once

#include <span>

#include "loadtest/simulation/formulas/solved.hpp"

namespace offpeak::loadtest {

/// Share of arrivals that must wait where beta sqrt(load) counters are open above the load, in the
/// limit of many: alpha = 1 / (1 + beta Phi(beta) / phi(beta)) (Halfin & Whitt 1981, the delay
/// function). `beta` above 0.
Solved<double> halfin_whitt_wait_share(double beta);

/// Its inverse. `wait_share` between 0 and 1.
Solved<double> halfin_whitt_beta(double wait_share);

/// ceil(load + beta sqrt(load)), at least 1 where there is any load and 0 where there is none.
int square_root_staffing(double load, double beta);

/// Arrivals per minute from one minute on up to another.
struct RateSpan {
  double from_minute = 0;
  double to_minute = 0;
  double per_minute = 0;
};

/// A service by its mean and coefficient of variation, taken as lognormal.
struct LognormalService {
  double mean_minutes = 0;
  double variation = 0;  // 0: constant

  /// E[min(S, x)], which is the mean times the distribution of the residual service at x.
  double capped_mean(double minutes) const;
};

/// Mean number in service at `minute` if nobody ever had to wait, which is the load that counters
/// are needed for: m(t) = integral of lambda(t - u) P(S > u) du = E[lambda(t - S_e)] E[S], S_e the
/// residual service (Eick, Massey & Whitt 1993, "The physics of the Mt/G/infinity queue",
/// theorem 1). It lags and smooths the rates; spans may lie in any order.
double modified_offered_load(std::span<const RateSpan> rates, const LognormalService& service,
                             double minute);

}  // namespace offpeak::loadtest

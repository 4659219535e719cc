// Queues that Erlang's formulas do not cover: general or constant services, priorities, parties.
#pragma once

#include <span>
#include <vector>

#include "loadtest/simulation/formulas/solved.hpp"

namespace offpeak::loadtest {

/// The first three moments of a service: E[S], E[S^2], E[S^3].
struct ServiceMoments {
  double first = 0;
  double second = 0;
  double third = 0;
};

struct Waiting {
  double wait_share = 0;
  double wait_mean = 0;
  double wait_variance = 0;
  double queue_mean = 0;
  double inside_mean = 0;
};

/// M/G/1 in the order of arrival: the Pollaczek-Khinchine mean (Pollaczek 1930, Khinchine 1932),
/// Wq = lambda E[S^2] / (2 (1 - rho)), and Var Wq = Wq^2 + lambda E[S^3] / (3 (1 - rho)), from the
/// transform (Takacs 1962).
Solved<Waiting> general_service(double arrival_rate, const ServiceMoments& service);

/// M/M/c without preemption, classes from the most urgent on, one service rate: the mean wait of
/// each class (Cobham 1954; Larson & Odoni, "Urban Operations Research", 1981, section 4.9.3):
/// W_k = C(c, a) / (c mu) / ((1 - s_(k-1)) (1 - s_k)), s_k the load per server of classes 1 to k.
Solved<std::vector<double>> priority_waits(std::span<const double> arrival_rates,
                                           double service_rate, int servers);

/// M/D/c in the order of arrival; the variance is not given (0). Crommelin 1932: the number inside
/// is looked at once a service, n' = max(n - c, 0) + Poisson(a). Its generating function has the
/// c - 1 roots of z^c = exp(-a (1 - z)) inside the unit disc, which give
/// L = sum 1 / (1 - z_k) + (c - (c - a)^2) / (2 (c - a)) and P(no wait) = (c - a) / prod (1 - z_k).
Solved<Waiting> constant_service(double arrival_rate, double service_time, int servers);

/// M^X/M/1: parties of `party_shares[i]` with i + 1 people come at `party_rate`; the wait of one
/// person. L = rho (1 + E[X^2] / E[X]) / (2 (1 - rho)) (Gross & Harris, "Fundamentals of Queueing
/// Theory", bulk input). The variance and the share that waits are not given (0).
Solved<Waiting> party_arrivals(double party_rate, std::span<const double> party_shares,
                               double service_rate);

/// Mean squared error of a wait that is predicted from the queue's length, (n + 1) / (s mu), over
/// those who must wait in M/M/s, and of the prediction that knows nothing but the mean, which is
/// Var(W | W > 0) (Ibrahim & Whitt 2009, "Real-time delay estimation based on delay history").
struct PredictionError {
  double queue_length = 0;    // 1 / ((1 - rho) (s mu)^2)
  double no_information = 0;  // 1 / (s mu (1 - rho))^2
};

Solved<PredictionError> prediction_error(double arrival_rate, double service_rate, int servers);

}  // namespace offpeak::loadtest

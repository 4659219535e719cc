// Queues with Poisson arrivals, exponential services and c equal counters.
//
// Rates are per unit of time; times come in the same unit. `load` is the offered load, the rate of
// arrivals times the mean service.
#pragma once

#include "loadtest/simulation/formulas/solved.hpp"

namespace offpeak::loadtest {

/// The most servers that any of these formulas is asked for.
inline constexpr int servers_max = 1'000'000;

/// Share of arrivals that find all servers busy and go away (M/M/c/c). Erlang 1917, the loss
/// formula, by its recursion over servers B(k) = a B(k-1) / (k + a B(k-1)), which never overflows.
Solved<double> erlang_b(double load, int servers);

/// Share of arrivals that must wait (M/M/c). Erlang 1917, the delay formula, from the loss formula:
/// C = B / (1 - rho (1 - B)). Unstable from load = servers on.
Solved<double> erlang_c(double load, int servers);

/// M/M/c, served in the order of arrival, in the steady state.
struct DelaySystem {
  double wait_share = 0;     // must wait at all
  double wait_mean = 0;      // over everybody
  double wait_variance = 0;  // over everybody
  double queue_mean = 0;     // waiting (Little 1961: rate times wait_mean)
  double inside_mean = 0;    // waiting or served
  double drain_rate = 0;     // c mu - lambda: of the exponential tail of the wait

  /// Share that waits longer: C exp(-(c mu - lambda) t). `time` is 0 or more.
  double share_over(double time) const;
  /// The wait that this share, below 1, does not exceed.
  double wait_quantile(double share) const;
};

Solved<DelaySystem> delay_system(double arrival_rate, double service_rate, int servers);

/// Where each waiting visitor leaves after an exponential patience, and where `room` may wait.
struct ImpatientSystem {
  double wait_share = 0;     // of all arrivals: come in and must wait
  double blocked_share = 0;  // find the room full
  double abandon_share = 0;  // leave without service
  double wait_mean = 0;      // over those who come in, served or not
  double queue_mean = 0;
  double inside_mean = 0;
  double utilisation = 0;
};

/// Unlimited room: the sum ends where the rest is below 1e-20 of the whole.
inline constexpr int room_unlimited = -1;

/// Erlang A, M/M/s+M (Palm 1957; Garnett, Mandelbaum & Reiman 2002), and M/M/s/s+room+M. Birth and
/// death weights are summed as logarithms relative to the largest, so no load overflows. With
/// patience (`leaving_rate` above 0) or limited room every load is stable.
Solved<ImpatientSystem> erlang_a(double arrival_rate, double service_rate, double leaving_rate,
                                 int servers, int room = room_unlimited);

}  // namespace offpeak::loadtest

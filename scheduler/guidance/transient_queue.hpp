// Predicted waits of one lane over one day, from arrivals and counters alone: no drawing, no
// replay.
//
// The lane is M(t)/M/c(t), first come first served, solved exactly by randomisation (Jensen 1953;
// Ingolfsson, Akhmetshina, Budge, Li & Wu 2007, "A survey and experimental comparison of service-
// level-approximation methods for nonstationary M(t)/M/s(t) queueing systems with exhaustive
// discipline", INFORMS Journal on Computing 19(2)). A counter that closes finishes its visitor and
// goes ("exhaustive"). Waits are virtual: of somebody who comes at any moment of a step, as Poisson
// arrivals see the state as it is on average (Wolff 1982), with the counters that are scheduled
// from then on.
//
// Service times with a coefficient of variation v other than 1: those who wait are counted in units
// of θ = (1 + v²) / 2 visitors, which come and are called 1/θ times as often; with d in place of
// the 1 where the variance of arrivals is d times their mean. The queue then drifts as before, as
// an overload demands, and spreads θ times as much, as the diffusion limit of G/G/c does (Kingman
// 1961; Köllerström 1974). In the steady state its mean and the mean wait are θ times those of
// M/M/c, the formula of Allen (1978) and Cunneen for M/G/c, and whether one waits is as in M/M/c.
#pragma once

#include <span>

#include "base/result.hpp"
#include "scheduler/guidance/call_clock.hpp"
#include "scheduler/guidance/lane_states.hpp"
#include "scheduler/guidance/queue_day.hpp"
#include "scheduler/guidance/virtual_wait.hpp"

namespace offpeak::scheduler {

/// What a step of the day is like. Waits are those of arrivals in the step, from the arrival to the
/// call; in a step without arrivals, of somebody who would come.
struct StepWait {
  double waiting_mean = 0;       // visitors, averaged over the step
  double waiting_at_end = 0;     // visitors, at its end, before counters change
  double serving_mean = 0;       // counters that serve, without those that finish after they closed
  double waiting_share = 0;      // of the arrivals, not called at once
  double too_long_share = 0;     // of them: more than `turning_minutes`; 0 when nobody turns round
  double wait_mean_minutes = 0;  // of those who are called; infinite when nobody is
  double wait_p50_minutes = 0;   // half of all wait no longer; infinite: more are never called
  double wait_p90_minutes = 0;   // nine in ten, likewise
  double called_late_share = 0;  // of the arrivals, not called before the last step ends
  double never_called_share = 0;  // of the arrivals
};

/// Why there is no answer.
enum class QueueDayFault {
  out_of_domain,  // a number is negative, not finite, or beyond its bound (`queue_day.hpp`)
  wrong_room,     // not as many results as steps
};

/// Works on one lane and day at a time, in memory that it allocates once.
class TransientQueue {
 public:
  /// Fills one result for each step. The value is how many visitors had no room in the model: less
  /// than 1e-7 of all who come, unless thousands wait.
  base::Result<double, QueueDayFault> solve(const QueueDay& day, std::span<StepWait> results);

 private:
  void solve_step(const QueueStep& step, FreshStart fresh, double start_minute, StepWait& result);

  double called_visitors(double minute) const;

  double unit_visitors_ = 1;
  double turning_minutes_ = 0;
  LaneStates states_;
  CallClock clock_;
  VirtualWait wait_;
};

}  // namespace offpeak::scheduler

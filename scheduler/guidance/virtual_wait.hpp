// How long somebody waits who comes at any moment of a step.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "scheduler/guidance/call_clock.hpp"
#include "scheduler/guidance/poisson_weights.hpp"

namespace offpeak::scheduler {

/// Moments of a step for each of which the queue is known.
inline constexpr int wait_moments_max = 24;

/// The wait of an arrival behind m units that wait, while all counters serve, is longer than w when
/// N + J <= m: N calls (Poisson) and J calls of counters that open come in w (`CallClock`). With
/// S(m) the chance that m units or more wait and all serve, and T(m) = S(m) + S(m + 1) + …,
///   P(wait > w) = E[S(N + J)],  and its integral over w while J stays: differences of E[T(N + J)].
class VirtualWait {
 public:
  VirtualWait();

  /// Forgets the moments of the step before. `clock` must stay while waits are asked for.
  void start(const CallClock& clock);

  /// The queue around a moment, as a chance for each number of units that wait while all counters
  /// serve; all moments count the same.
  void add(double minute, std::span<const double> queue);

  struct Shares {
    double mean_minutes = 0;  // of those who are called; infinite when nobody is
    double late = 0;          // not called before closing
    double never = 0;
  };
  /// Over the moments that were added.
  Shares shares();

  /// Of those who come at the moments that were added: who waits at all.
  double waiting_share() const;
  /// Who waits longer than so many minutes.
  double exceeding_share(double minutes) { return over(minutes).share; }

  /// The wait that all but this share do not exceed; infinite when more are never called. To about
  /// a second.
  double exceeded_by(double share, const Shares& of);

 private:
  struct Moment {
    double minute = 0;
    CallClock::Reading reading;
    std::size_t units = 0;  // S and T are 0 from here on
  };
  struct Tail {
    double over = 0;    // E[S(N + J)]
    double beyond = 0;  // E[T(N + J)]
  };
  /// The units of a moment that J leaves, and the weights of N that leave some of these.
  struct Left {
    std::size_t from = 0;  // where S and T of the least N + J are
    double part = 0;       // of a unit that J calls beside whole ones
    std::span<const double> weights;
  };
  struct Over {
    double share = 0;
    double falling_per_minute = 0;
  };

  struct Closing {
    double late = 0;
    double waited = 0;  // minutes until closing, averaged over all
  };

  Left left(std::size_t moment, double calls, double opened);
  Tail tail(std::size_t moment, double calls, double opened);
  Shares shares_of(std::size_t moment);
  Shares after_closing(std::size_t moment, const Closing& at);
  Over over(double minutes);
  double guess(double share) const;

  const CallClock* clock_ = nullptr;
  PoissonWeights calls_;
  std::vector<Moment> moments_;
  std::vector<double> queued_;  // S of each moment
  std::vector<double> beyond_;  // T of each moment
};

}  // namespace offpeak::scheduler

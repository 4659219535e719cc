// How many are in a lane, as probabilities, and how they change with time.
#pragma once

#include <span>
#include <vector>

#include "scheduler/guidance/poisson_weights.hpp"
#include "scheduler/guidance/queue_day.hpp"

namespace offpeak::scheduler {

inline constexpr int lane_counters_max = 500;
/// More states than counters that any lane has; the rest is room for those who wait.
inline constexpr int lane_states_max = 4096;

/// The probabilities of the states of one lane. State s up to the open counters c: s visitors are
/// served and nobody waits. State c + m: all are served by, and m units wait. A unit is so many
/// visitors: 1 when service times are exponential, which makes this M(t)/M/c(t) exactly; otherwise
/// see `transient_queue.hpp`.
///
/// Those who are served at a counter that has closed are not in the state: nobody waits for them.
class LaneStates {
 public:
  LaneStates();

  /// So many are inside for certain; they are served by as many counters as are open.
  void start(int inside, int counters, double unit_visitors);

  /// Counters that close finish their visitor and call nobody: any of them may be one that serves.
  /// Counters that open call those who wait at once.
  void change_counters(int counters);

  /// Time passes: randomisation (Jensen 1953; Ingolfsson, Akhmetshina, Budge, Li & Wu 2007, section
  /// 3), over the states that have a probability worth keeping. Counters of a fresh start finish
  /// nobody in its minutes. `service_minutes` is above 0.
  void run(double minutes, double arrivals_per_minute, double service_minutes,
           const FreshStart& fresh = {}, const Turning& turning = {});

  int counters() const { return counters_; }
  /// Of those units that wait, 0 first, averaged over the last `run`; together with the states of
  /// idle counters they sum to 1.
  std::span<const double> queue() const;
  /// Averages over the last `run`.
  double waiting_visitors_mean() const { return waiting(mean_, mean_high_); }
  double serving_mean() const;
  /// At the end of the last `run`.
  double waiting_visitors() const { return waiting(now_, high_); }
  /// Visitors for whom there was no state, since `start`: what the bounds cost.
  double left_out_visitors() const { return left_out_visitors_; }

 private:
  using Masses = std::vector<double>;  // state s is at s + 1, so that each has two neighbours

  static double& at(Masses& masses, int state) {
    return masses[static_cast<std::size_t>(state) + 1];
  }
  static double at(const Masses& masses, int state) {
    return masses[static_cast<std::size_t>(state) + 1];
  }
  double waiting(const Masses& masses, int high) const;
  double position_of(double visitors) const;
  void place(Masses& masses, double visitors, double mass) const;
  void open_counters(int more);
  void close_counter();
  struct Rates {
    double arrivals_per_minute = 0;
    double service_minutes = 0;
    int finishing = 0;  // counters that may finish a visitor
    Turning turning;
  };

  void run_at(const Rates& rates, double minutes, double share);
  void set_rates(const Rates& rates, double jumps_per_minute, int jumps_max);
  void run_part(double jumps_mean, double share);
  void add_now(double end_weight, double mean_weight);
  void turn_back(int state, double mass, double end_weight, double mean_weight);
  double change() const;
  void note_mean();
  double widen();
  void clear(Masses& masses) const;
  void clear_mean();
  void trim();

  int counters_ = 0;
  double unit_visitors_ = 1;
  int low_ = 0;  // states outside low_ … high_ have no mass
  int high_ = 0;
  int mean_low_ = 0;  // the same of `mean_`
  int mean_high_ = 0;
  double left_out_visitors_ = 0;
  PoissonWeights jumps_;
  Masses now_, next_, end_, mean_;
  Masses up_, down_, stay_;  // probabilities of a jump out of each state
};

}  // namespace offpeak::scheduler

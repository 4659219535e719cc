// How fast a lane calls those who wait, over its day.
#pragma once

#include <cstddef>
#include <limits>
#include <span>
#include <vector>

#include "scheduler/guidance/queue_day.hpp"

namespace offpeak::scheduler {

/// Of a step before which so many counters were open.
FreshStart fresh_start(const QueueStep& step, int counters_before, double service_cv);

/// While somebody waits, each open counter calls whenever it has finished a visitor: in all a
/// Poisson process of c / service time. A counter that opens calls at once. So the calls ahead of
/// an arrival are a Poisson number, whose mean this clock shows, and those of openings.
class CallClock {
 public:
  /// A stretch with the same counters, in units of waiting visitors (`lane_states.hpp`).
  struct Stretch {
    double start_minute = 0;
    double units_per_minute = 0;
    double units = 0;   // expected calls from the beginning of the day to `start_minute`
    double opened = 0;  // calls of counters that opened until then, with those of this moment
  };

  struct Reading {
    double units = 0;
    double opened = 0;
    double units_per_minute = 0;
  };

  CallClock() { stretches_.reserve(2 * queue_steps_max + 1); }

  /// `day` has a step.
  void set(const QueueDay& day, double unit_visitors);

  /// The last one begins when the day's last step ends, and has no end.
  std::span<const Stretch> stretches() const { return stretches_; }
  std::size_t stretch_at(double minute) const;
  double end_minute(std::size_t stretch) const {
    return stretch + 1 < stretches_.size() ? stretches_[stretch + 1].start_minute
                                           : std::numeric_limits<double>::infinity();
  }
  Reading at(double minute) const;

 private:
  void begin(double minute, double units_per_minute, double opened, bool is_last = false);

  std::vector<Stretch> stretches_;
};

}  // namespace offpeak::scheduler

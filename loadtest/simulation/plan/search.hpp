// The fewest counters by half-hour, by trying schedules on a simulation.
#pragma once

#include <functional>
#include <vector>

#include "loadtest/simulation/plan/target.hpp"

namespace offpeak::loadtest {

/// Counters by half-hour.
using Staffing = std::vector<int>;

/// Waits of those who came in a half-hour, over all replications.
struct SpanWaits {
  double parties = 0;
  double mean_minutes = 0;
  double share_over = 0;  // that waited the target's minutes or longer, or were never called

  bool meets(const Target& target) const {
    return parties == 0 || target.is_met(mean_minutes, share_over);
  }
};

/// Plays a schedule and returns as many spans as it has. Every schedule has the same draws (common
/// random numbers), so that differences are due to the counters and the search is reproducible.
using Trial = std::function<std::vector<SpanWaits>(const Staffing&)>;

struct SearchLimits {
  int counters_min = 1;  // cannot be closed
  int counters_max = 0;
  int iterations_max = 200;  // trials
};

struct SearchResult {
  Staffing counters;
  std::vector<SpanWaits> waits;  // under it
  int iterations = 0;
  bool complete = false;  // no half-hour can do with one counter less; false: out of iterations
};

/// Iterative staffing (Feldman, Mandelbaum, Massey & Whitt 2008: simulate, restaff each span from
/// what was seen, again), here for a target on waits. Up from `start`: every half-hour that misses
/// the target gets a counter, until all meet it. Then down, always where the target has most slack:
/// a counter is taken wherever all half-hours still meet it, until none can be taken.
SearchResult search_staffing(Staffing start, const Target& target, const SearchLimits& limits,
                             const Trial& trial);

}  // namespace offpeak::loadtest

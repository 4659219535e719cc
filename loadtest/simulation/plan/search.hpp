// The fewest counters by half-hour, by trying schedules on simulated days.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "loadtest/simulation/plan/staffing.hpp"
#include "loadtest/simulation/plan/verdict.hpp"

namespace offpeak::loadtest {

/// Plays a schedule on one of the numbered days, and returns as many cells as the shape has. A day
/// has the same draws under every schedule (common random numbers), so that differences are due to
/// the counters and the search is reproducible.
using Trial = std::function<std::vector<CellDay>(const Staffing&, std::uint32_t day)>;

struct SearchLimits {
  std::uint32_t days = 128;         // that a schedule is tried on at most
  std::uint32_t days_max = 20'000;  // played in all
};

struct SearchResult {
  Staffing counters;
  std::uint32_t days = 0;  // played in all
  bool complete = false;   // no half-hour can do with one counter less; false: out of days
};

/// Iterative staffing (Feldman, Mandelbaum, Massey & Whitt 2008: simulate, restaff each span from
/// what was seen, again), here for a target on waits and several lanes. First on a few days, all
/// half-hours at once: a counter more where the target is missed, one less where most of it is
/// unused. Then on all days: up until every cell meets it, and down, always where the target has
/// most slack: a counter is taken wherever all cells still meet it, until none can be taken. A
/// schedule is dropped as soon as a cell clearly misses (racing: Maron & Moore 1997).
SearchResult search_staffing(const StaffingShape& shape, Staffing start, const SearchLimits& limits,
                             const Trial& trial);

}  // namespace offpeak::loadtest

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
  std::uint32_t decided_days = 0;   // that will decide what is found; 0: nothing will
};

struct SearchResult {
  Staffing counters;
  std::uint32_t days = 0;  // played in all
  bool complete = false;   // it came to its end; false: out of days
};

/// Searches one hall's schedule, again where fresh days say otherwise. Iterative staffing (Feldman,
/// Mandelbaum, Massey & Whitt 2008: simulate, restaff each span from what was seen, again), here
/// for a target on waits and several lanes. First on a few days, all half-hours at once: a counter
/// more where the target is missed, one less where most of it is unused. Then on all days: up until
/// every cell meets it, and down, first where the target has most slack: a counter is taken
/// wherever all cells still meet it, until none can be taken. Counters whose half-hours are far
/// apart are tried together, as a miss then tells which of them it was. A schedule is dropped as
/// soon as a cell clearly misses (racing: Maron & Moore 1997), by what the days played differ from
/// the same days under the schedule before.
///
/// Where days will decide, a cell meets the target when they would call it met: with a margin.
class StaffingSearch {
 public:
  /// The shape, the limits and the trial must outlive it.
  StaffingSearch(const StaffingShape& shape, const SearchLimits& limits, const Trial& trial);

  SearchResult find(Staffing start);

  /// The last schedule found has come to this mean excess by day on fresh days, and some cells have
  /// `missed`. The search days are off by the difference, so from now on it is added to what they
  /// say (control variates: the fresh days tell the level, the search days what a counter changes).
  /// Begins at `raised`, and takes what is too much in the half-hours that have more counters. Each
  /// cell that missed becomes better than it was, on the search days, if counters can help.
  SearchResult refine(Staffing raised, const std::vector<double>& fresh_excess,
                      const std::vector<bool>& missed);

 private:
  /// What a cell came to on the days played so far.
  struct Score {
    double parties = 0;
    MeanOf excess;
    std::vector<double> excess_by_day;
  };
  struct Played {
    std::vector<Score> cells;
    std::uint32_t days = 0;
  };
  /// Where a counter might be taken.
  struct Place {
    std::size_t kind = 0;
    std::size_t half_hour = 0;
    double used = 0;
  };
  using Places = std::vector<std::vector<bool>>;  // by kind and half-hour

  bool has_days() const { return days_ < limits_.days_max; }
  Places places(bool are_open) const;
  void play(const Staffing& counters, std::uint32_t until, Played& into);
  Played play(const Staffing& counters, std::uint32_t days);

  double above_goal(const Played& played, std::size_t cell) const;
  bool meets(const Played& played, std::size_t cell) const;
  std::vector<bool> misses(const Played& played) const;
  double used(const Played& played, std::size_t cell) const;
  double used(const Played& played, std::size_t kind, std::size_t half_hour) const;
  bool may_lose(std::size_t kind, std::size_t half_hour) const;

  void restaff_roughly();
  bool lower_unused(const Played& played, const Places& open);
  void raise_until_met();
  bool lower(Places open);
  std::vector<Place> with_slack(const Places& open) const;
  static std::vector<Place> apart(const std::vector<Place>& places);
  static const Place& cause_of(const LaneCell& missed, const std::vector<Place>& group);
  void take(const std::vector<Place>& group, Places& open);
  bool clearly_misses(const Played& played, std::size_t cell) const;
  std::vector<std::size_t> race(const Staffing& counters, Played& played);
  SearchResult settle(Places open);

  const StaffingShape& shape_;
  const SearchLimits& limits_;
  const Trial& trial_;
  Staffing counters_;
  Played incumbent_;             // all days of `counters_`
  std::vector<double> offsets_;  // by cell, of a day's excess: what the search days are off by
  std::uint32_t days_ = 0;
};

/// `StaffingSearch::find`, where no fresh days follow.
SearchResult search_staffing(const StaffingShape& shape, Staffing start, const SearchLimits& limits,
                             const Trial& trial);

}  // namespace offpeak::loadtest

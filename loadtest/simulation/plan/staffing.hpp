// Counters of a hall by what they serve and by half-hour, and what a search may do with them.
#pragma once

#include <cstddef>
#include <vector>

namespace offpeak::loadtest {

/// Counters by kind (those of one kind serve the same lanes), then by half-hour.
using Staffing = std::vector<std::vector<int>>;

/// Consecutive half-hours of one lane that are judged together.
struct LaneCell {
  std::size_t lane = 0;  // a place in StaffingShape::serves' rows
  std::size_t first = 0;
  std::size_t last = 0;  // included
};

/// What the schedules of a hall have in common.
struct StaffingShape {
  std::vector<std::vector<bool>> serves;  // by kind, then by lane
  std::size_t half_hours = 0;
  std::vector<LaneCell> cells;
  int counters_max = 0;  // of one kind
  double tolerance = 0;  // of a party, TargetTest
  double allowed = 0;    // of a party, Target::allowed

  std::size_t lanes() const { return serves.empty() ? 0 : serves.front().size(); }

  /// Whether every lane has a counter in this half-hour: one that is offered is never closed.
  bool serves_all(const Staffing& counters, std::size_t half_hour) const;

  /// The kind that a counter is added to when these lanes need one: it serves most of them, and
  /// among such kinds the fewest lanes besides. One of the lanes at least must be served.
  std::size_t kind_for(const std::vector<bool>& lanes) const;
};

/// Adds a counter in every half-hour of the cells that `misses` says. `beyond`: also in the one
/// after, in which the last who came in a cell are served. False when nothing could be added.
bool raise(const StaffingShape& shape, const std::vector<bool>& misses, bool beyond,
           Staffing& counters);

}  // namespace offpeak::loadtest

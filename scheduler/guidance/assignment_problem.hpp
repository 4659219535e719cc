// Who would come where, where else they could go, and what a plan says of that.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "scheduler/guidance/congestion.hpp"

namespace offpeak::scheduler {

inline constexpr std::size_t assignment_cells_max = 200'000;
inline constexpr std::size_t assignment_options_max = 8'000'000;
/// Of counter-minutes and of costs in minutes: far beyond any city, far below what sums lose.
inline constexpr double assignment_number_max = 1e7;

/// A lane of a hall in a half-hour of a day.
struct AssignmentCell {
  double counters = 0;  // 0, or a share of one, too
  double minutes = 30;
  double service_minutes = 9;  // mean
  double fixed_minutes = 0;    // counter-minutes that are expected anyway
  double room_minutes = 0;     // counter-minutes that may still be booked; none without counters
};

/// A place where a group may go. `cost_minutes`: the way and the shift from the wished time, as
/// minutes that one would wait instead.
struct AssignmentOption {
  std::uint32_t cell = 0;
  double cost_minutes = 0;
};

/// Those who live near one hall and wish for one half-hour. Its options lie one behind another in
/// the problem, in different cells, the habit first.
struct AssignmentGroup {
  double amount_minutes = 0;  // counter-minutes that they are expected to need
  std::uint32_t options = 0;  // how many, at least 1
};

struct AssignmentProblem {
  std::span<const AssignmentCell> cells;
  std::span<const AssignmentGroup> groups;
  std::span<const AssignmentOption> options;  // of all groups
  /// Of each group, those who follow. The rest stays with its habit: it is fixed load there, and
  /// takes room before the plan does.
  double movable_share = 1;
  /// Of a counter-minute without a place: because no option has room, or because each one's cost
  /// and crowding would be more than this.
  double unplaced_cost_minutes = 600;
  CongestionModel congestion{};
};

struct AssignmentPlan {
  /// One for each option: which part of those who follow goes there. A group's sum is 1, or less
  /// by those without a place.
  std::vector<double> fractions;
  /// One for each cell: what a counter-minute there costs the others in minutes of waiting, with
  /// what its room is worth to them where the plan fills it; infinite without room.
  std::vector<double> prices;
  /// One for each cell: that second part alone. It is what the next solution starts from.
  std::vector<double> room_prices;
};

/// Why there is no plan.
enum class AssignmentFault {
  out_of_domain,  // a number is not finite or outside its bounds, a cell does not exist
  wrong_sizes,    // the groups have more or fewer options than there are
};

}  // namespace offpeak::scheduler

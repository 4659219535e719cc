// The best places for all who are still to book: the city-wide assignment of an outlook.
//
// Each bookable lane is a problem of its own. A group is those who live nearest to one hall and
// wish for one half-hour of one day; its options are the half-hours around it, the same at quiet
// halls nearby, and the same half-hour of other days. A cell's congestion is that of all counters
// that share lanes with it, with what the other lanes bring.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "guide/outlook.hpp"
#include "scheduler/guidance/assignment.hpp"

namespace offpeak::guide {

/// Where a group may be sent.
inline constexpr int same_day_shift_minutes_max = 180;
inline constexpr std::size_t nearby_halls_max = 3;
inline constexpr double nearby_km_max = 25;
inline constexpr int nearby_shift_minutes_max = 90;
inline constexpr int shift_days_max = 3;

/// What that costs, in minutes that one would wait instead: assumptions [D].
inline constexpr double minutes_per_km = 2;
inline constexpr double minutes_per_shifted_minute = 0.1;
inline constexpr double minutes_per_shifted_day = 20;

/// What a hall that takes in guests waits at most with them, by the formula of a steady queue
/// (`scheduler::Congestion`): so nobody there is worse off by more.
inline constexpr double quiet_wait_minutes = 1;

/// By how much of a group the plan that is shown changes at a time.
inline constexpr double plan_change_max = 0.2;

/// A half-hour of a lane in which bookable slots begin.
struct PlanCell {
  scheduler::SlotKey key{};  // named like a slot that begins with the half-hour
  std::uint32_t slots_from = 0;
  std::uint32_t slots_to = 0;
};

struct PlanGroup {
  scheduler::SlotKey wished{};  // as the key of its cell
  std::uint32_t options_from = 0;
  std::uint32_t options_to = 0;
  double amount_minutes = 0;  // counter-minutes that are expected of it
};

/// Of one lane. All are by key; a group's options begin with its habit: the wished half-hour, or
/// the nearest one with room of that day and hall.
struct LanePlan {
  config::LaneCode lane{};
  std::vector<PlanCell> cells;
  std::vector<scheduler::SlotKey> slots;
  std::vector<PlanGroup> groups;
  std::vector<scheduler::AssignmentOption> options;
  scheduler::AssignmentPlan plan;
  scheduler::AssignmentResult result;  // of the best plan, towards which this one is a step

  std::span<const scheduler::SlotKey> slots_of(const PlanCell& cell) const;
  const PlanCell& cell_of(std::uint32_t option) const { return cells[options[option].cell]; }
};

struct SuggestionPlan {
  std::vector<LanePlan> lanes;  // by code; only bookable ones with slots

  const LanePlan* find(config::LaneCode lane) const;
};

/// What the counters of a pool have to do on that day anyway: all but those who look for an
/// appointment of `lane` from now on, with it or in vain. `LaneCode{}`: simply all that is
/// expected. Counter-minutes.
scheduler::HalfHours minutes_beside(const DayOutlook& day, config::HallCode hall,
                                    scheduler::LaneSet pool, config::LaneCode lane);

/// The load of a half-hour up to which its mean wait is at most `quiet_wait_minutes`.
double quiet_minutes(const scheduler::AssignmentCell& cell);

/// Makes plans, one at a time; what it works with is kept for the next.
class SuggestionPlanner {
 public:
  /// At most a step from `last`, which may be empty. The part that follows is `known.compliance`.
  SuggestionPlan plan(const Known& known, const Outlook& outlook, const SuggestionPlan& last);

 private:
  scheduler::Assignment assignment_;
};

}  // namespace offpeak::guide

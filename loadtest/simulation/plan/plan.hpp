// The fewest counters by hall and half-hour that meet a target on a day, and who staffs them.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "loadtest/simulation/days/scenario.hpp"
#include "loadtest/simulation/plan/hall_trial.hpp"
#include "loadtest/simulation/plan/shifts.hpp"

namespace offpeak::loadtest {

inline constexpr std::uint32_t plan_days_max = 1000;

struct PlanSpec {
  Scenario scenario;  // its one date
  Target target;
  std::optional<config::HallCode> hall;  // nothing: all that are open
  std::optional<ShiftRules> shifts;      // nothing: counters open and close by the half-hour
  std::uint64_t seed = 1;
  std::uint32_t search_days = 100;  // that schedules are compared on
  std::uint32_t check_days = 600;   // that a schedule is decided on at most; then it gets a counter
  int threads = 1;
};

/// Consecutive half-hours of a lane that are judged together. The wait is in the target's terms:
/// minutes, or a share from 0 to 1, on fresh days; who is never called waits until midnight.
struct LaneGoal {
  config::LaneCode lane{};
  config::Period span;
  double parties_per_day = 0;
  double wait = 0;
  Verdict verdict = Verdict::undecided;
};

/// People with the same day, at counters of one kind.
struct WorkedShift {
  std::size_t kind = 0;                 // a place in HallPlan::kinds
  config::Period hours;                 // from start to end
  std::optional<config::Period> pause;  // the hall may be closed then
  config::minutes work{};
  int people = 0;
};

struct HallPlan {
  config::HallCode hall{};
  std::string name;
  std::vector<CounterKind> kinds;
  std::vector<config::Period> half_hours;
  Staffing counters;  // by kind and half-hour, as they are staffed
  std::vector<LaneGoal> goals;
  std::vector<WorkedShift> shifts;     // with rules for them
  std::vector<config::Counter> desks;  // the same schedule, as counters with their hours
  double counter_hours = 0;
  double shift_hours_bound = 0;     // no shifts that cover the need have fewer
  std::uint32_t days_searched = 0;  // played
  std::uint32_t days_fresh = 0;     // of the last schedule
  bool complete = false;            // the search came to its end, and not to that of its days

  bool is_met() const;
};

/// In the order of the city's halls; closed ones are left out. The same spec gives the same plan,
/// whatever `threads`. Fails when no shift fits into a hall's day. Throws BrokenInvariant.
base::Result<std::vector<HallPlan>> plan_city(const PlanSpec& spec);

/// docs/staffing.md describes them. The scenarios are a file for `offpeak simulate --scenarios`:
/// the halls as they are configured, and as they are planned.
std::string plan_table(const PlanSpec& spec, const std::vector<HallPlan>& halls);
std::string plan_json(const PlanSpec& spec, const std::vector<HallPlan>& halls);
std::string plan_scenarios(const PlanSpec& spec, const std::vector<HallPlan>& halls);

}  // namespace offpeak::loadtest

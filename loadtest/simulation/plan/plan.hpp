// The fewest counters by hall and half-hour that meet a target on a day.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "loadtest/simulation/days/scenario.hpp"
#include "loadtest/simulation/plan/search.hpp"

namespace offpeak::loadtest {

inline constexpr std::uint32_t plan_replications_max = 1000;

struct PlanSpec {
  Scenario scenario;  // its one date
  Target target;
  std::optional<config::HallCode> hall;  // nothing: all that are open
  std::uint64_t seed = 1;
  std::uint32_t replications = 40;  // days that each schedule is tried on
  int threads = 1;
};

/// A half-hour of the plan. Waits are in the target's terms: minutes, or a share from 0 to 1;
/// infinite when somebody was never called.
struct HalfHourPlan {
  config::Period period;
  int counters = 0;
  double wait = 0;  // on the days that the search tried
  bool met = false;
  double checked_wait = 0;  // on as many other days, which the search did not see
  bool checked_met = false;
  bool exceeds_hall = false;  // more than the hall has
};

struct HallPlan {
  config::HallCode hall{};
  std::string name;
  int counters_configured = 0;
  std::vector<HalfHourPlan> half_hours;
  double counter_hours = 0;
  int iterations = 0;
  bool complete = false;  // no half-hour can do with one counter less
};

/// In the order of the city's halls; closed ones are left out. The same spec gives the same plan,
/// whatever `threads`. Throws BrokenInvariant.
std::vector<HallPlan> plan_city(const PlanSpec& spec);

/// docs/staffing.md describes both.
std::string plan_table(const PlanSpec& spec, const std::vector<HallPlan>& halls);
std::string plan_json(const PlanSpec& spec, const std::vector<HallPlan>& halls);

}  // namespace offpeak::loadtest

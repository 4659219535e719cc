#include "loadtest/simulation/plan/plan.hpp"

#include <algorithm>
#include <functional>
#include <utility>

#include "base/in_parallel.hpp"
#include "loadtest/simulation/plan/decide.hpp"
#include "scheduler/booking/opening.hpp"

namespace offpeak::loadtest {
namespace {

double hours_of(const Staffing& counters, const std::vector<config::Period>& half_hours) {
  double hours = 0;
  for (const auto& counts : counters) {
    for (std::size_t at = 0; at < counts.size(); ++at) {
      const auto minutes = half_hours[at].to - half_hours[at].from;
      hours += counts[at] * static_cast<double>(minutes.count()) / 60;
    }
  }
  return hours;
}

class HallPlanner {
 public:
  HallPlanner(const PlanSpec& spec, std::size_t place)
      : spec_{spec},
        hall_{spec.scenario.city.halls[place]},
        trial_{spec.scenario, place, spec.seed, spec.target} {
    if (spec.shifts) shifts_ = possible_shifts(*spec.shifts, trial_.half_hours());
  }

  base::Result<HallPlan> plan() {
    const auto half_hours = trial_.half_hours().size();
    if (spec_.shifts && !can_cover(shifts_, half_hours)) {
      return base::Fault{"no shift of the lengths allowed fits into the day of " + hall_.name.en};
    }
    const SearchLimits limits{.days = spec_.search_days, .decided_days = spec_.check_days};
    const Trial known = [this](const Staffing& counters, std::uint32_t day) {
      return trial_.play_known(counters, day);
    };
    StaffingSearch search{trial_.shape(), limits, known};
    SearchResult found = search.find(trial_.start());
    // A roster differs from what was searched, so its misses are mended by counters alone.
    Refine refine;
    if (!spec_.shifts) {
      refine = [&](Staffing raised, const auto& fresh_excess, const auto& missed) {
        found = search.refine(std::move(raised), fresh_excess, missed);
        return found.counters;
      };
    }
    const auto decided = decide_staffing(
        trial_.shape(), found.counters, {.round_days_max = spec_.check_days},
        [this](const Staffing& needed) { return staffed_for(needed); },
        [this](const Staffing& counters, std::uint32_t day) {
          return trial_.play_fresh(counters, day);
        },
        [this] { trial_.forget_waits(); }, refine);
    return describe(found, decided);
  }

 private:
  /// Without rules for shifts: as many as are needed.
  Staffing staffed_for(const Staffing& needed) {
    if (!spec_.shifts) return needed;
    Staffing staffed;
    rosters_.clear();
    for (const auto& counts : needed) {
      const Roster& roster = rosters_.emplace_back(least_roster(shifts_, counts));
      auto& row = staffed.emplace_back(counts.size());
      for (std::size_t shift = 0; shift < shifts_.size(); ++shift) {
        for (std::size_t at = 0; at < row.size(); ++at) {
          if (shifts_[shift].covers(at)) row[at] += roster.people[shift];
        }
      }
    }
    return staffed;
  }

  HallPlan describe(const SearchResult& found, const Decided& decided) const {
    HallPlan plan{.hall = hall_.code,
                  .name = hall_.name.en,
                  .kinds = trial_.counters().kinds(),
                  .half_hours = trial_.half_hours(),
                  .counters = decided.staffed,
                  .goals = {},
                  .shifts = {},
                  .desks = staffed_counters(trial_.counters().kinds(), trial_.counters().machines(),
                                            decided.staffed, trial_.half_hours()),
                  .counter_hours = hours_of(decided.staffed, trial_.half_hours()),
                  .days_searched = found.days,
                  .days_fresh = decided.round_days,
                  .complete = found.complete};
    for (std::size_t at = 0; at < decided.cells.size(); ++at) {
      plan.goals.push_back(goal(at, decided));
    }
    for (std::size_t kind = 0; kind < rosters_.size(); ++kind) add_shifts(kind, plan);
    return plan;
  }

  LaneGoal goal(std::size_t at, const Decided& decided) const {
    const LaneCell& cell = trial_.shape().cells[at];
    const CellWaits& waits = trial_.waits()[at];
    const auto& half_hours = trial_.half_hours();
    const auto days = static_cast<double>(std::max(decided.round_days, 1U));
    return {.lane = trial_.counters().lanes()[cell.lane],
            .span = {half_hours[cell.first].from, half_hours[cell.last].to},
            .parties_per_day = static_cast<double>(waits.minutes.count()) / days,
            .wait = figure(waits),
            .verdict = decided.cells[at]};
  }

  /// What the target names.
  double figure(const CellWaits& waits) const {
    const auto parties = static_cast<double>(waits.minutes.count());
    if (parties == 0) return 0;
    if (spec_.target.kind == Target::Kind::mean) return waits.sum_minutes / parties;
    const auto percentile = spec_.target.percentile();
    return percentile ? waits.minutes.quantile(*percentile)
                      : static_cast<double>(waits.over) / parties;
  }

  void add_shifts(std::size_t kind, HallPlan& plan) const {
    const Roster& roster = rosters_[kind];
    plan.shift_hours_bound += roster.hours_bound;
    const auto& half_hours = trial_.half_hours();
    for (std::size_t at = 0; at < shifts_.size(); ++at) {
      if (roster.people[at] == 0) continue;
      const Shift& shift = shifts_[at];
      WorkedShift worked{.kind = kind,
                         .hours = {half_hours[shift.first].from, half_hours[shift.end - 1].to},
                         .pause = pause_of(shift),
                         .work = shift.work,
                         .people = roster.people[at]};
      plan.shifts.push_back(worked);
    }
  }

  std::optional<config::Period> pause_of(const Shift& shift) const {
    const auto& half_hours = trial_.half_hours();
    if (shift.break_first == shift.end) return std::nullopt;
    if (shift.break_first < shift.break_end) {
      return config::Period{half_hours[shift.break_first].from, half_hours[shift.break_end - 1].to};
    }
    return config::Period{half_hours[shift.break_first - 1].to, half_hours[shift.break_first].from};
  }

  const PlanSpec& spec_;
  const config::Hall& hall_;
  HallTrial trial_;
  std::vector<Shift> shifts_;
  std::vector<Roster> rosters_;  // by kind, of the last need
};

/// Places of the halls to plan, those with most counters first: they take longest.
std::vector<std::size_t> halls_to_plan(const PlanSpec& spec) {
  const auto& halls = spec.scenario.city.halls;
  std::vector<std::size_t> places;
  for (std::size_t place = 0; place < halls.size(); ++place) {
    const bool wanted = !spec.hall || *spec.hall == halls[place].code;
    if (wanted && scheduler::is_open(spec.scenario.city, halls[place], spec.scenario.date)) {
      places.push_back(place);
    }
  }
  std::ranges::stable_sort(places, std::ranges::greater{},
                           [&halls](std::size_t place) { return halls[place].counters.size(); });
  return places;
}

}  // namespace

bool HallPlan::is_met() const {
  return std::ranges::all_of(goals,
                             [](const LaneGoal& goal) { return goal.verdict == Verdict::met; });
}

base::Result<std::vector<HallPlan>> plan_city(const PlanSpec& spec) {
  const auto places = halls_to_plan(spec);
  std::vector<base::Result<HallPlan>> plans(places.size(), HallPlan{});
  base::in_parallel(places.size(), spec.threads, [&](std::size_t at) {
    plans[at] = HallPlanner{spec, places[at]}.plan();
  });
  std::vector<HallPlan> sound;
  for (auto& plan : plans) {
    if (!plan) return plan.error();
    sound.push_back(std::move(*plan));
  }
  std::ranges::sort(sound, {}, &HallPlan::hall);
  return sound;
}

}  // namespace offpeak::loadtest

#include "loadtest/simulation/plan/plan.hpp"

#include <algorithm>
#include <utility>

#include "base/in_parallel.hpp"
#include "loadtest/simulation/plan/hall_trial.hpp"
#include "scheduler/booking/opening.hpp"

namespace offpeak::loadtest {
namespace {

using Days = std::vector<std::vector<Visitor>>;

/// The visitors of each hall, by its place and by replication.
std::vector<Days> visitors_by_hall(const PlanSpec& spec, std::uint64_t seed) {
  const Scenario& scenario = spec.scenario;
  std::vector<Days> halls(scenario.city.halls.size(), Days(spec.replications));
  for (std::uint32_t replication = 0; replication < spec.replications; ++replication) {
    const auto visitors = visitors_on(scenario.demand, scenario.city, scenario.date,
                                      scenario.change, Draws{seed, replication});
    std::size_t place = 0;
    for (const Visitor& visitor : visitors) {
      while (scenario.city.halls[place].code != visitor.hall) ++place;
      halls[place][replication].push_back(visitor);
    }
  }
  return halls;
}

/// What the target names.
double figure(const Target& target, const SpanWaits& span, HallTrial& trial, std::size_t at) {
  if (target.kind == Target::Kind::mean) return span.mean_minutes;
  const auto percentile = target.percentile();
  return percentile ? trial.quantile(at, *percentile) : span.share_over;
}

class HallPlanner {
 public:
  HallPlanner(const PlanSpec& spec, std::size_t place, Days tried, Days checked)
      : spec_{spec},
        hall_{spec.scenario.city.halls[place]},
        trial_{spec.scenario, place, std::move(tried), spec.seed, spec.target},
        check_{spec.scenario, place, std::move(checked), spec.seed + 1, spec.target} {}

  HallPlan plan() {
    const SearchLimits limits{.counters_min = std::max(1, trial_.counters_shared()),
                              .counters_max = config::counters_max / 2};
    const auto found = search_staffing(trial_.start(), spec_.target, limits,
                                       [this](const Staffing& s) { return trial_.play(s); });
    HallPlan plan{.hall = hall_.code,
                  .name = hall_.name.en,
                  .counters_configured = trial_.counters_configured(),
                  .half_hours = {},
                  .counter_hours = 0,
                  .iterations = found.iterations,
                  .complete = found.complete};
    add_half_hours(found.counters, plan);
    return plan;
  }

 private:
  void add_half_hours(const Staffing& counters, HallPlan& plan) {
    const auto tried = trial_.play(counters);
    const auto checked = check_.play(counters);
    for (std::size_t at = 0; at < counters.size(); ++at) {
      const config::Period period = trial_.half_hours()[at];
      plan.counter_hours +=
          counters[at] * static_cast<double>((period.to - period.from).count()) / 60;
      plan.half_hours.push_back({.period = period,
                                 .counters = counters[at],
                                 .wait = figure(spec_.target, tried[at], trial_, at),
                                 .met = tried[at].meets(spec_.target),
                                 .checked_wait = figure(spec_.target, checked[at], check_, at),
                                 .checked_met = checked[at].meets(spec_.target),
                                 .exceeds_hall = counters[at] > trial_.counters_configured()});
    }
  }

  const PlanSpec& spec_;
  const config::Hall& hall_;
  HallTrial trial_;
  HallTrial check_;
};

/// Places of the halls to plan.
std::vector<std::size_t> halls_to_plan(const PlanSpec& spec) {
  const auto& city = spec.scenario.city;
  std::vector<std::size_t> places;
  for (std::size_t place = 0; place < city.halls.size(); ++place) {
    const bool is_wanted = !spec.hall || *spec.hall == city.halls[place].code;
    if (is_wanted && scheduler::is_open(city, city.halls[place], spec.scenario.date)) {
      places.push_back(place);
    }
  }
  return places;
}

}  // namespace

std::vector<HallPlan> plan_city(const PlanSpec& spec) {
  const auto places = halls_to_plan(spec);
  auto tried = visitors_by_hall(spec, spec.seed);
  auto checked = visitors_by_hall(spec, spec.seed + 1);
  std::vector<HallPlan> plans(places.size());
  base::in_parallel(places.size(), spec.threads, [&](std::size_t at) {
    const std::size_t place = places[at];
    plans[at] = HallPlanner{spec, place, std::move(tried[place]), std::move(checked[place])}.plan();
  });
  return plans;
}

}  // namespace offpeak::loadtest

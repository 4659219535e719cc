#include "bench/guidance_study/study_measures.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <cmath>
#include <map>
#include <mutex>

#include "demand/machine_lanes.hpp"
#include "guide/outlook.hpp"
#include "guide/suggestion_plan.hpp"
#include "loadtest/simulation/days/received.hpp"
#include "scheduler/booking/release.hpp"
#include "scheduler/guidance/level_bound.hpp"

namespace offpeak::bench {
namespace {

using loadtest::Cell;
using loadtest::DayResult;
using loadtest::HallResult;
using loadtest::Scenario;

bool is_open(const Cell& cell) { return cell.hours_ms > 0 && cell.open_ms > 0; }

double load_of(const Cell& cell) {
  return static_cast<double>(cell.brought_ms) / static_cast<double>(cell.open_ms);
}

double roughness_of(const DayResult& day) {
  double sum = 0;
  int pairs = 0;
  for (const HallResult& hall : day.halls) {
    for (std::size_t at = 0; at + 1 < hall.cells.size(); ++at) {
      if (!is_open(hall.cells[at]) || !is_open(hall.cells[at + 1])) continue;
      sum += std::abs(load_of(hall.cells[at + 1]) - load_of(hall.cells[at]));
      ++pairs;
    }
  }
  return pairs == 0 ? 0 : sum / pairs;
}

double mean_minutes(std::int64_t wait_ms, std::uint64_t parties) {
  if (parties == 0) return 0;
  return static_cast<double>(wait_ms) / loadtest::ms_per_minute / static_cast<double>(parties);
}

using loadtest::GroupWaits;

/// The groups that follow when so many do, or the others.
GroupWaits of_groups(const std::array<GroupWaits, loadtest::follow_groups>& groups, double share,
                     bool follow) {
  GroupWaits sum;
  for (std::size_t at = 0; at < groups.size(); ++at) {
    if ((loadtest::follow_shares[at] <= share) == follow) sum.add(groups[at]);
  }
  return sum;
}

/// A class of visitors of a hall; `share`: as many follow.
using ClassOf = GroupWaits (*)(const HallResult& hall, double share);

GroupWaits walk_ins(const HallResult& hall, double /*share*/) {
  return {hall.walk_in.parties, hall.walk_in.wait_ms};
}
GroupWaits booked(const HallResult& hall, double share) {
  return of_groups(hall.bookings.booked_groups, share, false);
}
GroupWaits followers(const HallResult& hall, double share) {
  return of_groups(hall.bookings.booked_groups, share, true);
}
/// But for those who follow.
GroupWaits priority(const HallResult& hall, double share) {
  GroupWaits waits{hall.priority.parties, hall.priority.wait_ms};
  const auto follow = of_groups(hall.bookings.priority_groups, share, true);
  return {waits.parties - follow.parties, waits.wait_ms - follow.wait_ms};
}

double mean_of(const DayResult& day, ClassOf each, double share) {
  GroupWaits sum;
  for (const HallResult& hall : day.halls) sum.add(each(hall, share));
  return mean_minutes(sum.wait_ms, sum.parties);
}

ClassWaits class_waits(const DayResult& sum, const DayResult& off, double share) {
  return {.walk_in = mean_of(sum, walk_ins, share),
          .booked = mean_of(sum, booked, share),
          .booked_off = mean_of(off, booked, share),
          .followers = mean_of(sum, followers, share),
          .followers_off = mean_of(off, followers, share),
          .priority = mean_of(sum, priority, share)};
}

/// The difference of two ratios of sums, minutes waited by parties, with the interval of the delta
/// method over pairs of replications.
loadtest::Estimate difference_of(const std::vector<GroupWaits>& with,
                                 const std::vector<GroupWaits>& without) {
  GroupWaits sum_with, sum_without;
  for (const GroupWaits& each : with) sum_with.add(each);
  for (const GroupWaits& each : without) sum_without.add(each);
  const double mean_with = mean_minutes(sum_with.wait_ms, sum_with.parties);
  const double mean_without = mean_minutes(sum_without.wait_ms, sum_without.parties);
  const auto count = static_cast<double>(with.size());
  const auto residual = [count](const GroupWaits& each, const GroupWaits& sum, double mean) {
    const double minutes = static_cast<double>(each.wait_ms) / loadtest::ms_per_minute;
    return (minutes - mean * static_cast<double>(each.parties)) * count /
           static_cast<double>(sum.parties);
  };
  loadtest::MeanOf residuals;
  for (std::size_t at = 0; at < with.size(); ++at) {
    residuals.add(residual(with[at], sum_with, mean_with) -
                  residual(without[at], sum_without, mean_without));
  }
  return {mean_with - mean_without, residuals.estimate().half_width};
}

ClassChanges changes_of(const std::vector<DayResult>& with, const std::vector<DayResult>& without,
                        ClassOf each, double share) {
  ClassChanges changes;
  for (std::size_t hall = 0; hall < without.front().halls.size(); ++hall) {
    std::vector<GroupWaits> here, before;
    GroupWaits sum, sum_before;
    for (std::size_t at = 0; at < with.size(); ++at) {
      sum.add(here.emplace_back(each(with[at].halls[hall], share)));
      sum_before.add(before.emplace_back(each(without[at].halls[hall], share)));
    }
    if (sum.parties == 0 || sum_before.parties == 0) continue;
    changes.push_back({.hall = without.front().halls[hall].hall,
                       .parties = static_cast<double>(std::min(sum.parties, sum_before.parties)) /
                                  static_cast<double>(with.size()),
                       .minutes_off = mean_minutes(sum_before.wait_ms, sum_before.parties),
                       .change = difference_of(here, before)});
  }
  return changes;
}

/// Of pairs of replications.
loadtest::Estimate gain_of(const loadtest::ScenarioResult& off, const loadtest::ScenarioResult& arm,
                           const loadtest::ScenarioResult& best) {
  loadtest::RatioOf gain;
  for (std::size_t at = 0; at < off.headlines.size(); ++at) {
    const double before = off.headlines[at].wait_minutes;
    gain.add(before - arm.headlines[at].wait_minutes, before - best.headlines[at].wait_minutes);
  }
  return gain.estimate();
}

/// The lowest possible highest load of a hall on the first day of the scenario: walk-ins stay, who
/// books may be anywhere within three hours of the wished half-hour. Halves of an hour are the
/// steps; `played` has the counter time of each.
///
/// Everybody who comes is in it once: who looks for an appointment and stays away when there is
/// none is no load, who then comes all the same may be anywhere near the wished time.
double bound_of(const guide::DayOutlook& day, const config::Hall& hall, scheduler::LaneSet machines,
                const HallResult& played, double days) {
  std::vector<scheduler::LevelStep> steps;
  std::vector<std::size_t> half_hours;
  for (std::size_t at = 0; at < played.cells.size(); ++at) {
    if (!is_open(played.cells[at])) continue;
    const double minutes =
        static_cast<double>(played.cells[at].open_ms) / loadtest::ms_per_minute / days;
    steps.push_back({.capacity = minutes, .fixed = 0});
    half_hours.push_back(at);
  }
  std::vector<scheduler::MovableLoad> movables;
  for (const auto& lane : day.lanes) {
    if (lane.hall != hall.code || (machines & scheduler::lane_bit(lane.lane)) != 0) continue;
    double looking = 0;
    double coming = 0;
    for (std::size_t at = 0; at < lane.wished.size(); ++at) {
      looking += lane.wished[at];
      coming += lane.booked[at] + lane.walk_ins_unplaced[at];
    }
    const double come = looking > 0 ? std::min(coming / looking, 1.0) : 0;
    const double minutes = lane.party_minutes + lane.way_minutes;
    for (std::size_t at = 0; at < half_hours.size(); ++at) {
      const auto half_hour = half_hours[at];
      steps[at].fixed += (lane.walk_ins[half_hour] - lane.walk_ins_unplaced[half_hour]) * minutes;
    }
    for (std::size_t wished = 0; wished < lane.wished.size(); ++wished) {
      if (lane.wished[wished] <= 0) continue;
      constexpr std::size_t shift = guide::same_day_shift_minutes_max / 30;
      const auto near = [&](std::size_t half_hour) {
        return half_hour + shift >= wished && half_hour <= wished + shift;
      };
      const auto first = std::ranges::find_if(half_hours, near);
      if (first == half_hours.end()) continue;
      const auto end = std::find_if_not(first, half_hours.end(), near);
      movables.push_back({.amount = lane.wished[wished] * come * minutes,
                          .first = static_cast<std::size_t>(first - half_hours.begin()),
                          .last = static_cast<std::size_t>(end - half_hours.begin()) - 1});
    }
  }
  const auto bound = scheduler::level_bound(steps, movables);
  return bound ? bound->level : 0;
}

/// By hall, in the order of the city: of the day as it is forecast before anybody has booked.
std::vector<double> bounds_of(const Scenario& scenario, const DayResult& played, double days) {
  const guide::Known known{.city = scenario.city, .model = scenario.demand};
  guide::Forecaster forecaster;
  const auto day = forecaster.day(
      known, {}, scenario.date,
      loadtest::meant_people(scenario.demand, scenario.city, scenario.date, scenario.change));
  const auto machines = demand::machine_lanes(scenario.city);
  std::vector<double> bounds;
  for (std::size_t hall = 0; hall < scenario.city.halls.size(); ++hall) {
    bounds.push_back(bound_of(day, scenario.city.halls[hall], machines, played.halls[hall], days));
  }
  return bounds;
}

void set_loads(const DayResult& sum, const std::vector<double>& bounds, ArmMeasures& arm) {
  for (std::size_t at = 0; at < bounds.size(); ++at) {
    HallLoads& hall = arm.loads.emplace_back();
    hall.hall = sum.halls[at].hall;
    hall.bound = bounds[at];
    for (std::size_t cell = 0; cell < loadtest::cells_per_day; ++cell) {
      const Cell& each = sum.halls[at].cells[cell];
      if (is_open(each)) hall.loads.emplace_back(static_cast<int>(cell), load_of(each));
    }
    if (hall.bound < crowded_from) continue;
    const double load = hall.highest();
    if (arm.bound > 0 && load * arm.bound <= arm.max_load * hall.bound) continue;
    arm.max_load = load;
    arm.bound = hall.bound;
    arm.bound_hall = hall.hall;
  }
}

std::size_t place_of(std::string_view key) {
  const auto field =
      std::ranges::find(loadtest::headline_fields, key, &loadtest::HeadlineField::key);
  return static_cast<std::size_t>(field - loadtest::headline_fields.begin());
}

}  // namespace

double HallLoads::highest() const {
  double most = 0;
  for (const auto& [half_hour, load] : loads) most = std::max(most, load);
  return most;
}

const ClassChange* worst_of(const ClassChanges& changes) {
  const ClassChange* worst = nullptr;
  for (const ClassChange& each : changes) {
    if (each.parties < worst_parties_min) continue;
    if (worst == nullptr || each.change.mean > worst->change.mean) worst = &each;
  }
  return worst;
}

const loadtest::Estimate& ArmMeasures::operator[](std::string_view key) const {
  return figures[place_of(key)];
}

const loadtest::Estimate& ArmMeasures::change(std::string_view key) const {
  return less_off[place_of(key)];
}

std::vector<ArmMeasures> measure(StudySection section, std::uint32_t replications, int threads) {
  loadtest::StudySpec spec;
  spec.replications = replications;
  spec.threads = threads;
  // As many mean to come as are received without guidance: what it changes then shows.
  const auto meant = loadtest::meant_per_received(section.arms.front(), spec.seed, threads);
  for (Scenario& arm : section.arms) arm.change.meant_per_received = meant;
  spec.scenarios = std::move(section.arms);

  std::mutex mutex;
  std::map<std::string, double> roughness;
  std::map<std::string, std::vector<DayResult>> played;
  for (const Scenario& arm : spec.scenarios) played[arm.name].resize(replications);
  const std::atomic<bool> stop = false;
  const auto result = loadtest::run_study(
      spec, stop, [](const loadtest::Progress&) {},
      [&](const Scenario& scenario, const loadtest::Draws& draws) {
        DayResult day = loadtest::simulate_day(scenario, draws);
        const std::scoped_lock lock{mutex};
        roughness[scenario.name] += roughness_of(day) / replications;
        played[scenario.name][draws.replication] = day;
        return day;
      });

  const Scenario& off = spec.scenarios.front();
  const double days = static_cast<double>(replications) * off.days;
  const bool is_one_day = off.days == 1;
  const auto bounds =
      is_one_day ? bounds_of(off, result.scenarios.front().sum, days) : std::vector<double>{};
  const auto best = std::ranges::min_element(result.scenarios, {}, [](const auto& each) {
    return loadtest::estimates(each.replications, each.headlines, false)[place_of("wait")].mean;
  });
  std::vector<ArmMeasures> arms;
  for (const auto& each : result.scenarios) {
    const double share = spec.scenarios[arms.size()].following.compliance;
    ArmMeasures& arm = arms.emplace_back();
    arm.name = each.name;
    arm.figures = loadtest::estimates(each.replications, each.headlines, false);
    arm.less_off = loadtest::differences(each, result.scenarios.front(), false);
    arm.classes = class_waits(each.sum, result.scenarios.front().sum, share);
    arm.gain = gain_of(result.scenarios.front(), each, *best);
    arm.walk_ins = changes_of(played[each.name], played[off.name], walk_ins, share);
    arm.booked = changes_of(played[each.name], played[off.name], booked, share);
    arm.followers = changes_of(played[each.name], played[off.name], followers, share);
    arm.roughness = roughness[each.name];
    set_loads(each.sum, bounds, arm);
  }
  return arms;
}

}  // namespace offpeak::bench

#include "bench/guidance_study/study_measures.hpp"

#include <algorithm>
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

ClassWaits class_waits(const DayResult& sum) {
  loadtest::Waits walk_in, booked, priority;
  loadtest::BookedPlaces places;
  for (const HallResult& hall : sum.halls) {
    walk_in.add(hall.walk_in);
    booked.add(hall.booked);
    priority.add(hall.priority);
    places.add(hall.bookings);
  }
  return {.walk_in = mean_minutes(walk_in.wait_ms, walk_in.parties),
          .booked = mean_minutes(booked.wait_ms - places.followed_wait_ms,
                                 booked.parties - places.followed_called),
          .priority = mean_minutes(priority.wait_ms, priority.parties)};
}

/// The lowest possible highest load of a hall on the first day of the scenario: walk-ins stay, who
/// books may be anywhere within three hours of the wished half-hour. Halves of an hour are the
/// steps; `played` has the counter time of each.
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
    const double minutes = lane.party_minutes + lane.way_minutes;
    for (std::size_t at = 0; at < half_hours.size(); ++at) {
      steps[at].fixed += lane.walk_ins[half_hours[at]] * minutes;
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
      movables.push_back({.amount = lane.wished[wished] * minutes,
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
  for (std::size_t hall = 0; hall < bounds.size(); ++hall) {
    for (const Cell& cell : sum.halls[hall].cells) {
      if (is_open(cell)) arm.max_load = std::max(arm.max_load, load_of(cell));
    }
    arm.bound = std::max(arm.bound, bounds[hall]);
  }
}

std::size_t place_of(std::string_view key) {
  const auto field =
      std::ranges::find(loadtest::headline_fields, key, &loadtest::HeadlineField::key);
  return static_cast<std::size_t>(field - loadtest::headline_fields.begin());
}

}  // namespace

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
  const std::atomic<bool> stop = false;
  const auto result = loadtest::run_study(
      spec, stop, [](const loadtest::Progress&) {},
      [&](const Scenario& scenario, const loadtest::Draws& draws) {
        DayResult day = loadtest::simulate_day(scenario, draws);
        const std::scoped_lock lock{mutex};
        roughness[scenario.name] += roughness_of(day) / replications;
        return day;
      });

  const Scenario& off = spec.scenarios.front();
  const double days = static_cast<double>(replications) * off.days;
  const bool is_one_day = off.days == 1;
  const auto bounds =
      is_one_day ? bounds_of(off, result.scenarios.front().sum, days) : std::vector<double>{};
  std::vector<ArmMeasures> arms;
  for (const auto& each : result.scenarios) {
    ArmMeasures& arm = arms.emplace_back();
    arm.name = each.name;
    arm.figures = loadtest::estimates(each.replications, each.headlines, false);
    arm.less_off = loadtest::differences(each, result.scenarios.front(), false);
    arm.classes = class_waits(each.sum);
    arm.roughness = roughness[each.name];
    set_loads(each.sum, bounds, arm);
  }
  return arms;
}

}  // namespace offpeak::bench

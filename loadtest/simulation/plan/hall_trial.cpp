#include "loadtest/simulation/plan/hall_trial.hpp"

#include <algorithm>
#include <utility>

#include "loadtest/simulation/formulas/staffing.hpp"
#include "scheduler/booking/opening.hpp"

namespace offpeak::loadtest {
namespace {

constexpr double start_wait_share = 0.2;  // of the square-root safety
constexpr config::MinuteOfDay half_hour{cell_minutes};
constexpr std::uint32_t measured_days = 32;  // of the demand
/// A cell has so many parties on a day, on average: fewer say too little on any number of days
/// that can be played.
constexpr double cell_parties_min = 2;

// Replications of the plan: far from those that `offpeak simulate` begins with, so that a
// simulation with the same seed still tries a plan on other days.
constexpr std::uint32_t known_days_from = 1'000'000;
constexpr std::uint32_t fresh_days_from = 2'000'000;

std::vector<config::Period> cut(std::span<const config::Period> periods) {
  std::vector<config::Period> parts;
  for (const auto& period : periods) {
    for (auto from = period.from; from < period.to; from += half_hour) {
      parts.push_back({from, std::min(from + half_hour, period.to)});
    }
  }
  return parts;
}

/// Whether the guest came for the queue: to be called, or in vain.
bool has_waited(const Guest& guest) {
  return guest.outcome == Outcome::called || guest.outcome == Outcome::waiting ||
         guest.outcome == Outcome::abandoned ||
         (guest.outcome == Outcome::unserved && guest.arrived_at > 0);
}

/// Who is never called has waited until midnight.
double waited_minutes(const Guest& guest) {
  const DayTime until = guest.outcome == Outcome::called ? guest.called_at : day_end;
  return static_cast<double>(std::max<DayTime>(until - guest.since, 0)) / minute_ms;
}

}  // namespace

HallTrial::HallTrial(const Scenario& scenario, std::size_t place, std::uint64_t seed,
                     const Target& target)
    : city_{scenario},
      place_{place},
      scenario_{scenario},
      seed_{seed},
      target_{target},
      kinds_{scenario.city.halls[place], scenario.city} {
  const auto& hall = scenario.city.halls[place];
  half_hours_ = cut(scheduler::periods_on(scenario.city, hall, scenario.date));
  scenario_.city.halls = {hall};
  const auto kinds = static_cast<int>(kinds_.kinds().size());
  const auto machines = static_cast<int>(kinds_.machines().size());
  shape_ = {.serves = kinds_.serves(),
            .half_hours = half_hours_.size(),
            .cells = {},
            .counters_max = (config::counters_max - machines) / std::max(kinds, 1) / 2,
            .tolerance = target_tolerance * target.allowed(),
            .allowed = target.allowed()};
  if (kinds == 0) return;
  measure_demand();
  make_cells();
}

/// Without those who do without the visit or go to a machine: nobody waits for them.
std::vector<Visitor> HallTrial::visitors(const Draws& draws) const {
  auto all = visitors_on(city_.demand, city_.city, city_.date, city_.change, draws, place_);
  std::erase_if(all, [this](const Visitor& visitor) {
    const auto lane = city_.city.find(visitor.service)->lane;
    return visitor.goes_online || lane_place(lane) == kinds_.lanes().size();
  });
  return all;
}

std::size_t HallTrial::lane_place(config::LaneCode lane) const {
  const auto& lanes = kinds_.lanes();
  return static_cast<std::size_t>(std::ranges::find(lanes, lane) - lanes.begin());
}

std::size_t HallTrial::half_hour_of(DayTime at) const {
  const auto minute = config::MinuteOfDay{at / minute_ms};
  std::size_t place = 0;
  while (place + 1 < half_hours_.size() && minute >= half_hours_[place + 1].from) ++place;
  return place;
}

/// Arrivals hardly depend on the counters, so the demand is measured with the configured ones.
void HallTrial::measure_demand() {
  const auto lanes = kinds_.lanes().size();
  parties_per_day_.assign(lanes, std::vector<double>(half_hours_.size()));
  std::vector<double> work_minutes(lanes), parties(lanes);
  for (std::uint32_t day = 0; day < measured_days; ++day) {
    const Draws draws{measured_seed, known_days_from + day};
    const auto day_visitors = visitors(draws);
    simulator_.run(scenario_, scenario_.date, day_visitors, draws);
    for (const Guest& guest : simulator_.last_hall().guests()) {
      const auto lane = lane_place(guest.lane);
      if (lane == lanes || !has_waited(guest)) continue;
      parties_per_day_[lane][half_hour_of(guest.since)] += 1.0 / measured_days;
      parties[lane] += 1;
      work_minutes[lane] += scenario_.city.find(guest.visitor->service)->mean_minutes *
                            static_cast<double>(guest.visitor->size);
    }
  }
  for (std::size_t lane = 0; lane < lanes; ++lane) {
    service_minutes_.push_back(parties[lane] > 0 ? work_minutes[lane] / parties[lane] : 1);
  }
}

/// Half-hours of a lane, joined until enough parties come in them.
void HallTrial::make_cells() {
  cell_of_.assign(kinds_.lanes().size(), std::vector<std::size_t>(half_hours_.size()));
  for (std::size_t lane = 0; lane < cell_of_.size(); ++lane) {
    const std::size_t first_cell = shape_.cells.size();
    std::size_t first = 0;
    double parties = 0;
    for (std::size_t at = 0; at < half_hours_.size(); ++at) {
      parties += parties_per_day_[lane][at];
      const bool is_last = at + 1 == half_hours_.size();
      if (parties < cell_parties_min && !is_last) continue;
      if (parties < cell_parties_min && shape_.cells.size() > first_cell) {
        shape_.cells.back().last = at;  // what is left over goes to the one before
      } else {
        shape_.cells.push_back({.lane = lane, .first = first, .last = at});
      }
      first = at + 1;
      parties = 0;
    }
  }
  for (std::size_t cell = 0; cell < shape_.cells.size(); ++cell) {
    const LaneCell& span = shape_.cells[cell];
    for (auto at = span.first; at <= span.last; ++at) cell_of_[span.lane][at] = cell;
  }
  forget_waits();
}

void HallTrial::forget_waits() { waits_.assign(shape_.cells.size(), {}); }

void HallTrial::staff(const Staffing& counters) {
  if (counters == staffed_) return;
  staffed_ = counters;
  auto& hall = scenario_.city.halls.front();
  hall.counters = staffed_counters(kinds_.kinds(), kinds_.machines(), counters, half_hours_);
}

std::vector<CellDay> HallTrial::play(const Staffing& counters, std::span<const Visitor> visitors,
                                     std::uint32_t replication) {
  staff(counters);
  simulator_.run(scenario_, scenario_.date, visitors, Draws{seed_, replication});
  std::vector<CellDay> cells(shape_.cells.size());
  for (const Guest& guest : simulator_.last_hall().guests()) {
    const auto lane = lane_place(guest.lane);
    if (lane == cell_of_.size() || !has_waited(guest)) continue;
    const double wait = waited_minutes(guest);
    const std::size_t cell = cell_of_[lane][half_hour_of(guest.since)];
    cells[cell].parties += 1;
    cells[cell].excess += target_.excess(wait);
    CellWaits& waits = waits_[cell];
    waits.minutes.add(wait);
    waits.sum_minutes += wait;
    if (wait >= target_.minutes) ++waits.over;
  }
  return cells;
}

std::vector<CellDay> HallTrial::play_known(const Staffing& counters, std::uint32_t day) {
  while (known_.size() <= day) {
    const auto next = static_cast<std::uint32_t>(known_.size());
    known_.push_back(visitors({seed_, known_days_from + next}));
  }
  return play(counters, known_[day], known_days_from + day);
}

std::vector<CellDay> HallTrial::play_fresh(const Staffing& counters, std::uint32_t day) {
  return play(counters, visitors({seed_, fresh_days_from + day}), fresh_days_from + day);
}

Staffing HallTrial::start() const {
  const double beta = *halfin_whitt_beta(start_wait_share);
  Staffing counters(shape_.serves.size(), std::vector<int>(half_hours_.size()));
  for (std::size_t lane = 0; lane < parties_per_day_.size(); ++lane) {
    std::vector<RateSpan> rates;
    for (std::size_t at = 0; at < half_hours_.size(); ++at) {
      const auto from = static_cast<double>(half_hours_[at].from.count());
      const auto to = static_cast<double>(half_hours_[at].to.count());
      rates.push_back({from, to, parties_per_day_[lane][at] / (to - from)});
    }
    std::vector<bool> alone(parties_per_day_.size());
    alone[lane] = true;
    const LognormalService service{service_minutes_[lane], 0.5};
    auto& counts = counters[shape_.kind_for(alone)];
    for (std::size_t at = 0; at < counts.size(); ++at) {
      const double middle = (rates[at].from_minute + rates[at].to_minute) / 2;
      const double load = modified_offered_load(rates, service, middle);
      counts[at] =
          std::min(counts[at] + std::max(1, square_root_staffing(load, beta)), shape_.counters_max);
    }
  }
  return counters;
}

}  // namespace offpeak::loadtest

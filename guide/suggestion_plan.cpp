#include "guide/suggestion_plan.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <map>
#include <optional>
#include <tuple>
#include <utility>

#include "config/distance.hpp"
#include "scheduler/booking/release.hpp"
#include "scheduler/guidance/congestion.hpp"
#include "scheduler/guidance/counter_pool.hpp"
#include "scheduler/guidance/plan_step.hpp"

namespace offpeak::guide {
namespace {

using scheduler::half_hour_minutes;
using scheduler::half_hours_per_day;
using scheduler::HalfHours;
using scheduler::SlotKey;

constexpr int half_hours_max = static_cast<int>(half_hours_per_day);
constexpr double metres_per_km = 1000;
constexpr int quiet_halvings = 20;  // to a millionth of what the counters can do
constexpr std::uint32_t no_cell = UINT32_MAX;

struct NearbyHall {
  std::size_t number = 0;  // among the halls with the lane
  double km = 0;
};

/// A hall that has slots of the lane.
struct LaneHall {
  const config::Hall* hall = nullptr;
  scheduler::CounterPool pool;  // the counters that share lanes with it
  std::vector<NearbyHall> nearby;
};

std::vector<NearbyHall> nearby_of(const std::vector<LaneHall>& halls, std::size_t own) {
  std::vector<NearbyHall> nearby;
  for (std::size_t i = 0; i < halls.size(); ++i) {
    const double km = config::distance_m(config::position_of(*halls[own].hall),
                                         config::position_of(*halls[i].hall)) /
                      metres_per_km;
    if (i != own && km <= nearby_km_max) nearby.push_back({i, km});
  }
  std::ranges::stable_sort(nearby, {}, &NearbyHall::km);
  if (nearby.size() > nearby_halls_max) nearby.resize(nearby_halls_max);
  return nearby;
}

std::vector<LaneHall> halls_with(const config::City& city, config::LaneCode lane) {
  std::vector<LaneHall> halls;
  for (const config::Hall& hall : city.halls) {
    if (scheduler::booking_capacity_minutes(hall, lane, 0) <= 0) continue;
    for (auto& pool : scheduler::counter_pools(hall)) {
      if ((pool.lanes & scheduler::lane_bit(lane)) == 0) continue;
      halls.push_back({.hall = &hall, .pool = std::move(pool), .nearby = {}});
    }
  }
  for (std::size_t i = 0; i < halls.size(); ++i) halls[i].nearby = nearby_of(halls, i);
  return halls;
}

double visit_minutes(const LaneOutlook& lane) { return lane.party_minutes + lane.way_minutes; }

/// On average over the half-hour: hours begin and end at quarters.
double staffed(const LaneHall& hall, std::span<const config::Period> open, int half_hour) {
  const double begin = half_hour * half_hour_minutes;
  return 0.5 * (scheduler::staffed_counters(hall.pool, open, begin + half_hour_minutes / 4.0) +
                scheduler::staffed_counters(hall.pool, open, begin + half_hour_minutes * 3 / 4.0));
}

/// Makes the problem of one lane.
class LaneProblem {
 public:
  LaneProblem(const Known& known, const Outlook& outlook, config::LaneCode lane)
      : known_{known}, outlook_{outlook}, halls_{halls_with(known.city, lane)} {
    result.lane = lane;
    cell_numbers_.assign(halls_.size() * outlook.days().size() * half_hours_per_day, no_cell);
    for (std::size_t hall = 0; hall < halls_.size(); ++hall) {
      for (std::size_t day = 0; day < outlook.days().size(); ++day) {
        add_cells(hall, day);
        find_guest_room(hall, static_cast<int>(day));
      }
    }
    for (std::size_t hall = 0; hall < halls_.size(); ++hall) {
      for (int day = 0; day < days(); ++day) {
        for (int at = 0; at < half_hours_max; ++at) {
          if (cell_at(hall, day, at) != no_cell) add_group(hall, day, at);
        }
      }
    }
  }

  scheduler::AssignmentProblem problem() const {
    return {.cells = cells_,
            .groups = groups_,
            .options = result.options,
            .movable_share = std::clamp(known_.compliance, 0.0, 1.0)};
  }

  LanePlan result;

 private:
  int days() const { return static_cast<int>(outlook_.days().size()); }

  /// `no_cell` outside the days or the hall's slots.
  std::uint32_t cell_at(std::size_t hall, int day, int half_hour) const {
    if (day < 0 || day >= days() || half_hour < 0 || half_hour >= half_hours_max) return no_cell;
    return cell_numbers_[(hall * outlook_.days().size() + static_cast<std::size_t>(day)) *
                             half_hours_per_day +
                         static_cast<std::size_t>(half_hour)];
  }

  /// Each half-hour has two cells: what the hall's own people may take, and what guests may.
  static std::uint32_t for_guests(std::uint32_t own_cell) { return own_cell + 1; }

  void add_cells(std::size_t number, std::size_t day) {
    const LaneHall& hall = halls_[number];
    const DayOutlook& outlook = *outlook_.days()[day];
    const LaneOutlook* lane = outlook.find(hall.hall->code, result.lane);
    if (lane == nullptr) return;
    const auto open = scheduler::periods_on(known_.city, *hall.hall, outlook.date);
    const HalfHours fixed = minutes_beside(outlook, hall.hall->code, hall.pool.lanes, result.lane);
    const double load_per_booked = lane->show_rate * visit_minutes(*lane) / lane->party_minutes;
    for (auto slot : scheduler::plan_day(known_.city, *hall.hall, result.lane, outlook.date)) {
      if (!scheduler::in_horizon(slot, known_.now)) continue;
      const std::size_t at =
          scheduler::half_hour_of(static_cast<double>(slot.key.start_minute().count()));
      std::uint32_t& cell =
          cell_numbers_[(number * outlook_.days().size() + day) * half_hours_per_day + at];
      if (cell == no_cell) {
        cell = static_cast<std::uint32_t>(cells_.size());
        const auto slots = static_cast<std::uint32_t>(result.slots.size());
        const config::MinuteOfDay begin{static_cast<int>(at) * half_hour_minutes};
        const PlanCell planned{SlotKey{hall.hall->code, result.lane, outlook.date, begin}, slots,
                               slots};
        result.cells.insert(result.cells.end(), 2, planned);
        cells_.insert(cells_.end(), 2,
                      {.counters = staffed(hall, open, static_cast<int>(at)),
                       .minutes = half_hour_minutes,
                       .service_minutes = visit_minutes(*lane),
                       .fixed_minutes = fixed[at]});
      }
      result.slots.push_back(slot.key);
      ++result.cells[cell].slots_to;
      ++result.cells[for_guests(cell)].slots_to;
      cells_[cell].room_minutes += free_minutes(slot) * load_per_booked;
    }
  }

  /// Who lives nearer to another hall is sent to this one only on a day when it has room for all of
  /// its own people and is quiet with them, and only into half-hours that they leave free and
  /// quiet. A guest in a full hall takes the place of one of its own, who then comes without an
  /// appointment; and its walk-ins would wait longer for what others are spared.
  void find_guest_room(std::size_t hall, int day) {
    double load = 0;
    double quiet = 0;
    for_each_cell(hall, day, [&](int half_hour, const scheduler::AssignmentCell& cell) {
      load += cell.fixed_minutes + wished_minutes(hall, day, half_hour);
      quiet += quiet_of(cell);
    });
    HalfHours own{};
    const bool takes_guests = load < quiet && place_own_people(hall, day, own);
    if (!takes_guests) return;
    for_each_cell(hall, day, [&](int half_hour, const scheduler::AssignmentCell& cell) {
      scheduler::AssignmentCell& guests = cells_[for_guests(cell_at(hall, day, half_hour))];
      guests.fixed_minutes += own[static_cast<std::size_t>(half_hour)];
      const double quiet_left = quiet_of(cell) - guests.fixed_minutes;
      const double room_left = cell.room_minutes - own[static_cast<std::size_t>(half_hour)];
      guests.room_minutes = std::max(std::min(room_left, quiet_left), 0.0);
    });
  }

  /// Adds what the hall's own people bring to each half-hour: those who find the wished one full to
  /// the nearest ones with room. Whether all of them find some.
  bool place_own_people(std::size_t hall, int day, HalfHours& own) const {
    constexpr int shift_max = same_day_shift_minutes_max / half_hour_minutes;
    HalfHours without{};
    for_each_cell(hall, day, [&](int half_hour, const scheduler::AssignmentCell& cell) {
      const auto at = static_cast<std::size_t>(half_hour);
      without[at] = wished_minutes(hall, day, half_hour);
      own[at] = std::min(without[at], cell.room_minutes);
      without[at] -= own[at];
    });
    for (int shift = 1; shift <= shift_max; ++shift) {
      for (const int to : {shift, -shift}) {
        for_each_cell(hall, day, [&](int half_hour, const scheduler::AssignmentCell& cell) {
          const int from = half_hour - to;
          if (from < 0 || from >= half_hours_max) return;
          double& waiting = without[static_cast<std::size_t>(from)];
          double& here = own[static_cast<std::size_t>(half_hour)];
          const double placed = std::min(waiting, std::max(cell.room_minutes - here, 0.0));
          waiting -= placed;
          here += placed;
        });
      }
    }
    return std::ranges::all_of(without, [](double minutes) { return minutes <= 0; });
  }

  /// `quiet_minutes`, found once for as many counters and as long visits.
  double quiet_of(const scheduler::AssignmentCell& cell) {
    const auto [known, is_new] = quiet_.try_emplace({cell.counters, cell.service_minutes});
    if (is_new) known->second = quiet_minutes(cell);
    return known->second;
  }

  template <class Visit>
  void for_each_cell(std::size_t hall, int day, const Visit& visit) const {
    for (int at = 0; at < half_hours_max; ++at) {
      if (const auto cell = cell_at(hall, day, at); cell != no_cell) visit(at, cells_[cell]);
    }
  }

  /// What the hall's own people who wish for this half-hour bring.
  double wished_minutes(std::size_t hall, int day, int half_hour) const {
    const LaneOutlook* lane = outlook_.find(halls_[hall].hall->code, result.lane,
                                            outlook_.days()[static_cast<std::size_t>(day)]->date);
    return lane->wished[static_cast<std::size_t>(half_hour)] * visit_minutes(*lane);
  }

  /// What those who are still to book may take of the slot, all waves of its release together;
  /// none while nothing of it can be booked.
  int free_minutes(scheduler::SlotPlan slot) const {
    if (known_.reserve_percent) {
      slot = scheduler::with_reserve(slot, known_.reserve_percent(slot.key));
    }
    const std::uint32_t taken = known_.taken_minutes ? known_.taken_minutes(slot.key) : 0;
    const auto room = scheduler::room_of(slot, taken, known_.now);
    return room.free_minutes() > 0 ? slot.capacity_minutes - room.taken_minutes : 0;
  }

  void add_group(std::size_t hall, int day, int half_hour) {
    const auto from = static_cast<std::uint32_t>(result.options.size());
    const SlotKey wished = result.cells[cell_at(hall, day, half_hour)].key;
    add_own_day(hall, day, half_hour);
    put_habit_first(from, half_hour);
    for (const NearbyHall& nearby : halls_[hall].nearby) {
      add_guest_day(nearby, day, half_hour);
    }
    for (int days = 1; days <= shift_days_max; ++days) {
      add(cell_at(hall, day - days, half_hour), days * minutes_per_shifted_day);
      add(cell_at(hall, day + days, half_hour), days * minutes_per_shifted_day);
    }
    const auto to = static_cast<std::uint32_t>(result.options.size());
    const LaneOutlook* lane = outlook_.find(wished);
    const double amount = lane->wished[static_cast<std::size_t>(half_hour)] * visit_minutes(*lane);
    result.groups.push_back(
        {.wished = wished, .options_from = from, .options_to = to, .amount_minutes = amount});
    groups_.push_back({.amount_minutes = amount, .options = to - from});
  }

  void add_own_day(std::size_t hall, int day, int half_hour) {
    constexpr int shift_max = same_day_shift_minutes_max / half_hour_minutes;
    for (int shift = -shift_max; shift <= shift_max; ++shift) {
      add(cell_at(hall, day, half_hour + shift),
          std::abs(shift) * half_hour_minutes * minutes_per_shifted_minute);
    }
  }

  void add_guest_day(const NearbyHall& nearby, int day, int half_hour) {
    constexpr int shift_max = nearby_shift_minutes_max / half_hour_minutes;
    for (int shift = -shift_max; shift <= shift_max; ++shift) {
      const auto cell = cell_at(nearby.number, day, half_hour + shift);
      if (cell == no_cell || cells_[for_guests(cell)].room_minutes <= 0) continue;
      add(for_guests(cell), nearby.km * minutes_per_km +
                                std::abs(shift) * half_hour_minutes * minutes_per_shifted_minute);
    }
  }

  void add(std::uint32_t cell, double cost_minutes) {
    if (cell != no_cell) result.options.push_back({cell, cost_minutes});
  }

  /// Of the group's options from `from` on, which are those of its own hall and day: the nearest
  /// with room, the later of two, as people choose; the wished half-hour when none has room.
  void put_habit_first(std::uint32_t from, int half_hour) {
    const auto rank = [&](const scheduler::AssignmentOption& option) {
      const int minute = result.cells[option.cell].key.start_minute().count();
      const int wished = half_hour * half_hour_minutes;
      const bool is_full =
          cells_[option.cell].room_minutes <= 0 || cells_[option.cell].counters <= 0;
      return std::tuple{is_full, std::abs(minute - wished), minute < wished};
    };
    const auto begin = result.options.begin() + from;
    std::rotate(begin, std::ranges::min_element(begin, result.options.end(), {}, rank),
                result.options.end());
  }

  const Known& known_;
  const Outlook& outlook_;
  std::vector<LaneHall> halls_;
  std::vector<scheduler::AssignmentCell> cells_;
  std::vector<scheduler::AssignmentGroup> groups_;
  std::vector<std::uint32_t> cell_numbers_;  // by hall, day and half-hour
  std::map<std::pair<double, double>, double> quiet_;
};

/// Where in `last` the option of a group lies that leads to this cell.
std::optional<std::uint32_t> option_in(const LanePlan& last, const PlanGroup& group, SlotKey cell,
                                       std::uint32_t guess) {
  const auto leads_there = [&](std::uint32_t option) { return last.cell_of(option).key == cell; };
  guess += group.options_from;
  if (guess < group.options_to && leads_there(guess)) return guess;
  for (std::uint32_t option = group.options_from; option < group.options_to; ++option) {
    if (leads_there(option)) return option;
  }
  return std::nullopt;
}

/// The last plan's fractions in the places of the new options. Groups that it does not have are as
/// in `otherwise`.
std::vector<double> moved_over(const LanePlan& last, const LanePlan& now,
                               std::vector<double> otherwise) {
  for (const PlanGroup& group : now.groups) {
    const auto before = std::ranges::lower_bound(last.groups, group.wished, {}, &PlanGroup::wished);
    if (before == last.groups.end() || before->wished != group.wished) continue;
    for (std::uint32_t option = group.options_from; option < group.options_to; ++option) {
      const auto found =
          option_in(last, *before, now.cell_of(option).key, option - group.options_from);
      otherwise[option] = found ? last.plan.fractions[*found] : 0;
    }
  }
  return otherwise;
}

std::vector<double> habits(const LanePlan& plan) {
  std::vector<double> fractions(plan.options.size());
  for (const PlanGroup& group : plan.groups) fractions[group.options_from] = 1;
  return fractions;
}

std::vector<double> room_prices(const LanePlan& last, const LanePlan& now) {
  std::vector<double> prices(now.cells.size());
  auto before = last.cells.begin();
  for (std::size_t i = 0; i < prices.size(); ++i) {
    while (before != last.cells.end() && before->key < now.cells[i].key) ++before;
    if (before == last.cells.end()) break;
    if (before->key != now.cells[i].key) continue;
    prices[i] = last.plan.room_prices[static_cast<std::size_t>(before - last.cells.begin())];
  }
  return prices;
}

}  // namespace

HalfHours minutes_beside(const DayOutlook& day, config::HallCode hall, scheduler::LaneSet pool,
                         config::LaneCode lane) {
  HalfHours minutes{};
  for (const LaneOutlook& each : day.lanes) {
    if (each.hall != hall || (pool & scheduler::lane_bit(each.lane)) == 0) continue;
    const bool still_books = each.lane == lane;
    for (std::size_t at = 0; at < minutes.size(); ++at) {
      const double parties =
          still_books ? each.walk_ins[at] - each.walk_ins_unplaced[at] + each.standing[at]
                      : each.walk_ins[at] + each.booked[at];
      minutes[at] += parties * visit_minutes(each);
    }
  }
  return minutes;
}

double quiet_minutes(const scheduler::AssignmentCell& cell) {
  if (cell.counters <= 0) return 0;
  const scheduler::Congestion congestion{cell.counters, cell.minutes, cell.service_minutes, {}};
  double least = 0;
  double most = cell.counters * cell.minutes;
  for (int halving = 0; halving < quiet_halvings; ++halving) {
    const double load = (least + most) / 2;
    (congestion.cost(load) <= load * quiet_wait_minutes ? least : most) = load;
  }
  return least;
}

std::span<const SlotKey> LanePlan::slots_of(const PlanCell& cell) const {
  return std::span{slots}.subspan(cell.slots_from, cell.slots_to - cell.slots_from);
}

const LanePlan* SuggestionPlan::find(config::LaneCode lane) const {
  const auto found = std::ranges::lower_bound(lanes, lane, {}, &LanePlan::lane);
  return found != lanes.end() && found->lane == lane ? &*found : nullptr;
}

SuggestionPlan SuggestionPlanner::plan(const Known& known, const Outlook& outlook,
                                       const SuggestionPlan& last) {
  SuggestionPlan plan;
  for (const config::Lane& lane : known.city.lanes) {
    if (!lane.bookable) continue;
    LaneProblem problem{known, outlook, lane.code};
    LanePlan& here = problem.result;
    if (here.groups.empty()) continue;
    const LanePlan* before = last.find(lane.code);
    if (before != nullptr) {
      here.plan.fractions = moved_over(*before, here, habits(here));
      here.plan.room_prices = room_prices(*before, here);
    }
    const auto solved = assignment_.solve(problem.problem(), here.plan);
    if (!solved) continue;  // numbers beyond any city: the lane has no plan
    here.result = *solved;
    if (before != nullptr) {
      scheduler::step_towards(problem.problem(), moved_over(*before, here, here.plan.fractions),
                              plan_change_max, here.plan);
    }
    plan.lanes.push_back(std::move(here));
  }
  return plan;
}

}  // namespace offpeak::guide

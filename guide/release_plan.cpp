#include "guide/release_plan.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <span>

#include "base/assert.hpp"
#include "scheduler/booking/reserve_bounds.hpp"
#include "scheduler/guidance/levelled_release.hpp"

namespace offpeak::guide {
namespace {

using scheduler::ReleaseSlot;
using scheduler::SetReserves;
using scheduler::SlotPlan;

/// Which part of the slot lies so near to a break that who comes in it is not served before.
double too_late_share(const SlotPlan& slot, std::span<const config::Period> periods) {
  const auto from = slot.key.start_minute();
  const auto to = from + config::MinuteOfDay{slot.slot_minutes};
  const auto of_slot = [&](const config::Period& period) {
    return period.from <= from && to <= period.to;
  };
  const auto period = std::ranges::find_if(periods, of_slot);
  const bool is_followed = period != periods.end() && std::next(period) != periods.end();
  if (!is_followed) return 0;
  const auto margin = config::MinuteOfDay{kept_before_break_minutes};
  const auto late = std::clamp(to - (period->to - margin), config::MinuteOfDay{0}, to - from);
  return static_cast<double>(late.count()) / slot.slot_minutes;
}

ReleaseSlot release_slot(const Known& known, const SlotPlan& slot, const LaneOutlook& lane) {
  constexpr double hundredths = 100;
  const auto number = static_cast<std::size_t>(slot.key.lane());
  const int flat = slot.rules().walk_in_reserve_percent;
  const int capacity_hundredths = slot.hall->lane_percent[number] * slot.slot_minutes;
  const auto periods = scheduler::periods_on(known.city, *slot.hall, slot.key.date());
  return {
      .capacity_hundredths = capacity_hundredths,
      .walk_in_minutes = walk_in_minutes(slot, lane) +
                         too_late_share(slot, periods) * capacity_hundredths / hundredths,
      .taken_minutes = known.taken_minutes ? static_cast<int>(known.taken_minutes(slot.key)) : 0,
      .reserve_percent =
          known.reserve_percent ? known.reserve_percent(slot.key).value_or(flat) : flat};
}

std::vector<SetReserves> commands(const std::vector<SlotPlan>& plans,
                                  const std::vector<ReleaseSlot>& slots,
                                  const std::vector<int>& wanted) {
  std::vector<SetReserves> found;
  for (std::size_t at = 0; at < plans.size(); ++at) {
    if (wanted[at] == slots[at].reserve_percent) continue;
    const auto& key = plans[at].key;
    if (found.empty() || found.back().size == scheduler::wanted_reserves_max) {
      found.push_back({.hall = key.hall(), .lane = key.lane(), .date = key.date()});
    }
    SetReserves& last = found.back();
    last.slots[last.size++] = {
        .start_minute = static_cast<std::uint16_t>(key.start_minute().count()),
        .percent = static_cast<std::uint8_t>(wanted[at])};
  }
  return found;
}

}  // namespace

double walk_in_minutes(const SlotPlan& slot, const LaneOutlook& lane) {
  const auto from = static_cast<double>(slot.key.start_minute().count());
  const double to = from + slot.slot_minutes;
  double parties = 0;
  for (std::size_t at = 0; at < lane.walk_ins.size(); ++at) {
    const auto begin = static_cast<double>(at * scheduler::half_hour_minutes);
    const double end = begin + scheduler::half_hour_minutes;
    const double shared = std::max(0.0, std::min(to, end) - std::max(from, begin));
    parties += lane.walk_ins[at] * shared / scheduler::half_hour_minutes;
  }
  return parties * lane.party_minutes;
}

std::vector<SetReserves> release_plan(const Known& known, const LaneOutlook& lane,
                                      config::Date date) {
  const config::Hall* hall = known.city.find(lane.hall);
  OFFPEAK_ASSERT(hall != nullptr);
  if (hall->rules.walk_in_reserve != config::ReserveKind::forecast) return {};
  const auto plans = scheduler::plan_day(known.city, *hall, lane.lane, date);
  const auto is_ahead = [&](const SlotPlan& each) {
    return scheduler::in_horizon(each, known.now);
  };
  if (!std::ranges::all_of(plans, is_ahead)) return {};
  std::vector<ReleaseSlot> slots;
  for (const SlotPlan& plan : plans) slots.push_back(release_slot(known, plan, lane));
  std::vector<int> wanted(slots.size());
  const auto bounds = scheduler::reserve_bounds(hall->rules);
  const auto levelled =
      scheduler::levelled_release(slots,
                                  {.flat_percent = hall->rules.walk_in_reserve_percent,
                                   .show_rate = lane.show_rate,
                                   .reserve_percent_min = bounds.least,
                                   .reserve_percent_max = bounds.most,
                                   .step_percent_max = scheduler::reserve_step_percent_max},
                                  wanted);
  return levelled ? commands(plans, slots, wanted) : std::vector<SetReserves>{};
}

std::vector<SetReserves> release_plan(const Known& known, const Outlook& outlook) {
  std::vector<SetReserves> all;
  for (const auto& day : outlook.days()) {
    for (const LaneOutlook& lane : day->lanes) {
      const auto found = release_plan(known, lane, day->date);
      all.insert(all.end(), found.begin(), found.end());
    }
  }
  return all;
}

}  // namespace offpeak::guide

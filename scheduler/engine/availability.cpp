#include "scheduler/engine/availability.hpp"

#include <algorithm>

#include "base/assert.hpp"

namespace offpeak::engine {
namespace {

constexpr int day_shift = 32;
constexpr int reserve_shift = 24;
constexpr std::uint64_t taken_max = (std::uint64_t{1} << reserve_shift) - 1;

std::uint64_t day_number(config::Date date) {
  return static_cast<std::uint32_t>(date.time_since_epoch().count());
}

std::size_t start_index(scheduler::SlotKey slot) {
  return static_cast<std::size_t>(slot.start_minute().count() / config::slot_minutes_min);
}

}  // namespace

Availability::Availability(const config::City& city, const Bulletin* bulletin)
    : bulletin_{bulletin} {
  halls_.resize(city.halls.size());
  for (std::size_t i = 0; i < halls_.size(); ++i) {
    halls_[i].code = city.halls[i].code;
    halls_[i].reserve_percent = city.halls[i].rules.walk_in_reserve_percent;
    for (std::size_t lane = 0; lane < halls_[i].lanes.size(); ++lane) {
      if (city.halls[i].lane_percent[lane] == 0) continue;
      halls_[i].lanes[lane].days = std::make_unique<std::array<Day, days_kept>>();
    }
  }
}

const Availability::Hall* Availability::find(config::HallCode code) const {
  const auto hall = std::ranges::lower_bound(halls_, code, {}, &Hall::code);
  return hall == halls_.end() || hall->code != code ? nullptr : &*hall;
}

const Availability::Day* Availability::find(config::HallCode code, config::LaneCode lane,
                                            config::Date date) const {
  const Hall* hall = find(code);
  if (hall == nullptr) return nullptr;
  const auto index = static_cast<std::size_t>(lane);
  if (index >= hall->lanes.size() || !hall->lanes[index].days) return nullptr;
  return &(*hall->lanes[index].days)[day_number(date) % days_kept];
}

Availability::Cell Availability::look(scheduler::SlotKey slot) const {
  const Day* day = find(slot.hall(), slot.lane(), slot.date());
  if (day == nullptr) return {};
  const std::uint64_t cell = day->cells[start_index(slot)].load(std::memory_order_acquire);
  if (cell >> day_shift != day_number(slot.date())) return {};
  Cell seen{.taken_minutes = static_cast<std::uint32_t>(cell & taken_max)};
  const int reserve = static_cast<int>(cell >> reserve_shift & 0xff);
  if (reserve != 0) seen.reserve_percent = reserve - 1;
  return seen;
}

std::uint32_t Availability::taken_minutes(scheduler::SlotKey slot) const {
  return look(slot).taken_minutes;
}

std::optional<int> Availability::reserve_percent(scheduler::SlotKey slot) const {
  return look(slot).reserve_percent;
}

scheduler::SlotPlan Availability::as_it_stands(const scheduler::SlotPlan& plan) const {
  return with_closures(scheduler::with_reserve(plan, look(plan.key).reserve_percent));
}

scheduler::SlotPlan Availability::with_closures(scheduler::SlotPlan plan) const {
  const bool is_closed =
      bulletin_ != nullptr && bulletin_->is_closed(plan.key.hall(), plan.start, plan.end());
  if (is_closed) plan.capacity_minutes = 0;
  return plan;
}

void Availability::touch() {
  for (Hall& hall : halls_) {
    for (Lane& lane : hall.lanes) {
      if (!lane.days) continue;
      for (Day& day : *lane.days) day.version.fetch_add(1, std::memory_order_release);
    }
  }
}

scheduler::Room Availability::room_of(const scheduler::SlotPlan& plan, config::Instant now) const {
  const Cell seen = look(plan.key);
  const auto as_reserved = scheduler::with_reserve(plan, seen.reserve_percent);
  return scheduler::room_of(with_closures(as_reserved), seen.taken_minutes, now);
}

int Availability::configured_reserve_percent(config::HallCode code) const {
  const Hall* hall = find(code);
  return hall == nullptr ? 0 : hall->reserve_percent;
}

std::uint32_t Availability::version(config::HallCode hall, config::LaneCode lane,
                                    config::Date date) const {
  const Day* day = find(hall, lane, date);
  return day == nullptr ? 0 : day->version.load(std::memory_order_acquire);
}

void Availability::publish(scheduler::SlotKey slot, std::uint32_t taken_minutes,
                           std::optional<int> reserve_percent) {
  // `find` is const because readers share it; the writer alone may change what it finds.
  auto* day = const_cast<Day*>(find(slot.hall(), slot.lane(), slot.date()));
  if (day == nullptr) return;  // a hall or lane that left the configuration
  auto& cell = day->cells[start_index(slot)];
  // After a long pause capacity of a past day may still come back, when its cell already belongs to
  // a later day.
  if (cell.load(std::memory_order_relaxed) >> day_shift > day_number(slot.date())) return;
  const auto reserve = static_cast<std::uint64_t>(reserve_percent ? *reserve_percent + 1 : 0);
  OFFPEAK_ASSERT(taken_minutes <= taken_max);
  cell.store(day_number(slot.date()) << day_shift | reserve << reserve_shift | taken_minutes,
             std::memory_order_release);
  day->version.fetch_add(1, std::memory_order_release);
}

}  // namespace offpeak::engine

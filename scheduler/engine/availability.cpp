#include "scheduler/engine/availability.hpp"

#include <algorithm>

namespace offpeak::engine {
namespace {

std::uint64_t day_number(config::Date date) {
  return static_cast<std::uint32_t>(date.time_since_epoch().count());
}

std::size_t start_index(scheduler::SlotKey slot) {
  return static_cast<std::size_t>(slot.start_minute().count() / config::slot_minutes_min);
}

}  // namespace

Availability::Availability(const config::City& city) {
  halls_.resize(city.halls.size());
  for (std::size_t i = 0; i < halls_.size(); ++i) {
    halls_[i].code = city.halls[i].code;
    for (std::size_t lane = 0; lane < halls_[i].lanes.size(); ++lane) {
      if (city.halls[i].lane_percent[lane] == 0) continue;
      halls_[i].lanes[lane].days = std::make_unique<std::array<Day, days_kept>>();
    }
  }
}

const Availability::Day* Availability::find(config::HallCode code, config::LaneCode lane,
                                            config::Date date) const {
  const auto hall = std::ranges::lower_bound(halls_, code, {}, &Hall::code);
  if (hall == halls_.end() || hall->code != code) return nullptr;
  const auto index = static_cast<std::size_t>(lane);
  if (index >= hall->lanes.size() || !hall->lanes[index].days) return nullptr;
  return &(*hall->lanes[index].days)[day_number(date) % days_kept];
}

std::uint32_t Availability::taken_minutes(scheduler::SlotKey slot) const {
  const Day* day = find(slot.hall(), slot.lane(), slot.date());
  if (day == nullptr) return 0;
  const std::uint64_t cell = day->cells[start_index(slot)].load(std::memory_order_acquire);
  return cell >> 32 == day_number(slot.date()) ? static_cast<std::uint32_t>(cell) : 0;
}

std::uint32_t Availability::version(config::HallCode hall, config::LaneCode lane,
                                    config::Date date) const {
  const Day* day = find(hall, lane, date);
  return day == nullptr ? 0 : day->version.load(std::memory_order_acquire);
}

void Availability::publish(scheduler::SlotKey slot, std::uint32_t taken_minutes) {
  // `find` is const because readers share it; the writer alone may change what it finds.
  auto* day = const_cast<Day*>(find(slot.hall(), slot.lane(), slot.date()));
  if (day == nullptr) return;  // a hall or lane that left the configuration
  auto& cell = day->cells[start_index(slot)];
  // After a long pause capacity of a past day may still come back, when its cell already belongs to
  // a later day.
  if (cell.load(std::memory_order_relaxed) >> 32 > day_number(slot.date())) return;
  cell.store(day_number(slot.date()) << 32 | taken_minutes, std::memory_order_release);
  day->version.fetch_add(1, std::memory_order_release);
}

}  // namespace offpeak::engine

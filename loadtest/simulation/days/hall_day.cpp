#include "loadtest/simulation/days/hall_day.hpp"

#include <algorithm>

#include "config/periods.hpp"
#include "scheduler/queueing/lanes.hpp"

namespace offpeak::loadtest {
namespace {

DayTime moment_of(config::MinuteOfDay minute) { return minute.count() * minute_ms; }

}  // namespace

void HallDay::begin(const config::City& city, const config::Hall& hall, config::Date date,
                    std::span<const Visitor> visitors, scheduler::LaneSet machines,
                    const std::set<int>& absent) {
  city_ = &city;
  hall_ = &hall;
  machines_ = machines;
  periods_ = scheduler::periods_on(city, hall, date);
  opens_at_ = is_open() ? moment_of(periods_.front().from) : 0;
  closes_at_ = is_open() ? moment_of(periods_.back().to) : 0;
  all_slots_.clear();
  for (auto& slots : slots_) slots.clear();
  for (const auto& lane : city.lanes) {
    auto& slots = slots_[static_cast<std::size_t>(lane.code)];
    slots = scheduler::plan_day(city, hall, lane.code, date);
    for (const auto& slot : slots) all_slots_.push_back(slot.key);
  }
  guests_.clear();
  for (const Visitor& visitor : visitors) guests_.push_back(guest_of(visitor));
  plan_spans(absent);
}

Guest HallDay::guest_of(const Visitor& visitor) const {
  const auto* service = city_->find(visitor.service);
  const auto* lane = city_->find(service->lane);
  return {.visitor = &visitor,
          .lane = service->lane,
          .lane_place = static_cast<std::uint8_t>(lane - city_->lanes.data()),
          .service_place = static_cast<std::uint8_t>(service - city_->services.data()),
          .at_machine = (machines_ & scheduler::lane_bit(service->lane)) != 0,
          .people = static_cast<std::uint8_t>(std::min<int>(visitor.size, hall_->rules.party_max))};
}

std::uint32_t HallDay::take_in(const Visitor& visitor) {
  guests_.push_back(guest_of(visitor));
  return static_cast<std::uint32_t>(guests_.size() - 1);
}

bool HallDay::is_machine(const config::Counter& counter) const {
  return (scheduler::lanes_of(counter) & ~machines_) == 0;
}

void HallDay::plan_spans(const std::set<int>& absent) {
  spans_.clear();
  std::uint32_t clerk = 0;
  for (const auto& counter : hall_->counters) {
    const std::uint32_t number = clerk++;
    if (absent.contains(counter.number)) continue;
    const std::size_t before = spans_.size();
    config::for_each_staffed(periods_, counter.hours, [&](const config::Period& period) {
      spans_.push_back(
          {.clerk = number, .from = moment_of(period.from), .to = moment_of(period.to)});
    });
    if (spans_.size() > before) spans_.back().last_of_clerk = true;
  }
}

}  // namespace offpeak::loadtest

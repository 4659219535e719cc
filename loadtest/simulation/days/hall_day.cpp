#include "loadtest/simulation/days/hall_day.hpp"

#include <algorithm>

namespace offpeak::loadtest {
namespace {

Moment moment_of(config::MinuteOfDay minute) { return minute.count() * minute_ms; }

}  // namespace

void HallDay::begin(const config::City& city, const config::Hall& hall, config::Date date,
                    std::span<const Visitor> visitors) {
  hall_ = &hall;
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
  for (const Visitor& visitor : visitors) {
    guests_.push_back({.visitor = &visitor, .lane = city.find(visitor.service)->lane});
  }
  plan_spans();
}

/// A counter works in its own hours while the hall is open; without hours of its own, whenever the
/// hall is open.
void HallDay::plan_spans() {
  constexpr config::Period whole_day{config::MinuteOfDay{0}, config::MinuteOfDay{24 * 60}};
  spans_.clear();
  std::uint32_t clerk = 0;
  for (const auto& counter : hall_->counters) {
    const auto own = counter.hours.empty() ? std::span{&whole_day, 1} : std::span{counter.hours};
    const std::size_t before = spans_.size();
    for (const auto& open : periods_) {
      for (const auto& hours : own) {
        const Span span{.clerk = clerk,
                        .from = moment_of(std::max(open.from, hours.from)),
                        .to = moment_of(std::min(open.to, hours.to))};
        if (span.from < span.to) spans_.push_back(span);
      }
    }
    if (spans_.size() > before) spans_.back().last_of_clerk = true;
    ++clerk;
  }
}

}  // namespace offpeak::loadtest

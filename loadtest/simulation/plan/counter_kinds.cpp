#include <algorithm>
#include <utility>

#include "config/read_counters.hpp"
#include "config/read_hours.hpp"
#include "loadtest/simulation/plan/hall_trial.hpp"

namespace offpeak::loadtest {
namespace {

/// Adds counters that are staffed in the half-hours that have more counters than `place`.
void add_counters(const CounterKind& kind, int place, const std::vector<int>& counts,
                  std::span<const config::Period> half_hours,
                  const std::vector<config::Counter>& machines,
                  std::vector<config::Counter>& into) {
  std::vector<config::Period> hours;
  const auto close = [&] {
    if (hours.empty()) return;
    config::Counter counter{.number = 0, .share_percent = kind.share_percent, .hours = {}};
    std::vector<config::Counter> taken = machines;
    taken.insert(taken.end(), into.begin(), into.end());
    counter.number = config::free_counter_number(taken);
    counter.hours = std::exchange(hours, {});
    into.push_back(std::move(counter));
  };
  for (std::size_t at = 0; at < counts.size(); ++at) {
    if (counts[at] <= place) continue;
    if (!hours.empty() && hours.back().to == half_hours[at].from) {
      hours.back().to = half_hours[at].to;
      continue;
    }
    if (hours.size() == config::periods_max) close();
    hours.push_back(half_hours[at]);
  }
  close();
}

}  // namespace

CounterKinds::CounterKinds(const config::Hall& hall, const config::City& city) {
  for (const auto& counter : hall.counters) {
    const bool is_staffed = std::ranges::any_of(counter.share_percent, [&](const auto& share) {
      return !city.find(share.first)->machines;
    });
    if (is_staffed) {
      add(counter);
    } else {
      machines_.push_back(counter);
    }
  }
  std::ranges::sort(lanes_);
}

void CounterKinds::add(const config::Counter& counter) {
  const auto same = std::ranges::find(kinds_, counter.share_percent, &CounterKind::share_percent);
  if (same != kinds_.end()) {
    ++same->configured;
    return;
  }
  kinds_.push_back({.share_percent = counter.share_percent, .configured = 1});
  for (const auto& [lane, share] : counter.share_percent) {
    if (std::ranges::find(lanes_, lane) == lanes_.end()) lanes_.push_back(lane);
  }
}

std::vector<std::vector<bool>> CounterKinds::serves() const {
  std::vector<std::vector<bool>> all;
  for (const CounterKind& kind : kinds_) {
    auto& row = all.emplace_back();
    for (const auto lane : lanes_) row.push_back(kind.share_percent.contains(lane));
  }
  return all;
}

std::vector<config::Counter> staffed_counters(const std::vector<CounterKind>& kinds,
                                              const std::vector<config::Counter>& machines,
                                              const Staffing& counters,
                                              std::span<const config::Period> half_hours) {
  std::vector<config::Counter> all;
  for (std::size_t kind = 0; kind < kinds.size(); ++kind) {
    const auto& counts = counters[kind];
    const int most = counts.empty() ? 0 : *std::ranges::max_element(counts);
    for (int place = 0; place < most; ++place) {
      add_counters(kinds[kind], place, counts, half_hours, machines, all);
    }
  }
  return all;
}

}  // namespace offpeak::loadtest

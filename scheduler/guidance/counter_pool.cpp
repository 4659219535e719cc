#include "scheduler/guidance/counter_pool.hpp"

#include "config/periods.hpp"

namespace offpeak::scheduler {
namespace {

LaneSet lanes_served(const config::Counter& counter) {
  LaneSet lanes = 0;
  for (const auto& [lane, share] : counter.share_percent) lanes |= lane_bit(lane);
  return lanes;
}

bool is_staffed(const config::Counter& counter, std::span<const config::Period> open,
                double minute) {
  bool staffed = false;
  config::for_each_staffed(open, counter.hours, [&](const config::Period& period) {
    staffed = staffed || (static_cast<double>(period.from.count()) <= minute &&
                          minute < static_cast<double>(period.to.count()));
  });
  return staffed;
}

}  // namespace

std::vector<CounterPool> counter_pools(const config::Hall& hall) {
  std::vector<CounterPool> pools;
  for (const config::Counter& counter : hall.counters) {
    CounterPool joined{.lanes = lanes_served(counter), .counters = {&counter}};
    std::erase_if(pools, [&](const CounterPool& pool) {
      if ((pool.lanes & joined.lanes) == 0) return false;
      joined.lanes |= pool.lanes;
      joined.counters.insert(joined.counters.end(), pool.counters.begin(), pool.counters.end());
      return true;
    });
    pools.push_back(std::move(joined));
  }
  return pools;
}

bool serves(const config::Counter& counter, LaneCode lane) {
  return counter.share_percent.contains(lane);
}

int staffed_counters(const CounterPool& pool, std::span<const config::Period> open, double minute,
                     LaneCode lane) {
  int count = 0;
  for (const config::Counter* counter : pool.counters) {
    const bool counts = lane == LaneCode{} || serves(*counter, lane);
    if (counts && is_staffed(*counter, open, minute)) ++count;
  }
  return count;
}

}  // namespace offpeak::scheduler

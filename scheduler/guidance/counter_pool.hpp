// Counters that stand in for each other.
#pragma once

#include <span>
#include <vector>

#include "config/city.hpp"
#include "scheduler/messages/command.hpp"

namespace offpeak::scheduler {

/// The counters of a hall that are linked by the lanes they share: a queue of one of these lanes
/// moves with those of the others, because a counter that serves several calls whoever has waited
/// longest (queueing/call_rule.hpp). Machines are a pool of their own.
struct CounterPool {
  LaneSet lanes = 0;
  std::vector<const config::Counter*> counters;
};

std::vector<CounterPool> counter_pools(const config::Hall& hall);

bool serves(const config::Counter& counter, LaneCode lane);

/// How many of these counters are staffed at this minute of a day with these opening periods;
/// `lane`: those that serve it. LaneCode{}: all.
int staffed_counters(const CounterPool& pool, std::span<const config::Period> open, double minute,
                     LaneCode lane = {});

}  // namespace offpeak::scheduler

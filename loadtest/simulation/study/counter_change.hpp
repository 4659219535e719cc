// Opening more or fewer counters in a hall.
#pragma once

#include <span>

#include "base/result.hpp"
#include "config/city.hpp"

namespace offpeak::loadtest {

/// Counters here are those that serve one lane: those shared with other lanes count, but are never
/// closed; counters of other lanes are left alone.
struct CounterChange {
  config::LaneCode lane{};
  config::Period span{config::MinuteOfDay{0}, config::MinuteOfDay{24 * 60}};
  bool relative = true;  // `count` more, or fewer when negative; otherwise so many in all
  int count = 0;
};

/// Changes the hall, and updates what the loader derives from its counters. `open` are its periods
/// on the day. An added counter serves the lane alone; of such counters the one with the highest
/// number closes first. A lane that the hall does not have is a fault: its visitors would come too.
/// After a fault the hall is as it was.
base::Result<void> change_counters(config::Hall& hall, std::span<const config::Period> open,
                                   const CounterChange& change);

}  // namespace offpeak::loadtest

#include "scheduler/queueing/lanes.hpp"

namespace offpeak::scheduler {

LaneSet lanes_of(const config::Counter& counter) {
  LaneSet lanes = 0;
  for (const auto& [lane, share] : counter.share_percent) lanes |= lane_bit(lane);
  return lanes;
}

LaneSet lanes_of(const config::Hall& hall) {
  LaneSet lanes = 0;
  for (std::size_t lane = 1; lane < hall.lane_percent.size(); ++lane) {
    if (hall.lane_percent[lane] > 0) lanes |= lane_bit(LaneCode{static_cast<std::uint8_t>(lane)});
  }
  return lanes;
}

}  // namespace offpeak::scheduler

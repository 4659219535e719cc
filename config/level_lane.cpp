#include "config/level_lane.hpp"

#include <algorithm>
#include <string>

#include "config/scalars.hpp"

namespace offpeak::config {
namespace {

int percent_of(const Hall& hall, const Lane& lane) {
  return hall.lane_percent[static_cast<std::size_t>(lane.code)];
}

bool is_staffed(const Hall& hall, const Lane& lane) {
  return percent_of(hall, lane) > 0 && !lane.machines;
}

std::string keys_of_staffed(const Hall& hall, const std::vector<Lane>& lanes) {
  std::vector<std::string> keys;
  for (const Lane& lane : lanes) {
    if (is_staffed(hall, lane)) keys.push_back(lane.key);
  }
  return joined(keys);
}

}  // namespace

std::optional<LaneCode> largest_staffed_lane(const Hall& hall, const std::vector<Lane>& lanes) {
  const Lane* largest = nullptr;
  for (const Lane& lane : lanes) {
    if (!is_staffed(hall, lane)) continue;
    if (largest == nullptr || percent_of(hall, lane) > percent_of(hall, *largest)) largest = &lane;
  }
  return largest == nullptr ? std::optional<LaneCode>{} : largest->code;
}

void settle_level_lane(Hall& hall, const std::vector<Lane>& lanes, const View& where) {
  const auto largest = largest_staffed_lane(hall, lanes);
  if (!largest) {
    return where.member_or_self("counters")
        .error("machines serve every lane of this hall, so that none can give it its level",
               "a counter with a lane that clerks serve");
  }
  const auto named = std::ranges::find(lanes, hall.level_lane, &Lane::code);
  if (named == lanes.end()) {
    hall.level_lane = *largest;
  } else if (!is_staffed(hall, *named)) {
    where.member_or_self("level_lane")
        .error(named->machines ? "machines serve the lane " + named->key
                               : "no counter of this hall serves the lane " + named->key,
               "one of " + keys_of_staffed(hall, lanes));
  }
}

}  // namespace offpeak::config

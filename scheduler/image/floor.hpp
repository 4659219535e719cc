// What a floor derives from the records of an image. Private to the image.
#pragma once

#include <string>

#include "scheduler/state/state.hpp"

namespace offpeak::scheduler {

struct FloorImage {
  /// Makes what is derived from the records, whose links are checked. What is wrong with these;
  /// empty: nothing.
  static std::string restore(Floor& floor, const State& state);
};

}  // namespace offpeak::scheduler

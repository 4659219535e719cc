// What a floor derives from the records of an image. Private to the image.
#pragma once

#include "base/result.hpp"
#include "scheduler/state/state.hpp"

namespace offpeak::scheduler {

struct FloorImage {
  /// Makes what is derived from the records, whose links are checked. An error says what is wrong
  /// with these.
  static base::Result<void> restore(Floor& floor, const State& state);
};

}  // namespace offpeak::scheduler

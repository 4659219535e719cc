// Which predicted wait is green, yellow or red.
#pragma once

#include <chrono>

#include "config/city.hpp"
#include "scheduler/messages/words.hpp"

namespace offpeak::scheduler {

/// By the wait that half of those who arrive do not exceed.
template <class Number, class Unit>
constexpr Level level_of_wait(const config::LevelRule& rule,
                              std::chrono::duration<Number, Unit> wait) {
  if (wait > rule.red_above) return Level::red;
  return wait >= rule.yellow_from ? Level::yellow : Level::green;
}

}  // namespace offpeak::scheduler

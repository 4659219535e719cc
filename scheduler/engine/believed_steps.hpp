// Which steps of the system's time are believed: small ones, however many; a far one never.
#pragma once

#include <atomic>
#include <chrono>
#include <optional>

#include "scheduler/engine/clock.hpp"

namespace offpeak::engine {

/// Any thread.
class BelievedSteps {
 public:
  /// How far `steps`, by which the system's time has been set so far, are from those that are
  /// believed; nothing: they are believed from now on.
  std::optional<std::chrono::nanoseconds> jump(std::chrono::nanoseconds steps) {
    const auto jump = steps - value();
    if (abs(jump) > Clock::jump_min) return jump;
    // The clocks are not read at one moment: only what was set is worth a write.
    constexpr std::chrono::nanoseconds noise = std::chrono::milliseconds{1};
    if (abs(jump) > noise) believed_.store(steps.count(), std::memory_order_relaxed);
    return std::nullopt;
  }
  /// From now on, however far they are.
  void believe(std::chrono::nanoseconds steps) {
    believed_.store(steps.count(), std::memory_order_relaxed);
  }
  std::chrono::nanoseconds value() const {
    return std::chrono::nanoseconds{believed_.load(std::memory_order_relaxed)};
  }

 private:
  std::atomic<std::chrono::nanoseconds::rep> believed_{0};
};

}  // namespace offpeak::engine

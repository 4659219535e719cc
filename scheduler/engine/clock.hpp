// The one place that reads the time. A demonstration clock starts where it is told and runs at a
// multiple of real speed.
#pragma once

#include <chrono>

#include "config/civil_time.hpp"

namespace offpeak::engine {

class Clock {
 public:
  /// The system's time.
  Clock() = default;
  /// Starts now at `start` and runs at `speed` times real speed, 0 (stands still) to speed_max.
  Clock(config::Instant start, double speed);

  static constexpr double speed_max = 100'000;

  config::Instant now() const;
  /// The system's time, whatever this clock shows: tokens and request limits live in real time.
  static config::Instant real_now();
  /// Real time until this clock shows `instant`; zero when it has, an hour when it stands still.
  std::chrono::nanoseconds until(config::Instant instant) const;
  /// Before any thread uses the clock: a demonstration goes on from `instant` when it would start
  /// earlier. A store's history cannot be lived through twice.
  void not_before(config::Instant instant);
  bool is_demonstration() const { return demonstration_; }

 private:
  bool demonstration_ = false;
  config::Instant start_{};
  double speed_ = 1;
  std::chrono::steady_clock::time_point began_{};
};

}  // namespace offpeak::engine

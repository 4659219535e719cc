// The one place that reads the time. A demonstration clock starts where it is told and runs at a
// multiple of real speed, or stands still and is moved by hand.
#pragma once

#include <atomic>
#include <chrono>

#include "config/civil_time.hpp"

namespace offpeak::engine {

class Clock {
 public:
  /// The system's time.
  Clock() = default;
  /// Starts now at `start` and runs at `speed` times real speed, 0 (stands still) to speed_max.
  Clock(config::Instant start, double speed);

  Clock(const Clock& other);
  Clock& operator=(const Clock& other);

  static constexpr double speed_max = 100'000;

  config::Instant now() const;
  /// The system's time, whatever this clock shows: tokens and request limits live in real time.
  static config::Instant real_now();
  /// How far somebody has set the system's time since the program started, forwards or, negative,
  /// back: what it went more than the steady clock, which nobody can set.
  static std::chrono::nanoseconds system_steps();
  /// Real time until this clock shows `instant`; zero when it has, an hour when it stands still.
  std::chrono::nanoseconds until(config::Instant instant) const;
  /// To be called before any thread uses the clock: a demonstration clock that would start earlier
  /// starts at `instant`, because time never runs backwards in a store.
  void not_before(config::Instant instant);
  bool is_demonstration() const { return demonstration_; }
  /// It shows the same time until it is moved.
  bool is_standing() const { return demonstration_ && speed_ <= 0; }
  /// Moves a standing clock forward. One thread at a time; others may read meanwhile. The engine
  /// learns of it by Engine::await_rest.
  void move_to(config::Instant instant);

 private:
  bool demonstration_ = false;
  static_assert(std::atomic<config::Instant>::is_always_lock_free);
  std::atomic<config::Instant> start_{};
  double speed_ = 1;
  std::chrono::steady_clock::time_point began_{};
};

}  // namespace offpeak::engine

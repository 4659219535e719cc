// The one place that reads the time. The system's is believed as long as it goes with a clock that
// nobody can set: what a wrong time decides is not undone when it is right again. A demonstration
// clock starts where it is told and runs at a multiple of real speed, or stands still and is moved
// by hand.
#pragma once

#include <atomic>
#include <chrono>
#include <optional>

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
  /// The system's time, whatever this clock shows: tokens live in real time. When somebody sets it
  /// by more than `jump_min`, the time that it would have had without that, until it is set back.
  static config::Instant real_now();
  /// A time that nobody can set: by it requests are limited. It began as the system's.
  static config::Instant steady_now();
  /// How far somebody has set the system's time since the program started, forwards or, negative,
  /// back: what it went more than a clock that nobody can set.
  static std::chrono::nanoseconds system_steps();

  /// A step of the system's time that is believed at most: those who correct it often make many.
  static constexpr std::chrono::minutes jump_min{2};
  /// How far the system's time is from the one that is believed, or else from another machine's
  /// clock; nothing: it is believed.
  static std::optional<std::chrono::nanoseconds> system_jump();
  /// `other`: what a clock of another machine shows now, since 1970. Any thread. Returns how far
  /// the system's time is from it, when that is too far for either to be believed.
  static std::optional<std::chrono::nanoseconds> compare_with(std::chrono::nanoseconds other);
  /// Whether this clock shows a time that the system's has left by a jump.
  bool has_jumped() const { return !demonstration_ && system_jump().has_value(); }
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

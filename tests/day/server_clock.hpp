// The clock of a server that runs faster than the world's.
#pragma once

#include <chrono>
#include <thread>

#include "config/civil_time.hpp"

namespace offpeak::day {

class ServerClock {
 public:
  using Steady = std::chrono::steady_clock;

  /// The server showed `shown` at `read`, and runs at `speed` times real speed.
  ServerClock(config::Instant shown, Steady::time_point read, double speed)
      : shown_{shown}, read_{read}, speed_{speed} {}

  config::Instant now() const {
    const std::chrono::duration<double, std::milli> passed = Steady::now() - read_;
    return shown_ + config::milliseconds{static_cast<std::int64_t>(passed.count() * speed_)};
  }
  /// Returns when the server's clock shows `time`: nothing happens before.
  void await(config::Instant time) const {
    const std::chrono::duration<double, std::milli> real{
        static_cast<double>((time - shown_).count()) / speed_};
    std::this_thread::sleep_until(read_ + std::chrono::duration_cast<Steady::duration>(real));
  }

 private:
  config::Instant shown_;
  Steady::time_point read_;
  double speed_;
};

}  // namespace offpeak::day

// The time of a day that is played: it moves on to the next happening once every hall has done all
// it had to do at the present one, so that nothing depends on how fast anybody is.
#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <set>
#include <string>

#include "config/civil_time.hpp"

namespace offpeak::day {

class DayClock {
 public:
  /// `halls` threads play the day. `step` moves the server's clock and returns when that is done.
  DayClock(config::Instant start, std::size_t halls, std::function<void(config::Instant)> step);

  /// A hall's present moment; it stays until the hall awaits another.
  config::Instant now() const { return now_; }
  /// A hall has nothing to do before `time`. Throws when the server's clock cannot be moved.
  void await(config::Instant time);
  /// A hall has nothing to do any more.
  void leave();

 private:
  void move_on_when_all_wait();

  const std::function<void(config::Instant)> step_;
  std::mutex mutex_;
  std::condition_variable moved_;
  config::Instant now_;
  std::size_t busy_;                        // halls that act
  std::multiset<config::Instant> awaited_;  // by the others
  std::string fault_;                       // why the server's clock cannot be moved
};

}  // namespace offpeak::day

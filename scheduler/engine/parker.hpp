// Where one thread sleeps until there is something to do, without spinning.
//
// The sleeper calls `announce`, looks once more whether there is work, and then `sleep` or
// `withdraw`. A waker makes its work visible first and then calls `wake`. Both sides go through
// read-modify-writes of one atomic, so one of them sees the other: no wake-up is lost.
//
// A sleeper that expects a `wake` soon may `announce_doze` instead: then `nudge`, which busy wakers
// use, leaves it asleep and needs no system call.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <optional>

namespace offpeak::engine {

class Parker {
 public:
  Parker();
  ~Parker();
  Parker(const Parker&) = delete;
  Parker& operator=(const Parker&) = delete;

  /// The sleeper: from here on a `wake` or a `nudge` ends the next `sleep`.
  void announce() { state_.exchange(sleeping, std::memory_order_acq_rel); }
  /// The sleeper: from here on a `wake` ends the next `sleep`; a `nudge` does not.
  void announce_doze() { state_.exchange(dozing, std::memory_order_acq_rel); }
  /// The sleeper: takes the announcement back, because there was work after all.
  void withdraw() { state_.exchange(awake, std::memory_order_acq_rel); }
  /// The sleeper: waits for a wake-up or until the time has passed; without a time it waits for a
  /// wake-up alone.
  void sleep(std::optional<std::chrono::nanoseconds> at_most);

  /// Any thread; wait-free, and a system call only when somebody sleeps.
  void wake() {
    if (state_.exchange(awake, std::memory_order_acq_rel) != awake) notify();
  }
  /// The same, but lets a dozing sleeper sleep on.
  void nudge() {
    if ((state_.fetch_and(dozing, std::memory_order_acq_rel) & sleeping) != 0) notify();
  }

 private:
  static constexpr std::uint8_t awake = 0;
  static constexpr std::uint8_t sleeping = 1;
  static constexpr std::uint8_t dozing = 2;

  void notify();

  static_assert(std::atomic<std::uint8_t>::is_always_lock_free);
  std::atomic<std::uint8_t> state_{awake};
  int event_fd_;
};

}  // namespace offpeak::engine

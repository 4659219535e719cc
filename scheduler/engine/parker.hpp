// Where one thread sleeps until there is something to do: no spinning, near-zero CPU when idle.
//
// The sleeper calls `announce`, looks once more whether there is work, and then `sleep` or
// `withdraw`. A waker makes its work visible first and then calls `wake`. Both sides go through
// read-modify-writes of one atomic, so one of them sees the other: no wake-up is lost.
#pragma once

#include <atomic>
#include <chrono>
#include <optional>

namespace offpeak::engine {

class Parker {
 public:
  Parker();
  ~Parker();
  Parker(const Parker&) = delete;
  Parker& operator=(const Parker&) = delete;

  /// The sleeper: from here on a `wake` ends the next `sleep`.
  void announce() { announced_.exchange(true, std::memory_order_acq_rel); }
  /// The sleeper: there was work after all.
  void withdraw() { announced_.exchange(false, std::memory_order_acq_rel); }
  /// The sleeper: waits for a wake-up or until the time has passed; nothing waits for ever.
  void sleep(std::optional<std::chrono::nanoseconds> at_most);

  /// Any thread; wait-free, and a system call only when somebody sleeps.
  void wake() {
    if (announced_.exchange(false, std::memory_order_acq_rel)) notify();
  }

 private:
  void notify();

  static_assert(std::atomic<bool>::is_always_lock_free);
  std::atomic<bool> announced_{false};
  int event_fd_;
};

}  // namespace offpeak::engine

// A look at the state by another thread, which the thread that owns the state runs between two
// commands.
#pragma once

#include <atomic>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <utility>

#include "scheduler/state/state.hpp"

namespace offpeak::engine {

class Examination {
 public:
  using Look = std::function<void(const scheduler::State&)>;

  /// The owner's thread begins, and ends.
  void open() { set_open(true); }
  void close() { set_open(false); }

  /// Any other thread; one at a time. `wake` ends the owner's sleep. Returns when `look` was run;
  /// false when there is no owner to run it. `look` throws nothing.
  template <class Wake>
  bool ask(const Look& look, const Wake& wake) {
    std::unique_lock lock{mutex_};
    if (!is_open_) return false;
    look_ = &look;
    is_due_.store(true, std::memory_order_release);
    wake();
    changed_.wait(lock, [this] { return look_ == nullptr || !is_open_; });
    is_due_.store(false, std::memory_order_release);
    return std::exchange(look_, nullptr) == nullptr;
  }

  // The owner.
  bool is_due() const { return is_due_.load(std::memory_order_acquire); }
  void run(const scheduler::State& state) {
    const std::scoped_lock lock{mutex_};
    if (look_ != nullptr) (*look_)(state);
    look_ = nullptr;
    is_due_.store(false, std::memory_order_release);
    changed_.notify_all();
  }

 private:
  void set_open(bool is_open) {
    const std::scoped_lock lock{mutex_};
    is_open_ = is_open;
    changed_.notify_all();
  }

  std::mutex mutex_;  // of all below but is_due_
  std::condition_variable changed_;
  const Look* look_ = nullptr;  // null: none, or it was run
  bool is_open_ = false;
  std::atomic<bool> is_due_{false};
};

}  // namespace offpeak::engine

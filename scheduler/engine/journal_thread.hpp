// Makes batches durable, in order, one commit each, while the writer works on the next; then, and
// only then, delivers their replies. After an error it appends nothing and promises nothing.
//
// Between the writer and this thread: two counters, each written by one side (wait-free).
#pragma once

#include <array>
#include <atomic>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "base/catch_all.hpp"
#include "scheduler/engine/batch.hpp"
#include "scheduler/engine/metrics.hpp"
#include "scheduler/engine/parker.hpp"
#include "scheduler/engine/port.hpp"
#include "scheduler/engine/shadow.hpp"
#include "store/journal.hpp"

namespace offpeak::engine {

/// An idle journal is asked this often whether this process is still its writer.
inline constexpr std::chrono::milliseconds confirmed_every{500};

/// Durable announcements with consecutive numbers from the first on.
using AnnouncementListener =
    std::function<void(std::uint64_t, std::span<const scheduler::Announcement>)>;

class JournalThread {
 public:
  /// `writer` is woken after each commit; `shadow`, which may be null, is told of it. `on_failure`
  /// is called once, on this thread.
  JournalThread(store::Journal& journal, Shadow* shadow,
                const std::vector<std::unique_ptr<Port>>& ports, EngineMetrics& metrics,
                Parker& writer, std::function<void(const std::string&)> on_failure);
  ~JournalThread();

  /// Before `start`: called on this thread after each commit of a batch that announces something.
  void on_announced(AnnouncementListener listener) { on_announced_ = std::move(listener); }
  void start();
  /// Commits what was handed over, then ends. The writer must have stopped.
  void stop();

  /// Any thread. Records that end before `sequence` are forgotten when there is nothing else to do.
  void trim_before(std::uint64_t sequence);

  // The writer's side.
  /// The batch being filled; valid while `has_room`.
  Batch& open_batch() { return batches_[handed_count_ % batches_max]; }
  bool has_room() const { return handed_count_ - committed() < batches_max; }
  /// Nothing is on its way to the disk.
  bool is_idle() const { return handed_count_ == committed(); }
  /// A commit is under way, and nothing waits behind it.
  bool has_nothing_waiting() const { return handed_count_ <= committed() + 1; }
  void hand_over();

 private:
  std::uint64_t committed() const { return committed_.load(std::memory_order_acquire); }
  void run();
  void commit(Batch& batch);
  bool append(const Batch& batch);
  void confirm();
  void trim_some();
  void deliver(Batch& batch);
  void deliver_to(Port& port, Completions& replies);
  void deliver_boards(const Batch& batch);
  void fail(const std::string& reason);
  /// An exception of `step` is a failure like one of the store: nothing after it may be promised.
  /// The thread goes on, because it still owes replies.
  template <class Step>
  void guard(const Step& step) {
    if (const auto done = base::catch_all(step); !done) fail("the journal: " + done.error().what);
  }

  store::Journal& journal_;
  Shadow* const shadow_;
  const std::vector<std::unique_ptr<Port>>& ports_;
  EngineMetrics& metrics_;
  Parker& writer_;
  std::function<void(const std::string&)> on_failure_;
  AnnouncementListener on_announced_;

  std::array<Batch, batches_max> batches_;
  std::uint64_t handed_count_ = 0;  // the writer's copy of handed_
  static_assert(std::atomic<std::uint64_t>::is_always_lock_free);
  std::atomic<std::uint64_t> handed_{0};
  std::atomic<std::uint64_t> committed_{0};
  std::atomic<std::uint64_t> trim_before_{0};  // 0: nothing to trim
  std::atomic<bool> stopping_{false};
  bool failed_ = false;
  Parker parker_;
  std::thread thread_;
};

}  // namespace offpeak::engine

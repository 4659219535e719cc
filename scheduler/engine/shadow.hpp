// A second state behind the writer's: it applies what is durable, checks that both are the same,
// and writes snapshots, so that neither costs the writer any time.
//
// Between the journal thread and this one: a bounded single-producer, single-consumer queue. When
// it is full the journal thread waits: a shadow that may fall behind for good would check nothing.
#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "scheduler/engine/metrics.hpp"
#include "scheduler/engine/parker.hpp"
#include "scheduler/state/state.hpp"
#include "store/journal.hpp"
#include "store/snapshots.hpp"

namespace offpeak::engine {

/// When a snapshot is due: after so many events since the last one, or after so much time if there
/// was any event. Zero switches a reason off.
struct SnapshotPolicy {
  std::uint64_t events = 1'000'000;
  std::chrono::seconds every{15 * 60};

  bool is_off() const { return events == 0 && every.count() == 0; }
};

/// Batches and bytes of events that may wait for the shadow.
inline constexpr std::size_t shadow_batches_max = std::size_t{1} << 16;
inline constexpr std::size_t shadow_bytes_max = std::size_t{64} << 20;

class Shadow {
 public:
  struct Listener {
    /// The shadow's state differs from the writer's.
    std::function<void(const std::string&)> on_failure;
    /// A snapshot could not be written; the next one is tried when it is due.
    std::function<void(const std::string&)> on_snapshot_error;
    /// All snapshots to be kept are written: records that end before `sequence` are not needed any
    /// more.
    std::function<void(std::uint64_t)> on_kept_from;
  };

  /// `state` is what the journal holds up to `position`; `last_snapshot` the newest one's sequence.
  Shadow(std::unique_ptr<scheduler::State> state, const store::ChainPosition& position,
         std::uint64_t last_snapshot, store::Snapshots& snapshots, const SnapshotPolicy& policy,
         EngineMetrics& metrics, Listener listener);
  ~Shadow();
  Shadow(const Shadow&) = delete;
  Shadow& operator=(const Shadow&) = delete;

  void start();

  /// The journal thread, after each commit: the batch, where the journal goes on behind it, and the
  /// writer's hash there. Waits while the queue is full.
  void observe(const store::Batch& batch, const store::ChainPosition& position, std::uint64_t hash);

  /// Applies what is queued, gives up a snapshot that is being written, and ends.
  void stop();

 private:
  struct Item {
    std::uint64_t first_sequence = 0;
    std::uint32_t events = 0;
    std::vector<std::byte> payload;
    store::ChainPosition position;
    std::uint64_t hash = 0;
  };

  void run();
  bool apply_next();
  void check(const Item& item);
  void fail(const std::string& reason);
  bool is_snapshot_due() const;
  void take_snapshot();
  void report_failed_snapshot(const std::string& reason);
  void note_newest();
  void report_snapshot(std::chrono::steady_clock::time_point began);
  void park();
  bool has_room() const;

  std::unique_ptr<scheduler::State> state_;
  store::ChainPosition position_;
  store::Snapshots& snapshots_;
  const SnapshotPolicy policy_;
  EngineMetrics& metrics_;
  Listener listener_;
  std::uint64_t last_snapshot_;
  // The last attempt, successful or not: a store without room is not tried again with every event.
  std::uint64_t attempted_;
  std::chrono::steady_clock::time_point attempted_at_;
  bool failed_ = false;

  std::vector<Item> items_{shadow_batches_max};
  static_assert(std::atomic<std::uint64_t>::is_always_lock_free);
  std::atomic<std::uint64_t> put_{0};
  std::atomic<std::uint64_t> taken_{0};
  std::atomic<std::size_t> bytes_{0};
  std::atomic<bool> stopping_{false};
  Parker parker_;          // this thread's
  Parker journal_parker_;  // the journal thread's, while the queue is full
  std::thread thread_;
};

}  // namespace offpeak::engine

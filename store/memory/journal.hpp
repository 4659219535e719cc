// A journal that forgets everything when the process ends: for tests and benchmarks. Records are
// encoded and checked as in a durable store.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "store/journal.hpp"
#include "store/record.hpp"

namespace offpeak::store {

/// Unlike the durable ones, every function may be called from any thread, so that a test can watch
/// and steer a journal that another thread appends to.
class MemoryJournal final : public Journal {
 public:
  /// `discard` encodes each record and drops it, for benchmarks that would fill the memory; nothing
  /// can be replayed then.
  enum class Retention { keep, discard };

  explicit MemoryJournal(Retention retention = Retention::keep) : retention_{retention} {}

  Result<void> append(const Batch& batch) override;
  Result<ReplaySummary> replay(const ChainPosition& from, const BatchSink& sink) override;
  ChainPosition position() const override;
  Result<bool> trim(std::uint64_t before) override;
  std::string description() const override { return "memory, nothing survives the process"; }

  /// The next append stores nothing and fails with `message`; so does every later call.
  void fail_next_append(std::string message);

  /// From now on appends wait at a gate, before they do anything.
  void hold_appends();
  /// Opens the gate for the append that waits and all later ones.
  void release_appends();
  /// Returns once an append waits at the gate.
  void wait_for_held_append();

  /// The last sequence appended; 0 when there is none.
  std::uint64_t last_sequence() const;

 private:
  mutable std::mutex mutex_;
  std::condition_variable gate_changed_;
  bool gate_closed_ = false;
  bool append_waits_ = false;

  const Retention retention_;
  RecordEncoder encoder_;
  ChainPosition position_;
  struct Stored {
    std::uint64_t first_sequence;
    std::vector<std::byte> bytes;
  };
  std::deque<Stored> records_;
  std::optional<Error> injected_;
  std::optional<Error> failure_;  // the latch
};

}  // namespace offpeak::store

// What a history passes through, and where it ends, when it is copied into a store.
#pragma once

#include <memory>
#include <optional>

#include "scheduler/state/state.hpp"
#include "store/copy_target.hpp"
#include "store/snapshot_codec.hpp"
#include "store/store.hpp"

namespace offpeak::engine {

/// Passes a history on, and builds its state on the way: only what can be replayed, and comes to
/// the hash that it should, is finished.
class ReplayedTarget final : public store::CopyTarget {
 public:
  explicit ReplayedTarget(store::CopyTarget& next) : next_{next} {}

  store::Result<void> begin(const store::CopyHead& head) override;
  store::Result<void> put_chunk(std::span<const std::byte> chunk) override;
  store::Result<void> begin_records(const store::ChainPosition& from) override;
  store::Result<void> put_record(const store::Batch& batch) override;
  /// An error when the hash is not the state's.
  store::Result<void> finish(const store::CopyEnd& end) override;

  /// Where the journal goes on behind the snapshot, once all its chunks have come.
  store::Result<store::ChainPosition> behind_snapshot() const;
  const store::CopyHead& head() const { return head_; }
  const scheduler::State& state() const { return *state_; }
  /// Whether the last error was of where the history goes, not of the history.
  bool next_failed() const { return next_failed_; }

 private:
  store::Result<void> passed_on(store::Result<void> result);

  store::CopyTarget& next_;
  store::CopyHead head_;
  std::unique_ptr<scheduler::State> state_;
  std::optional<store::SnapshotAssembly> assembly_;
  bool next_failed_ = false;
};

/// An empty store that a history fills. Its snapshot and its journal appear at the end.
class StoreTarget final : public store::CopyTarget {
 public:
  explicit StoreTarget(store::Store& store) : store_{store} {}

  /// An error, which names what is there, when the store is not empty.
  store::Result<void> begin(const store::CopyHead& head) override;
  store::Result<void> put_chunk(std::span<const std::byte> chunk) override;
  store::Result<void> begin_records(const store::ChainPosition& from) override;
  store::Result<void> put_record(const store::Batch& batch) override;
  store::Result<void> finish(const store::CopyEnd& end) override;

 private:
  store::Store& store_;
  store::CopyHead head_;
  std::unique_ptr<store::Snapshots> snapshots_;
  std::unique_ptr<store::Filler> filler_;
};

}  // namespace offpeak::engine

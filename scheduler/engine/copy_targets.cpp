#include "scheduler/engine/copy_targets.hpp"

#include "scheduler/engine/recovery.hpp"
#include "store/private_file.hpp"

namespace offpeak::engine {

using store::Error;
using store::Result;

Result<void> ReplayedTarget::passed_on(Result<void> result) {
  next_failed_ = !result;
  return result;
}

Result<void> ReplayedTarget::begin(const store::CopyHead& head) {
  head_ = head;
  state_ = std::make_unique<scheduler::State>();
  assembly_.reset();
  if (head.snapshot) assembly_.emplace(*state_, *head.snapshot);
  return passed_on(next_.begin(head));
}

Result<void> ReplayedTarget::put_chunk(std::span<const std::byte> chunk) {
  next_failed_ = false;
  if (!assembly_) return Error{"a snapshot's chunk where none belongs"};
  if (auto added = assembly_->add(chunk); !added) {
    return Error{"its snapshot: " + added.error().message};
  }
  return passed_on(next_.put_chunk(chunk));
}

Result<store::ChainPosition> ReplayedTarget::behind_snapshot() const {
  if (!assembly_) return store::ChainPosition{};
  return assembly_->finish();
}

Result<void> ReplayedTarget::begin_records(const store::ChainPosition& from) {
  next_failed_ = false;
  const auto behind = behind_snapshot();
  if (!behind) return Error{"its snapshot: " + behind.error().message};
  if (*behind != from) return Error{"its records do not begin behind its snapshot"};
  return passed_on(next_.begin_records(from));
}

Result<void> ReplayedTarget::put_record(const store::Batch& batch) {
  next_failed_ = false;
  if (auto applied = apply_batch(*state_, batch); !applied) return applied;
  return passed_on(next_.put_record(batch));
}

Result<void> ReplayedTarget::finish(const store::CopyEnd& end) {
  next_failed_ = false;
  if (state_->compute_hash() != state_->hash() || state_->hash() != end.hash) {
    return Error{"a replay does not come to its hash"};
  }
  return passed_on(next_.finish(end));
}

Result<void> StoreTarget::begin(const store::CopyHead& head) {
  filler_.reset();
  snapshots_.reset();
  head_ = head;
  const auto held = store_.contents();
  if (!held) return held.error();
  if (*held) return Error{"the store is not empty: there is " + **held + "; nothing was changed"};
  if (!head.snapshot) return {};
  auto snapshots = store_.open_snapshots();
  if (!snapshots) return snapshots.error();
  snapshots_ = std::move(*snapshots);
  if (const auto folder = store_.folder()) {
    if (auto made = store::create_private_directory(*folder); !made) return made;
  }
  return snapshots_->begin(*head.snapshot);
}

Result<void> StoreTarget::put_chunk(std::span<const std::byte> chunk) {
  return snapshots_->put(chunk);
}

Result<void> StoreTarget::begin_records(const store::ChainPosition& from) {
  auto filler = store_.fill({.from = from, .epoch = head_.epoch});
  if (!filler) return filler.error();
  filler_ = std::move(*filler);
  return {};
}

Result<void> StoreTarget::put_record(const store::Batch& batch) { return filler_->append(batch); }

/// The snapshot first: a start that finds it without its journal is refused, one that finds the
/// journal without it would begin with a gap.
Result<void> StoreTarget::finish(const store::CopyEnd&) {
  if (snapshots_ != nullptr) {
    if (auto committed = snapshots_->commit(); !committed) return committed;
  }
  return filler_->commit();
}

}  // namespace offpeak::engine

// A state as a snapshot: its image in chunks, a head before them and an end behind them. The bytes
// are described in store/FORMAT.md.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>

#include "scheduler/image/image.hpp"
#include "scheduler/state/state.hpp"
#include "store/snapshot_chunk.hpp"
#include "store/snapshots.hpp"

namespace offpeak::store {

/// What the first chunk says of a snapshot.
struct SnapshotHead {
  scheduler::ImageHead image;
  ChainPosition position;  // where the journal goes on behind the state
};

/// Asked between two chunks, so that the caller can do other things meanwhile; false stops the
/// snapshot.
using GoOn = std::function<bool()>;

/// Writes the state, which must not change meanwhile, as a snapshot that ends at `position` of its
/// journal. Returns the bytes written. Errors: those of `snapshots`, a `position` other than the
/// state's, or a stop by `go_on`; earlier snapshots stay as they were.
Result<std::uint64_t> save_snapshot(const scheduler::State& state, const ChainPosition& position,
                                    Snapshots& snapshots, const GoOn& go_on = {});

/// Loads the snapshot into `state`, which must be as constructed (room may be reserved) and is of
/// no use after an error. Where the journal goes on. An error says what is wrong with which chunk.
Result<ChainPosition> load_snapshot(Snapshots& snapshots, std::uint64_t sequence,
                                    scheduler::State& state);

/// Reads only the snapshot's first chunk.
Result<SnapshotHead> read_snapshot_head(Snapshots& snapshots, std::uint64_t sequence);

/// Puts a state together from the chunks of a snapshot, wherever they come from. Any bytes may be
/// given. One use.
class SnapshotAssembly {
 public:
  /// As for `load_snapshot`.
  SnapshotAssembly(scheduler::State& state, std::uint64_t sequence)
      : state_{state}, sequence_{sequence} {}

  /// The next chunk.
  Result<void> add(std::span<const std::byte> bytes);
  /// After the last one: that it was the last. Where the journal goes on.
  Result<ChainPosition> finish() const;
  /// Once the first chunk has come.
  const std::optional<SnapshotHead>& head() const { return head_; }

 private:
  Result<void> check_place(const Chunk& chunk) const;
  Result<void> take(const Chunk& chunk);
  Result<void> take_head(const Chunk& chunk);
  Result<void> take_end(const Chunk& chunk);

  scheduler::State& state_;
  const std::uint64_t sequence_;
  ChunkDecoder decoder_;
  std::optional<SnapshotHead> head_;
  std::uint32_t version_ = snapshot_version;  // the head's
  std::optional<scheduler::ImageLoader> loader_;
  std::uint32_t chunks_ = 0;
  std::uint64_t chain_ = 0;
  bool complete_ = false;
};

}  // namespace offpeak::store

// Where snapshots are kept: the whole state at one place of the journal, in chunks (their format:
// store/snapshot_codec.hpp). One thread at a time, and never the one that appends to the journal.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "store/journal.hpp"

namespace offpeak::store {

/// When a new one is complete older ones are removed, except the one before, in case the newest is
/// damaged.
inline constexpr std::size_t snapshots_kept = 2;
/// Bound on the bytes of one chunk, compressed.
inline constexpr std::size_t chunk_bytes_max = std::size_t{4} << 20;

class Snapshots {
 public:
  virtual ~Snapshots() = default;

  /// Sequences of the complete snapshots, newest first. Reading one shows whether it is sound.
  virtual Result<std::vector<std::uint64_t>> list() = 0;

  /// Begins a snapshot of the state at `sequence`; drops one that was begun and not committed.
  virtual Result<void> begin(std::uint64_t sequence) = 0;
  /// Adds the next chunk. Returns when it lies in the store, not yet part of a snapshot.
  virtual Result<void> put(std::span<const std::byte> chunk) = 0;
  /// Makes the snapshot durable and, at once and whole, the newest; then forgets all but the last
  /// `snapshots_kept`. After an error, or a crash at any moment, those before are as they were.
  virtual Result<void> commit() = 0;

  /// Hands the chunks of a snapshot to `sink`, in the order of `put`; an error of the sink ends it.
  using ChunkSink = std::function<Result<void>(std::span<const std::byte>)>;
  virtual Result<void> read(std::uint64_t sequence, const ChunkSink& sink) = 0;

  /// Marks a snapshot as damaged: it does not count among those kept, and the next commit removes
  /// it rather than a sound one.
  void distrust(std::uint64_t sequence) { distrusted_.push_back(sequence); }

 protected:
  /// A sound snapshot has replaced the one of this name.
  void trust(std::uint64_t sequence) { std::erase(distrusted_, sequence); }
  bool is_trusted(std::uint64_t sequence) const {
    return std::ranges::find(distrusted_, sequence) == distrusted_.end();
  }

 private:
  std::vector<std::uint64_t> distrusted_;  // at most those that were there at the start
};

}  // namespace offpeak::store

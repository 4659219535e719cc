// What takes a whole history, in the order in which it can be replayed: a snapshot if the journal
// no longer has its beginning, then the journal's records.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "store/journal.hpp"

namespace offpeak::store {

struct CopyHead {
  std::uint64_t epoch = 0;  // as Journal::epoch of what is copied
  std::optional<std::uint64_t> snapshot{};
};

/// What a replay of the copy must come to.
struct CopyEnd {
  ChainPosition position;
  std::uint64_t hash = 0;  // of the state
};

/// After an error only `begin` may be called.
class CopyTarget {
 public:
  virtual ~CopyTarget() = default;

  /// Begins, or begins anew: what was taken so far is dropped.
  virtual Result<void> begin(const CopyHead& head) = 0;
  /// The snapshot's chunks, in order.
  virtual Result<void> put_chunk(std::span<const std::byte> chunk) = 0;
  /// Where the first record begins: behind the snapshot, or at the journal's start.
  virtual Result<void> begin_records(const ChainPosition& from) = 0;
  virtual Result<void> put_record(const Batch& batch) = 0;
  /// Makes the copy durable and, at once and whole, one that is there.
  virtual Result<void> finish(const CopyEnd& end) = 0;
};

}  // namespace offpeak::store

// The checks of a replay that are the same wherever the records are kept.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "store/journal.hpp"
#include "store/record.hpp"

namespace offpeak::store {

/// Whether a journal whose records end at `end` reaches `from`, so that it can be replayed there.
Result<void> check_reached(const ChainPosition& from, const ChainPosition& end);

/// Takes the stored records of a journal in order, beginning with the one at `from`, and hands them
/// on. One use, one thread; `sink` must outlive it.
class ReplayCursor {
 public:
  ReplayCursor(const ChainPosition& from, const BatchSink& sink) : sink_{sink} {
    summary_.end = from;
  }

  /// The next stored record, kept under the key `sequence`. Errors: the record is damaged, is not
  /// the one that its key names, or does not follow the one before; and the sink's own.
  Result<void> take(std::uint64_t sequence, std::span<const std::byte> bytes);

  /// After the last stored record, of a journal that ends at `end`. An error: records are missing.
  Result<void> finish(const ChainPosition& end) const;

  /// What was handed on so far, and where the records taken end.
  const ReplaySummary& summary() const { return summary_; }
  const ChainPosition& position() const { return summary_.end; }

  /// Whether the error that `take` returned is the sink's, not one of the records.
  bool stopped_by_sink() const { return stopped_by_sink_; }
  /// Whether the error that `take` or `finish` returned says nothing against the journal: it is the
  /// sink's, or the place to start from is not in it.
  bool leaves_sound(const Error& error) const {
    return stopped_by_sink_ || (summary_.batches == 0 && (error.cause == Cause::diverged ||
                                                          error.cause == Cause::begins_later));
  }

 private:
  Result<void> check_place(std::uint64_t sequence, const Record& record) const;

  const BatchSink& sink_;
  ReplaySummary summary_;
  bool stopped_by_sink_ = false;
};

}  // namespace offpeak::store

// The checks of a replay that are the same wherever the records are kept.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>

#include "store/journal.hpp"
#include "store/record.hpp"

namespace offpeak::store {

/// Whether a journal that ends at `end` holds sequence `after`, so that it can be continued there.
/// Sequence 0 stands for the start of every journal.
Result<void> check_reached(std::uint64_t after, const ChainPosition& end);

/// Takes the stored records of a journal in order and hands on those with a sequence past `after`.
///
/// A store gives it the records from the last one that begins at or before `after` (the anchor, by
/// which the chain of the next is checked) or from the journal's first one when there is none.
/// One use, one thread; `sink` must outlive it.
class ReplayCursor {
 public:
  using Sink = std::function<Result<void>(const Batch&)>;

  ReplayCursor(std::uint64_t after, const Sink& sink) : after_{after}, sink_{sink} {}

  /// The next stored record, kept under the key `sequence`. Errors: the record is damaged, is not
  /// the one its key says, or does not follow the record before; or what the sink returned.
  Result<void> take(std::uint64_t sequence, std::span<const std::byte> bytes);

  /// What was handed on so far.
  const ReplaySummary& summary() const { return summary_; }

  /// Whether the error that `take` returned is the sink's, not one of the records.
  bool stopped_by_sink() const { return stopped_by_sink_; }

  /// Where the records taken so far end.
  ChainPosition position() const { return position_.value_or(ChainPosition{}); }

 private:
  Result<void> check_place(std::uint64_t sequence, const Record& record) const;

  std::uint64_t after_;
  const Sink& sink_;
  std::optional<ChainPosition> position_;  // nothing before the first record
  ReplaySummary summary_;
  bool stopped_by_sink_ = false;
};

}  // namespace offpeak::store

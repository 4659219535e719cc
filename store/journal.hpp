// Where committed facts go. The engine's journal thread is the only caller, save where a function
// says otherwise.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string>

#include "base/result.hpp"

namespace offpeak::store {

/// What a caller may want to tell apart among the errors; the message is for people alone.
enum class Cause : std::uint8_t {
  other,
  begins_later,  // a replay found that the journal's oldest record begins after the place from
                 // which it was to start, as in a journal that was trimmed
  stopped,       // the caller's own sink had what it needed
  diverged,      // the records there do not continue the place from which they were to
  records_lost,  // the store lacks records that it had acknowledged
};

/// What went wrong, in words for the operator. A failed `append` is final: the outcome is unknown,
/// nothing may be appended again, and the process ends so that the next start replays.
struct Error {
  std::string message;
  bool may_pass = false;  // the store did not answer; its contents may be sound
  Cause cause = Cause::other;
};

/// Encoded events of one commit (format: store/FORMAT.md), in journal order.
struct Batch {
  std::uint64_t first_sequence = 0;  // of its first event; sequences start at 1 and have no gap
  std::uint32_t events = 0;          // at least one
  std::span<const std::byte> payload;
};

/// A place between two records, by what the next one must carry. As constructed it is before the
/// first record.
struct ChainPosition {
  std::uint64_t next_sequence = 1;
  std::uint64_t checksum = 0;  // of the record before; a record that replaces another breaks this

  friend bool operator==(const ChainPosition&, const ChainPosition&) = default;
};

/// What a replay found, for the line printed at start.
struct ReplaySummary {
  std::uint64_t batches = 0;
  std::uint64_t events = 0;
  ChainPosition end;  // where the journal goes on
};

template <class T>
using Result = base::Result<T, Error>;

/// Takes one batch of a replay; an error ends it.
using BatchSink = std::function<Result<void>(const Batch&)>;

class Journal {
 public:
  virtual ~Journal() = default;

  /// Makes the batch durable before it returns. `first_sequence` must follow the last one appended.
  /// After one error every further call returns that error (the latch).
  virtual Result<void> append(const Batch& batch) = 0;

  /// Hands every batch from `from` on to `sink`, in order, checksums and chain verified. `from` is
  /// the journal's start, or the end of a record, as a snapshot names it. A damaged record, a gap,
  /// an unknown version, or a journal that was trimmed past `from` or ends before it is an error
  /// that names the place. The records stay as they are.
  virtual Result<ReplaySummary> replay(const ChainPosition& from, const BatchSink& sink) = 0;

  /// Where the journal goes on: the end of the last batch appended, or found at the opening.
  virtual ChainPosition position() const = 0;

  /// Confirms that this is still the journal's one writer, for replies that no append vouches for.
  /// Costs nothing while no other process can have become the writer.
  virtual Result<void> confirm() { return {}; }

  /// True while the store does not answer and is being asked again: appends wait. Any thread.
  virtual bool is_interrupted() const { return false; }

  /// Forgets records that end before sequence `before`, a bounded number in each call, so that no
  /// append waits for long; true when there are more. The newest record always stays.
  virtual Result<bool> trim(std::uint64_t before) = 0;

  /// The number of the journal's writer, in a store that several processes can reach. 0 where only
  /// one process can.
  virtual std::uint64_t epoch() const { return 0; }

  /// One line for operators: kind, place, durability ("sqlite var/offpeak.db WAL FULL").
  virtual std::string description() const = 0;
};

}  // namespace offpeak::store

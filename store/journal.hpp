// Where committed facts go. The engine's journal thread is the only caller of `append`.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string>

#include <boost/system/result.hpp>

namespace offpeak::store {

/// What went wrong, in words for the operator. A failed `append` is final: the outcome is unknown,
/// nothing may be appended again, and the process ends so that the next start replays.
struct Error {
  std::string message;
};

/// Encoded events of one commit (format: store/FORMAT.md), in journal order.
struct Batch {
  std::uint64_t first_sequence = 0;  // of its first event; sequences start at 1 and have no gap
  std::uint32_t events = 0;          // at least one
  std::span<const std::byte> payload;
};

/// What `replay` found, for the line printed at start.
struct ReplaySummary {
  std::uint64_t batches = 0;
  std::uint64_t events = 0;
  std::uint64_t last_sequence = 0;
};

template <class T>
using Result = boost::system::result<T, Error>;

class Journal {
 public:
  virtual ~Journal() = default;

  /// Makes the batch durable before it returns. `first_sequence` must follow the last one appended.
  /// After one error every further call returns that error (the latch).
  virtual Result<void> append(const Batch& batch) = 0;

  /// Hands every batch with a sequence greater than `after` to `sink`, in order, checksums
  /// verified. A damaged record, a gap or an unknown version is an error that names the place;
  /// `sink` may return an error to stop.
  virtual Result<ReplaySummary> replay(std::uint64_t after,
                                       const std::function<Result<void>(const Batch&)>& sink) = 0;

  /// One line for operators: kind, place, durability ("sqlite var/offpeak.db WAL FULL").
  virtual std::string description() const = 0;
};

}  // namespace offpeak::store

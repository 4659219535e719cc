// The versioned, checksummed and chained envelope around the events of one commit. Independent of
// where it is kept; the bytes are described in store/FORMAT.md.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "store/journal.hpp"

namespace offpeak::store {

inline constexpr std::uint32_t record_version = 1;
inline constexpr std::size_t record_header_bytes = 32;
inline constexpr std::size_t record_checksum_bytes = 8;
inline constexpr std::size_t record_payload_bytes_max = std::size_t{64} << 20;
/// Sequences are also keys in stores whose integers are signed.
inline constexpr std::uint64_t sequence_max = std::numeric_limits<std::int64_t>::max();

/// A decoded record. `batch.payload` points into the bytes that were decoded.
struct Record {
  Batch batch;
  std::uint64_t previous_checksum = 0;
  std::uint64_t checksum = 0;

  std::uint64_t last_sequence() const { return batch.first_sequence + batch.events - 1; }
  ChainPosition next() const { return {last_sequence() + 1, checksum}; }
};

/// Reads one record. Errors say what is wrong with the bytes, to follow "the record at sequence N":
/// too short, no header, another version, a length that does not match, a checksum that does not
/// match, values out of range.
Result<Record> decode_record(std::span<const std::byte> bytes);

/// Writes records into one buffer that it keeps, so that a commit allocates nothing.
class RecordEncoder {
 public:
  struct Encoded {
    std::span<const std::byte> bytes;  // valid until the next call
    ChainPosition next;
  };

  /// Errors: `batch` does not follow `position` without a gap, holds no event, or is beyond the
  /// bounds above.
  Result<Encoded> encode(const Batch& batch, const ChainPosition& position);

 private:
  std::vector<std::byte> buffer_;
};

}  // namespace offpeak::store

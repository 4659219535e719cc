#include "store/record.hpp"

#include <xxhash.h>

#include <algorithm>
#include <boost/endian/conversion.hpp>
#include <string>

#include "base/hex16.hpp"
#include "base/mutant.hpp"

namespace offpeak::store {
namespace {

namespace endian = boost::endian;

constexpr std::uint32_t magic = 0x4A50464F;  // the bytes "OFPJ"

// Offsets of the header's fields; all little-endian.
constexpr std::size_t magic_at = 0;
constexpr std::size_t version_at = 4;
constexpr std::size_t first_sequence_at = 8;
constexpr std::size_t previous_checksum_at = 16;
constexpr std::size_t events_at = 24;
constexpr std::size_t payload_bytes_at = 28;
static_assert(payload_bytes_at + sizeof(std::uint32_t) == record_header_bytes);

constexpr std::size_t frame_bytes = record_header_bytes + record_checksum_bytes;

unsigned char* at(std::byte* bytes, std::size_t offset) {
  return reinterpret_cast<unsigned char*>(bytes + offset);
}

const unsigned char* at(std::span<const std::byte> bytes, std::size_t offset) {
  return reinterpret_cast<const unsigned char*>(bytes.data() + offset);
}

/// Checks a batch by itself, when it is written and when it is read.
Result<void> check(const Batch& batch) {
  if (batch.events == 0) return Error{"holds no event"};
  if (batch.first_sequence == 0) return Error{"begins at sequence 0; sequences start at 1"};
  if (batch.first_sequence > sequence_max - batch.events) {
    return Error{"runs past the last sequence"};
  }
  if (batch.payload.size() > record_payload_bytes_max) {
    return Error{"holds " + std::to_string(batch.payload.size()) + " payload bytes; the limit is " +
                 std::to_string(record_payload_bytes_max)};
  }
  return {};
}

}  // namespace

Result<Record> decode_record(std::span<const std::byte> bytes) {
  if (bytes.size() < frame_bytes) {
    return Error{"is cut short: it has " + std::to_string(bytes.size()) +
                 " bytes, the header and the checksum alone take " + std::to_string(frame_bytes)};
  }
  if (endian::load_little_u32(at(bytes, magic_at)) != magic) {
    return Error{"does not begin with a record header"};
  }
  if (const auto version = endian::load_little_u32(at(bytes, version_at));
      version != record_version) {
    return Error{"has format version " + std::to_string(version) + "; this build reads version " +
                 std::to_string(record_version)};
  }
  const std::size_t payload_bytes = endian::load_little_u32(at(bytes, payload_bytes_at));
  if (payload_bytes != bytes.size() - frame_bytes) {
    return Error{"has " + std::to_string(bytes.size() - frame_bytes) +
                 " payload bytes, its header says " + std::to_string(payload_bytes)};
  }
  const std::size_t checksum_at = record_header_bytes + payload_bytes;
  const std::uint64_t stored = endian::load_little_u64(at(bytes, checksum_at));
  const std::uint64_t computed = XXH3_64bits(bytes.data(), checksum_at);
  if (stored != computed && !base::mutated(base::Mutant::ignore_checksum)) {
    return Error{"is damaged: its checksum is " + base::hex16(stored) + ", its bytes give " +
                 base::hex16(computed)};
  }

  Record record;
  record.batch.first_sequence = endian::load_little_u64(at(bytes, first_sequence_at));
  record.batch.events = endian::load_little_u32(at(bytes, events_at));
  record.batch.payload = bytes.subspan(record_header_bytes, payload_bytes);
  record.previous_checksum = endian::load_little_u64(at(bytes, previous_checksum_at));
  record.checksum = stored;
  if (const auto checked = check(record.batch); !checked) return checked.error();
  return record;
}

Result<RecordEncoder::Encoded> RecordEncoder::encode(const Batch& batch,
                                                     const ChainPosition& position) {
  if (const auto checked = check(batch); !checked) {
    return Error{"the batch " + checked.error().message};
  }
  if (batch.first_sequence != position.next_sequence) {
    return Error{"the batch begins at sequence " + std::to_string(batch.first_sequence) +
                 ", the journal continues at " + std::to_string(position.next_sequence)};
  }
  const std::size_t checksum_at = record_header_bytes + batch.payload.size();
  if (buffer_.size() < checksum_at + record_checksum_bytes) {
    buffer_.resize(checksum_at + record_checksum_bytes);
  }

  std::byte* const out = buffer_.data();
  endian::store_little_u32(at(out, magic_at), magic);
  endian::store_little_u32(at(out, version_at), record_version);
  endian::store_little_u64(at(out, first_sequence_at), batch.first_sequence);
  endian::store_little_u64(at(out, previous_checksum_at), position.checksum);
  endian::store_little_u32(at(out, events_at), batch.events);
  endian::store_little_u32(at(out, payload_bytes_at),
                           static_cast<std::uint32_t>(batch.payload.size()));
  std::ranges::copy(batch.payload, out + record_header_bytes);
  const std::uint64_t checksum = XXH3_64bits(out, checksum_at);
  endian::store_little_u64(at(out, checksum_at), checksum);

  return Encoded{{out, checksum_at + record_checksum_bytes},
                 {batch.first_sequence + batch.events, checksum}};
}

}  // namespace offpeak::store

#include "store/snapshot_chunk.hpp"

#include <xxhash.h>
#include <zstd.h>

#include <algorithm>
#include <array>
#include <boost/endian/conversion.hpp>
#include <new>
#include <string>

namespace offpeak::store {
namespace {

namespace endian = boost::endian;

constexpr std::uint32_t magic = 0x5350464F;  // the bytes "OFPS"
/// Fast enough to write a snapshot at the speed of a disk. A higher level gains little: a third of
/// a snapshot is random names and keys.
constexpr int zstd_level = 1;

// Offsets of the header's fields; all little-endian.
constexpr std::size_t magic_at = 0;
constexpr std::size_t version_at = 4;
constexpr std::size_t sequence_at = 8;
constexpr std::size_t index_at = 16;
constexpr std::size_t section_at = 20;
constexpr std::size_t reserved_at = 21;
constexpr std::size_t reserved_bytes = 3;
constexpr std::size_t content_bytes_at = 24;
constexpr std::size_t packed_bytes_at = 28;
static_assert(packed_bytes_at + sizeof(std::uint32_t) == chunk_header_bytes);
static_assert(chunk_header_bytes + ZSTD_COMPRESSBOUND(chunk_content_bytes_max) +
                  chunk_checksum_bytes <=
              chunk_bytes_max);

constexpr std::size_t frame_bytes = chunk_header_bytes + chunk_checksum_bytes;

unsigned char* at(std::byte* bytes, std::size_t offset) {
  return reinterpret_cast<unsigned char*>(bytes + offset);
}

const unsigned char* at(std::span<const std::byte> bytes, std::size_t offset) {
  return reinterpret_cast<const unsigned char*>(bytes.data() + offset);
}

/// Checks the envelope: that these bytes are a whole chunk as it was written.
Result<void> check_frame(std::span<const std::byte> bytes) {
  if (bytes.size() < frame_bytes) {
    return Error{"is cut short: it has " + std::to_string(bytes.size()) +
                 " bytes, the header and the checksum alone take " + std::to_string(frame_bytes)};
  }
  if (endian::load_little_u32(at(bytes, magic_at)) != magic) {
    return Error{"does not begin with a chunk header"};
  }
  if (const auto version = endian::load_little_u32(at(bytes, version_at));
      version < snapshot_version_min || version > snapshot_version) {
    return Error{"has format version " + std::to_string(version) + "; this build reads versions " +
                 std::to_string(snapshot_version_min) + " to " + std::to_string(snapshot_version)};
  }
  const std::size_t packed_bytes = endian::load_little_u32(at(bytes, packed_bytes_at));
  if (packed_bytes != bytes.size() - frame_bytes) {
    return Error{"has " + std::to_string(bytes.size() - frame_bytes) +
                 " packed bytes, its header says " + std::to_string(packed_bytes)};
  }
  const std::size_t checksum_at = bytes.size() - chunk_checksum_bytes;
  if (endian::load_little_u64(at(bytes, checksum_at)) != XXH3_64bits(bytes.data(), checksum_at)) {
    return Error{"is damaged: its checksum is not that of its bytes"};
  }
  const auto reserved = bytes.subspan(reserved_at, reserved_bytes);
  if (std::ranges::any_of(reserved, [](std::byte byte) { return byte != std::byte{}; })) {
    return Error{"has reserved bytes that are not 0"};
  }
  return {};
}

}  // namespace

ChunkEncoder::ChunkEncoder() : context_{ZSTD_createCCtx()} {
  if (context_ == nullptr) throw std::bad_alloc{};
  buffer_.resize(frame_bytes + ZSTD_compressBound(chunk_content_bytes_max));
}

ChunkEncoder::~ChunkEncoder() { ZSTD_freeCCtx(context_); }

Result<ChunkEncoder::Encoded> ChunkEncoder::encode(const Chunk& chunk) {
  if (chunk.content.size() > chunk_content_bytes_max) {
    return Error{"a chunk of " + std::to_string(chunk.content.size()) + " bytes; the limit is " +
                 std::to_string(chunk_content_bytes_max)};
  }
  std::byte* const out = buffer_.data();
  const std::size_t packed_bytes =
      ZSTD_compressCCtx(context_, out + chunk_header_bytes, buffer_.size() - frame_bytes,
                        chunk.content.data(), chunk.content.size(), zstd_level);
  if (ZSTD_isError(packed_bytes) != 0) {
    return Error{std::string{"zstd cannot pack a chunk: "} + ZSTD_getErrorName(packed_bytes)};
  }
  endian::store_little_u32(at(out, magic_at), magic);
  endian::store_little_u32(at(out, version_at), snapshot_version);
  endian::store_little_u64(at(out, sequence_at), chunk.sequence);
  endian::store_little_u32(at(out, index_at), chunk.index);
  *at(out, section_at) = chunk.section;
  std::fill_n(at(out, reserved_at), reserved_bytes, static_cast<unsigned char>(0));
  endian::store_little_u32(at(out, content_bytes_at),
                           static_cast<std::uint32_t>(chunk.content.size()));
  endian::store_little_u32(at(out, packed_bytes_at), static_cast<std::uint32_t>(packed_bytes));
  const std::size_t checksum_at = chunk_header_bytes + packed_bytes;
  const std::uint64_t checksum = XXH3_64bits(out, checksum_at);
  endian::store_little_u64(at(out, checksum_at), checksum);
  return Encoded{{out, checksum_at + chunk_checksum_bytes}, checksum};
}

ChunkDecoder::ChunkDecoder() : context_{ZSTD_createDCtx()} {
  if (context_ == nullptr) throw std::bad_alloc{};
}

ChunkDecoder::~ChunkDecoder() { ZSTD_freeDCtx(context_); }

Result<Chunk> ChunkDecoder::decode(std::span<const std::byte> bytes) {
  if (auto sound = check_frame(bytes); !sound) return sound.error();
  Chunk chunk;
  chunk.version = endian::load_little_u32(at(bytes, version_at));
  chunk.sequence = endian::load_little_u64(at(bytes, sequence_at));
  chunk.index = endian::load_little_u32(at(bytes, index_at));
  chunk.section = *at(bytes, section_at);
  chunk.checksum = endian::load_little_u64(at(bytes, bytes.size() - chunk_checksum_bytes));

  const std::size_t content_bytes = endian::load_little_u32(at(bytes, content_bytes_at));
  if (content_bytes > chunk_content_bytes_max) {
    return Error{"states " + std::to_string(content_bytes) + " bytes of content; the limit is " +
                 std::to_string(chunk_content_bytes_max)};
  }
  const auto packed = bytes.subspan(chunk_header_bytes, bytes.size() - frame_bytes);
  if (content_.size() < content_bytes) content_.resize(content_bytes);
  const std::size_t unpacked =
      ZSTD_decompressDCtx(context_, content_.data(), content_bytes, packed.data(), packed.size());
  if (ZSTD_isError(unpacked) != 0) {
    return Error{std::string{"cannot be unpacked: "} + ZSTD_getErrorName(unpacked)};
  }
  if (unpacked != content_bytes) {
    return Error{"unpacks to " + std::to_string(unpacked) + " bytes, its header says " +
                 std::to_string(content_bytes)};
  }
  chunk.content = std::span{content_}.first(content_bytes);
  return chunk;
}

std::uint64_t chain_checksum(std::uint64_t before, std::uint64_t chunk_checksum) {
  std::array<unsigned char, 16> both;
  endian::store_little_u64(both.data(), before);
  endian::store_little_u64(both.data() + 8, chunk_checksum);
  return XXH3_64bits(both.data(), both.size());
}

}  // namespace offpeak::store

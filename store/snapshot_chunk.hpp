// The versioned, checksummed envelope around one part of a snapshot. Independent of where it is
// kept; the bytes are described in store/FORMAT.md.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "scheduler/image/image.hpp"
#include "store/snapshots.hpp"

struct ZSTD_CCtx_s;
struct ZSTD_DCtx_s;

namespace offpeak::store {

inline constexpr std::uint32_t snapshot_version = 7;
/// The oldest that is read. A version stays readable: a journal may be trimmed behind its
/// snapshots.
inline constexpr std::uint32_t snapshot_version_min = 2;
inline constexpr std::size_t chunk_header_bytes = 32;
inline constexpr std::size_t chunk_checksum_bytes = 8;
/// Bound on what a chunk holds, looked at before it is unpacked: the largest records there are.
inline constexpr std::size_t chunk_content_bytes_max =
    scheduler::image_chunk_records * sizeof(scheduler::KeptWording);

/// Sections of a snapshot beside the scheduler::Sections. Numbered and frozen.
inline constexpr std::uint8_t head_section = 0;
inline constexpr std::uint8_t end_section = 255;

struct Chunk {
  std::uint64_t sequence = 0;  // of the snapshot
  std::uint32_t index = 0;     // in the snapshot, from 0
  std::uint8_t section = head_section;
  std::span<const std::byte> content;  // unpacked
  std::uint64_t checksum = 0;
  std::uint32_t version = snapshot_version;  // of the snapshot
};

/// Keeps its buffers, so that a snapshot allocates once.
class ChunkEncoder {
 public:
  ChunkEncoder();
  ~ChunkEncoder();
  ChunkEncoder(const ChunkEncoder&) = delete;
  ChunkEncoder& operator=(const ChunkEncoder&) = delete;

  struct Encoded {
    std::span<const std::byte> bytes;  // valid until the next call
    std::uint64_t checksum = 0;
  };
  /// Of the newest version; `chunk.checksum` and `chunk.version` are not read. Errors: content
  /// beyond its bound, or zstd's words.
  Result<Encoded> encode(const Chunk& chunk);

 private:
  ZSTD_CCtx_s* context_;
  std::vector<std::byte> buffer_;
};

/// The other way. Any bytes may be given.
class ChunkDecoder {
 public:
  ChunkDecoder();
  ~ChunkDecoder();
  ChunkDecoder(const ChunkDecoder&) = delete;
  ChunkDecoder& operator=(const ChunkDecoder&) = delete;

  /// `content` is valid until the next call. Errors say what is wrong with the bytes, to follow
  /// "chunk N": too short, no header, another version, a length or a checksum that does not match,
  /// values out of range, content that cannot be unpacked.
  Result<Chunk> decode(std::span<const std::byte> bytes);

 private:
  ZSTD_DCtx_s* context_;
  std::vector<std::byte> content_;
};

/// All chunks so far in one number, so that none can be left out, repeated or replaced.
std::uint64_t chain_checksum(std::uint64_t before, std::uint64_t chunk_checksum);

}  // namespace offpeak::store

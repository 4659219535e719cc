// A state as plain bytes, so that it can be put away and brought back: sections of records, each in
// chunks. The records are those of records.hpp as they lie in memory (little-endian, no padding);
// indexes and what else follows from them are made anew. store/FORMAT.md describes the bytes.
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "base/result.hpp"
#include "scheduler/state/state.hpp"
#include "scheduler/table/section.hpp"

namespace offpeak::scheduler {

static_assert(std::endian::native == std::endian::little);

/// The head of an image: facts about the state it was taken from.
struct ImageHead {
  using Numbers = std::array<std::uint64_t, image_sections.size()>;

  std::uint64_t sequence = 0;
  std::int64_t last_at_ms = 0;
  std::uint64_t outbox = 0;  // an Outbox
  std::uint64_t hash = 0;
  Numbers first{};    // by section, in their order: the number of its first record
  Numbers records{};  // the same: how many, dropped ones between others included

  friend bool operator==(const ImageHead&, const ImageHead&) = default;
};

ImageHead image_head(const State& state);

/// Records in one chunk at most.
inline constexpr std::uint64_t image_chunk_records = table_chunk_records;
/// Chunks of a section with so many records.
std::uint64_t image_chunks(std::uint64_t records);

/// Replaces `out` with the records of the section's n-th chunk.
void read_image(const State& state, Section section, std::uint64_t chunk,
                std::vector<std::byte>& out);

/// Brings a state back from an image. Bytes that no state can have given are an error, never a
/// state: sizes, ranges and links are checked, and at the end the hash. Nothing is allocated for
/// more records than came, but for some room in the indexes.
class ImageLoader {
 public:
  /// `state` must be as constructed (room may be reserved); after an error it is of no use.
  ImageLoader(State& state, const ImageHead& head);

  /// The next chunk, sections in their order and empty ones left out; each chunk but a section's
  /// last one is full. An error says what is wrong with the chunk, and stays.
  base::Result<void> add(Section section, std::span<const std::byte> bytes);
  /// After the last chunk. An error says what is wrong with the whole.
  base::Result<void> finish();

 private:
  void skip_complete_sections();
  base::Result<void> check_chunk(Section section, std::size_t bytes) const;
  base::Result<void> add_records(Section section, std::span<const std::byte> bytes);
  base::Result<void> finish_whole();

  State& state_;
  const ImageHead head_;
  std::size_t section_ = 0;    // in image_sections: the one that is being loaded
  std::uint64_t records_ = 0;  // of it, so far
  base::Result<void> so_far_;  // the first error stays
};

}  // namespace offpeak::scheduler

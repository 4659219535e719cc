// Records in chunks: memory grows by a chunk, never by a copy of everything, and a record's number
// and address stay what they are.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <span>
#include <type_traits>
#include <vector>

#include "scheduler/assert.hpp"

namespace offpeak::scheduler {

/// Number of a record in its slab. `nowhere` is no record.
using Place = std::uint32_t;
inline constexpr Place nowhere = 0xFFFFFFFF;

/// Bound on the records of one kind.
inline constexpr std::uint32_t records_max = 1U << 24;

template <class Record>
class Slab {
 public:
  static_assert(std::is_trivially_copyable_v<Record>);
  static constexpr std::uint32_t chunk_records = 4096;

  Place add(const Record& record) {
    OFFPEAK_ASSERT(size_ < records_max);
    if (size_ % chunk_records == 0) {
      chunks_.push_back(std::make_unique_for_overwrite<Record[]>(chunk_records));
    }
    const Place place = size_++;
    (*this)[place] = record;
    return place;
  }
  Record& operator[](Place place) { return chunks_[place / chunk_records][place % chunk_records]; }
  const Record& operator[](Place place) const {
    return chunks_[place / chunk_records][place % chunk_records];
  }

  /// The n-th `chunk_records` records, fewer in the last chunk.
  std::span<const Record> chunk(std::uint32_t n) const {
    return {chunks_[n].get(), std::min(chunk_records, size_ - n * chunk_records)};
  }
  /// Adds records from their bytes, at most a chunk of them; the last chunk must be full.
  void add_chunk(std::span<const std::byte> bytes) {
    const auto records = static_cast<std::uint32_t>(bytes.size() / sizeof(Record));
    OFFPEAK_ASSERT(size_ % chunk_records == 0);
    OFFPEAK_ASSERT(records <= chunk_records && records <= records_max - size_);
    chunks_.push_back(std::make_unique_for_overwrite<Record[]>(chunk_records));
    std::memcpy(static_cast<void*>(chunks_.back().get()), bytes.data(), records * sizeof(Record));
    size_ += records;
  }
  /// Becomes a copy of `other`.
  void assign(const Slab& other) {
    chunks_.clear();
    size_ = 0;
    for (std::uint32_t n = 0; n < other.chunks_.size(); ++n) {
      add_chunk(std::as_bytes(other.chunk(n)));
    }
  }

  std::uint32_t size() const { return size_; }
  std::size_t bytes() const { return chunks_.size() * chunk_records * sizeof(Record); }

 private:
  std::vector<std::unique_ptr<Record[]>> chunks_;
  std::uint32_t size_ = 0;
};

}  // namespace offpeak::scheduler

// Records in chunks: memory grows by a chunk, never by a copy of everything, and a record's number
// and address stay what they are.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
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
  std::uint32_t size() const { return size_; }
  std::size_t bytes() const { return chunks_.size() * chunk_records * sizeof(Record); }

 private:
  std::vector<std::unique_ptr<Record[]>> chunks_;
  std::uint32_t size_ = 0;
};

}  // namespace offpeak::scheduler

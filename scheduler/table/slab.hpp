// Records in chunks: memory grows by a chunk, never by a copy of everything, and a record's number
// and address stay what they are. Records may be dropped; their places stay.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <functional>
#include <memory>
#include <span>
#include <type_traits>
#include <vector>

#include "base/assert.hpp"

namespace offpeak::scheduler {

/// Number of a record in its slab. `nowhere` is no record.
using Place = std::uint32_t;
inline constexpr Place nowhere = 0xFFFFFFFF;

/// Bound on the records of one kind that lie in memory.
inline constexpr std::uint32_t records_max = 1U << 24;

/// Records that lie together, in memory and in images.
inline constexpr std::uint32_t table_chunk_records = 4096;

/// Whether a record was dropped, so that only its place is left. Kinds of records that may be
/// dropped have an overload.
template <class Record>
constexpr bool is_dropped(const Record&) {
  return false;
}

/// What is left of it.
template <class Record>
constexpr Record dropped_record() {
  return Record{};
}

/// A dropped record is reset, so that nothing of its contents is left. Kinds that are followed in
/// the order of their places never use a place twice; whole chunks of dropped ones are freed from
/// the front (`free_front`). Kinds that are found by key alone use the places of dropped ones again
/// (`add_in_gap`), the lowest first, so that places depend on the records alone.
template <class Record>
class Slab {
 public:
  static_assert(std::is_trivially_copyable_v<Record>);
  static constexpr std::uint32_t chunk_records = table_chunk_records;

  /// Behind all others.
  Place add(const Record& record) {
    OFFPEAK_ASSERT(size() < records_max && end_ < nowhere - 1);
    if (end_ % chunk_records == 0) add_chunk_of_memory();
    const Place place = end_++;
    ++live_[chunk_of(place)];
    (*this)[place] = record;
    return place;
  }
  /// Where the first dropped one was.
  Place add_in_gap(const Record& record) {
    if (gaps_.empty()) return add(record);
    std::ranges::pop_heap(gaps_, std::greater<>{});
    const Place place = gaps_.back();
    gaps_.pop_back();
    ++live_[chunk_of(place)];
    (*this)[place] = record;
    return place;
  }
  Record& operator[](Place place) { return chunks_[chunk_of(place)][place % chunk_records]; }
  const Record& operator[](Place place) const {
    return chunks_[chunk_of(place)][place % chunk_records];
  }

  /// Leaves nothing of the record; for `add_in_gap`.
  void drop_to_gap(Place place) {
    wipe(place);
    gaps_.push_back(place);
    std::ranges::push_heap(gaps_, std::greater<>{});
  }
  /// Leaves nothing of the record; for `free_front`.
  void drop(Place place) {
    wipe(place);
    ++dropped_;
  }
  /// Frees whole chunks of dropped records at the front.
  void free_front() {
    std::size_t free = 0;
    while (free < chunks_.size() && live_[free] == 0 && end_ - first_ >= chunk_records) {
      ++free;
      first_ += chunk_records;
      dropped_ -= chunk_records;
    }
    chunks_.erase(chunks_.begin(), chunks_.begin() + static_cast<std::ptrdiff_t>(free));
    live_.erase(live_.begin(), live_.begin() + static_cast<std::ptrdiff_t>(free));
  }

  /// Places from here to `end` lie in memory; a multiple of `chunk_records`.
  Place first() const { return first_; }
  Place end() const { return end_; }
  /// Those, dropped ones included.
  std::uint32_t size() const { return end_ - first_; }
  std::uint32_t live() const {
    return size() - dropped_ - static_cast<std::uint32_t>(gaps_.size());
  }
  bool contains(Place place) const {
    return place >= first_ && place < end_ && !is_dropped((*this)[place]);
  }

  /// The places of the records that are not dropped, in order.
  class LivePlaces {
   public:
    class Iterator {
     public:
      using difference_type = std::ptrdiff_t;
      using value_type = Place;
      Iterator() = default;
      Iterator(const Slab* slab, Place place) : slab_{slab}, place_{place} { skip(); }
      Place operator*() const { return place_; }
      Iterator& operator++() {
        ++place_;
        skip();
        return *this;
      }
      Iterator operator++(int) {
        const Iterator before = *this;
        ++*this;
        return before;
      }
      friend bool operator==(const Iterator& one, const Iterator& other) {
        return one.place_ == other.place_;
      }

     private:
      void skip() {
        while (place_ < slab_->end() && is_dropped((*slab_)[place_])) ++place_;
      }
      const Slab* slab_ = nullptr;
      Place place_ = 0;
    };
    explicit LivePlaces(const Slab& slab) : slab_{&slab} {}
    Iterator begin() const { return {slab_, slab_->first()}; }
    Iterator end() const { return {slab_, slab_->end()}; }

   private:
    const Slab* slab_;
  };
  LivePlaces places() const { return LivePlaces{*this}; }

  /// The n-th `chunk_records` records from `first` on, fewer in the last chunk.
  std::span<const Record> chunk(std::uint32_t n) const {
    return {chunks_[n].get(), std::min(chunk_records, size() - n * chunk_records)};
  }
  /// For an image: an empty slab whose first record will have this place.
  void start_at(Place first) {
    OFFPEAK_ASSERT(end_ == first_ && first % chunk_records == 0);
    first_ = end_ = first;
  }
  /// Adds records from their bytes, at most a chunk of them; the last chunk must be full.
  /// `in_gaps`: dropped ones are left for `add_in_gap`.
  void add_chunk(std::span<const std::byte> bytes, bool in_gaps) {
    const auto records = static_cast<std::uint32_t>(bytes.size() / sizeof(Record));
    OFFPEAK_ASSERT(end_ % chunk_records == 0);
    OFFPEAK_ASSERT(records <= chunk_records && records <= records_max - size());
    add_chunk_of_memory();
    std::memcpy(static_cast<void*>(chunks_.back().get()), bytes.data(), records * sizeof(Record));
    const Place first = end_;
    end_ += records;
    live_.back() = records;
    for (Place place = first; place < end_; ++place) {
      if (is_dropped((*this)[place])) note_dropped(place, in_gaps);
    }
  }
  /// No record was ever there; memory is kept.
  void clear() {
    for (auto& chunk : chunks_) spare_.push_back(std::move(chunk));
    chunks_.clear();
    live_.clear();
    gaps_.clear();
    first_ = end_ = dropped_ = 0;
  }
  /// Becomes a copy of `other`.
  void assign(const Slab& other) {
    chunks_.clear();
    for (std::uint32_t n = 0; n < other.chunks_.size(); ++n) {
      chunks_.push_back(std::make_unique_for_overwrite<Record[]>(chunk_records));
      std::ranges::copy(other.chunk(n), chunks_.back().get());
    }
    live_ = other.live_;
    gaps_ = other.gaps_;
    first_ = other.first_;
    end_ = other.end_;
    dropped_ = other.dropped_;
  }

  std::size_t bytes() const {
    return chunks_.size() * chunk_records * sizeof(Record) + gaps_.capacity() * sizeof(Place);
  }

 private:
  std::uint32_t chunk_of(Place place) const { return (place - first_) / chunk_records; }

  void add_chunk_of_memory() {
    if (spare_.empty()) {
      chunks_.push_back(std::make_unique_for_overwrite<Record[]>(chunk_records));
    } else {
      chunks_.push_back(std::move(spare_.back()));
      spare_.pop_back();
    }
    live_.push_back(0);
  }
  void wipe(Place place) {
    OFFPEAK_ASSERT(contains(place));
    (*this)[place] = dropped_record<Record>();
    --live_[chunk_of(place)];
  }
  void note_dropped(Place place, bool in_gaps) {
    --live_.back();
    if (in_gaps) {
      gaps_.push_back(place);  // in order: already a heap
    } else {
      ++dropped_;
    }
  }

  std::vector<std::unique_ptr<Record[]>> chunks_;
  std::vector<std::unique_ptr<Record[]>> spare_;  // of a cleared slab
  std::vector<std::uint32_t> live_;               // records that are not dropped, by chunk
  std::vector<Place> gaps_;                       // a heap, the lowest in front
  Place first_ = 0;
  Place end_ = 0;
  std::uint32_t dropped_ = 0;  // other than in gaps_
};

}  // namespace offpeak::scheduler

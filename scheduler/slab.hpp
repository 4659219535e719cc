// Records in chunks, and an index over them: memory grows by a chunk, never by a copy of everything,
// and a record's number and address stay what they are.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include <boost/unordered/unordered_flat_set.hpp>

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

/// Places of a slab's records by key. `KeyOf` has `operator()(const Record&)`, `Hash` hashes a key.
/// Costs about ten bytes a record: keys stay in the records.
template <class Record, class Key, class KeyOf, class Hash>
class Index {
 public:
  explicit Index(const Slab<Record>& slab) : places_{0, Hasher{&slab}, Equal{&slab}} {}

  Place find(const Key& key) const {
    const auto found = places_.find(key);
    return found == places_.end() ? nowhere : *found;
  }
  void insert(Place place) {
    const bool inserted = places_.insert(place).second;
    OFFPEAK_ASSERT(inserted);
  }
  void erase(Place place) { places_.erase(place); }
  std::size_t bytes() const { return places_.bucket_count() * (sizeof(Place) + 1); }

 private:
  struct Hasher {
    using is_transparent = void;
    const Slab<Record>* slab;
    std::size_t operator()(Place place) const { return Hash{}(KeyOf{}((*slab)[place])); }
    std::size_t operator()(const Key& key) const { return Hash{}(key); }
  };
  struct Equal {
    using is_transparent = void;
    const Slab<Record>* slab;
    bool operator()(Place a, Place b) const { return a == b; }
    bool operator()(const Key& key, Place place) const { return key == KeyOf{}((*slab)[place]); }
    bool operator()(Place place, const Key& key) const { return key == KeyOf{}((*slab)[place]); }
  };
  boost::unordered_flat_set<Place, Hasher, Equal> places_;
};

}  // namespace offpeak::scheduler

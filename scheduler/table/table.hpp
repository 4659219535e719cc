// The records of one kind: a slab of them, an index over their keys, and their part in the state's
// hash, which follows every change by itself.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "base/result.hpp"
#include "scheduler/table/edit.hpp"
#include "scheduler/table/index.hpp"
#include "scheduler/table/record_hash.hpp"
#include "scheduler/table/record_traits.hpp"
#include "scheduler/table/section.hpp"
#include "scheduler/table/slab.hpp"

namespace offpeak::scheduler {

template <class KeptRecord>
class Table {
 public:
  using Record = KeptRecord;
  using Traits = RecordTraits<Record>;
  using Key = decltype(Traits::key_of(Record{}));
  static constexpr Section section = Traits::section;
  static constexpr std::uint64_t size_max = Traits::size_max;
  static constexpr bool is_trail = false;
  /// Whether `first` is ever another place than 0.
  static constexpr bool moves_front = Traits::reuse == Reuse::never;
  static_assert(size_max <= records_max);

  /// `hash` is the sum of the state's record hashes and must outlive this; `index_shards` is a
  /// power of two.
  Table(HashSum& hash, std::size_t index_shards) : hash_{hash}, index_{slab_, index_shards} {}
  Table(const Table&) = delete;
  Table& operator=(const Table&) = delete;

  // ---- reading ----
  /// `nowhere` when there is none.
  Place find(const Key& key) const { return index_.find(key); }
  /// Null when there is none.
  const Record* get(const Key& key) const {
    const Place place = find(key);
    return place == nowhere ? nullptr : &slab_[place];
  }
  const Record& operator[](Place place) const { return slab_[place]; }
  bool contains(Place place) const { return slab_.contains(place); }
  /// Places from `first` to `end` lie in memory.
  Place first() const { return slab_.first(); }
  Place end() const { return slab_.end(); }
  /// Those, dropped ones included.
  std::uint32_t size() const { return slab_.size(); }
  std::uint32_t live() const { return slab_.live(); }
  /// The places of the records that are not dropped, in order.
  auto places() const { return slab_.places(); }
  /// In records and index.
  std::size_t bytes() const { return slab_.bytes() + index_.bytes(); }
  /// Starts to load what `find` of this key will look at first.
  [[gnu::always_inline]] void prefetch(const Key& key) const { index_.prefetch(key); }

  // ---- changing ----
  /// The record's key must not be there yet.
  Place add(const Record& record) {
    OFFPEAK_ASSERT((moves_front ? size() : live()) < size_max);
    const Place place = moves_front ? slab_.add(record) : slab_.add_in_gap(record);
    index_.insert(place);
    hash_.add(section, place, record);
    return place;
  }
  /// The record of this key, which is `record` when it was not there yet.
  Place find_or_add(const Record& record) {
    const Place place = find(Traits::key_of(record));
    return place == nowhere ? add(record) : place;
  }
  /// Write access, but for the key.
  Edit<Record> edit(Place place) { return {hash_, section, place, slab_[place]}; }
  /// Leaves nothing of the record.
  void drop(Place place) {
    hash_.remove(section, place, slab_[place]);
    index_.erase(place);
    if constexpr (moves_front) {
      slab_.drop(place);
    } else {
      slab_.drop_to_gap(place);
    }
  }
  /// Gives the memory of whole chunks of dropped records at the front back.
  void free_front() requires(moves_front) { slab_.free_front(); }
  /// Room in the index for this many records.
  void reserve(std::size_t records) { index_.reserve(records); }

  // ---- all at once; the state's hash is the caller's affair ----
  /// No record was ever there; memory is kept.
  void clear() {
    slab_.clear();
    index_.clear();
  }
  /// Becomes a copy of `other`.
  void assign(const Table& other) {
    slab_.assign(other.slab_);
    index_.assign(other.index_);
  }

  // ---- images ----
  /// Replaces `out` with the records of the n-th chunk, dropped ones included.
  void read_chunk(std::uint64_t n, std::vector<std::byte>& out) const {
    OFFPEAK_ASSERT(n * table_chunk_records < size());
    const auto bytes = std::as_bytes(slab_.chunk(static_cast<std::uint32_t>(n)));
    out.assign(bytes.begin(), bytes.end());
  }
  /// The sum of the records' hashes, computed anew.
  std::uint64_t compute_hash() const {
    std::uint64_t sum = 0;
    for (const Place place : places()) sum += record_hash(section, place, slab_[place]);
    return sum;
  }
  /// Of an empty table: its first record will have this place.
  void start_at(std::uint64_t first) { slab_.start_at(static_cast<Place>(first)); }
  /// Adds records from their bytes, at most a chunk of them; the last chunk must be full. The first
  /// record that `check`, a function from a record to a `RecordCheck`, has something against, or
  /// whose key is there already, ends it.
  template <class Check>
  base::Result<void, BadRecord> add_chunk(std::span<const std::byte> bytes, const Check& check) {
    constexpr Place prefetch_ahead = 12;  // far enough for memory to arrive in time
    const Place first = end();
    slab_.add_chunk(bytes, !moves_front);
    for (Place place = first; place < end(); ++place) {
      if (place + prefetch_ahead < end()) index_.prefetch_record(slab_[place + prefetch_ahead]);
      const Record& record = slab_[place];
      if (const auto checked = check(record); !checked) return BadRecord{place, checked.error()};
      if (is_dropped(record)) continue;
      if (!index_.try_insert(place)) return BadRecord{place, {"has the id of another"}};
      hash_.add(section, place, record);
    }
    return {};
  }

 private:
  HashSum& hash_;
  Slab<Record> slab_;
  Index<Record, Key, typename Traits::Hash> index_;
};

}  // namespace offpeak::scheduler

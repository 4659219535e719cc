// Finds a record by its key: an open-addressing table of (hash, place) that leaves the keys in the
// records.
//
// Made for what a booking needs: asking for a key that is not there touches one cache line and no
// record; that line can be fetched ahead of time; growing reads the table, not the records; and
// growth goes shard by shard, so that no single insertion pays for the whole. About eleven bytes a
// record.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "scheduler/table/record_traits.hpp"
#include "scheduler/table/slab.hpp"

namespace offpeak::scheduler {

/// Number of shards for a table that may grow to any size.
inline constexpr std::size_t index_shards_many = 512;

/// `Hash` gives 64 well-mixed bits of a key.
template <class Record, class Key, class Hash>
class Index {
 public:
  /// `shards`: a power of two.
  explicit Index(const Slab<Record>& slab, std::size_t shards = index_shards_many)
      : slab_{slab}, shards_(shards), cells_{shards * first_cells} {
    OFFPEAK_ASSERT(shards > 0 && (shards & (shards - 1)) == 0);
  }

  Place find(const Key& key) const {
    const Name name = name_of(Hash{}(key));
    const Shard& shard = shards_[name.shard];
    for (std::size_t i = shard.home(name.rest);; i = shard.after(i)) {
      const Cell& cell = shard.cells[i];
      if (cell.place == nowhere) return nowhere;
      if (cell.hash == name.rest && key_of(slab_[cell.place]) == key) return cell.place;
    }
  }

  /// Starts to load what `find` of this key will look at first. Inlined by force: gcc takes a
  /// function that only prefetches for one without effects, and drops the call.
  [[gnu::always_inline]] void prefetch(const Key& key) const {
    const Name name = name_of(Hash{}(key));
    const Shard& shard = shards_[name.shard];
    __builtin_prefetch(&shard.cells[shard.home(name.rest)]);
  }

  /// The record's key must not be there yet.
  void insert(Place place) {
    const bool inserted = try_insert(place);
    OFFPEAK_ASSERT(inserted);
  }

  /// False, and nothing done, when the record's key is there already.
  bool try_insert(Place place) {
    const Key key = key_of(slab_[place]);
    if (find(key) != nowhere) return false;
    const Name name = name_of(Hash{}(key));
    Shard& shard = shards_[name.shard];
    if ((shard.used + 1) * 10 > shard.cells.size() * load_tenths_max) {
      grow(shard, shard.cells.size() + shard.cells.size() / 4 + 2);
    }
    shard.put({name.rest, place});
    ++shard.used;
    return true;
  }

  /// Forgets the record, which must be there as it was when it came: drop it afterwards.
  void erase(Place place) {
    const Name name = name_of(Hash{}(key_of(slab_[place])));
    Shard& shard = shards_[name.shard];
    std::size_t i = shard.home(name.rest);
    while (shard.cells[i].place != place) {
      OFFPEAK_ASSERT(shard.cells[i].place != nowhere);
      i = shard.after(i);
    }
    shard.take(i);
    --shard.used;
  }

  /// Starts to load what `find` of this record's key will look at first.
  [[gnu::always_inline]] void prefetch_record(const Record& record) const {
    prefetch(key_of(record));
  }

  /// No record is there; memory is kept.
  void clear() {
    for (Shard& shard : shards_) {
      std::ranges::fill(shard.cells, Cell{});
      shard.used = 0;
    }
  }

  /// Becomes a copy of `other`; the slab must be one of the other's.
  void assign(const Index& other) {
    shards_ = other.shards_;
    cells_ = other.cells_;
  }

  /// Room for this many records without growing.
  void reserve(std::size_t records) {
    // Hashes do not fall evenly: a tenth more than each shard's part.
    const std::size_t cells = records * 11 / (shards_.size() * load_tenths_max) + 1;
    for (Shard& shard : shards_) {
      if (cells > shard.cells.size()) grow(shard, cells);
    }
  }

  std::size_t bytes() const { return shards_.size() * sizeof(Shard) + cells_ * sizeof(Cell); }

 private:
  static Key key_of(const Record& record) { return RecordTraits<Record>::key_of(record); }

  static constexpr std::size_t load_tenths_max = 8;
  static constexpr std::size_t first_cells = 4;

  /// A key's hash: which shard, and what tells it apart there.
  struct Name {
    std::size_t shard;
    std::uint32_t rest;
  };
  Name name_of(std::uint64_t hash) const {
    return {.shard = hash & (shards_.size() - 1), .rest = static_cast<std::uint32_t>(hash >> 32)};
  }
  struct Cell {
    std::uint32_t hash = 0;
    Place place = nowhere;
  };
  struct Shard {
    std::vector<Cell> cells = std::vector<Cell>(first_cells);
    std::size_t used = 0;

    // The hash scaled to the number of cells, so that this need not be a power of two.
    std::size_t home(std::uint32_t hash) const { return hash * std::uint64_t{cells.size()} >> 32; }
    std::size_t after(std::size_t i) const { return i + 1 == cells.size() ? 0 : i + 1; }
    void put(Cell cell) {
      std::size_t i = home(cell.hash);
      while (cells[i].place != nowhere) i = after(i);
      cells[i] = cell;
    }
    /// Empties a cell, and moves those behind it that it kept from their homes (Knuth, The Art of
    /// Computer Programming, volume 3, 6.4, algorithm R).
    void take(std::size_t gap) {
      for (std::size_t i = after(gap); cells[i].place != nowhere; i = after(i)) {
        const std::size_t from = home(cells[i].hash);
        const bool stays = gap < i ? gap < from && from <= i : gap < from || from <= i;
        if (stays) continue;
        cells[gap] = cells[i];
        gap = i;
      }
      cells[gap] = {};
    }
  };

  void grow(Shard& shard, std::size_t cells) {
    const std::vector<Cell> old = std::move(shard.cells);
    shard.cells = std::vector<Cell>(cells);
    cells_ += cells;
    cells_ -= old.size();
    for (const Cell& cell : old) {
      if (cell.place != nowhere) shard.put(cell);
    }
  }

  const Slab<Record>& slab_;
  std::vector<Shard> shards_;
  std::size_t cells_;
};

}  // namespace offpeak::scheduler

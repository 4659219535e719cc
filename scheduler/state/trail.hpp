// Records in order of time that are dropped from the front: bounded, and numbered for good.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <deque>
#include <span>
#include <vector>

#include "base/assert.hpp"
#include "base/result.hpp"
#include "scheduler/table/edit.hpp"
#include "scheduler/table/record_traits.hpp"
#include "scheduler/table/section.hpp"

namespace offpeak::scheduler {

/// `Traits` has the `Record`, its `section` in images and hashes, `size_max`, and `per_event_max`:
/// records that one event can add.
template <class Traits>
class Trail {
 public:
  using Record = typename Traits::Record;
  static constexpr Section section = Traits::section;
  static constexpr std::uint64_t size_max = Traits::size_max;
  static constexpr bool is_trail = true;
  static constexpr bool moves_front = true;
  static constexpr std::uint64_t per_event_max = Traits::per_event_max;

  /// `hash` is the sum of the state's record hashes; it must outlive this.
  explicit Trail(HashSum& hash) : hash_{hash} {}
  Trail(const Trail&) = delete;
  Trail& operator=(const Trail&) = delete;

  bool empty() const { return records_.empty(); }
  bool is_full() const { return records_.size() == size_max; }
  std::uint64_t size() const { return records_.size(); }
  /// Number of the oldest record; the next one added gets `end()`.
  std::uint64_t first() const { return first_; }
  std::uint64_t end() const { return first_ + records_.size(); }
  bool contains(std::uint64_t number) const { return number >= first_ && number < end(); }
  const Record& operator[](std::uint64_t number) const { return records_[number - first_]; }
  const Record& front() const { return records_.front(); }

  /// The number it got. There must be room.
  std::uint64_t add(const Record& record) {
    OFFPEAK_ASSERT(!is_full());
    const std::uint64_t number = end();
    records_.push_back(record);
    hash_.add(section, number, record);
    return number;
  }
  Edit<Record> edit(std::uint64_t number) {
    OFFPEAK_ASSERT(contains(number));
    return {hash_, section, number, records_[number - first_]};
  }
  void drop_first() {
    hash_.remove(section, first_, records_.front());
    records_.pop_front();
    ++first_;
  }

  /// Nothing was ever put down; the hash is the state's affair.
  void clear() {
    records_.clear();
    first_ = 0;
  }
  /// Becomes a copy of `other`; the hash is the state's affair.
  void assign(const Trail& other) {
    records_ = other.records_;
    first_ = other.first_;
  }

  /// Replaces `out` with the records of the n-th chunk, which is as large as a table's.
  void read_chunk(std::uint64_t n, std::vector<std::byte>& out) const {
    const std::uint64_t begin = n * table_chunk_records;
    OFFPEAK_ASSERT(begin < size());
    out.clear();
    for (std::uint64_t i = begin; i < std::min(begin + table_chunk_records, size()); ++i) {
      const auto bytes = std::as_bytes(std::span{&records_[i], 1});
      out.insert(out.end(), bytes.begin(), bytes.end());
    }
  }
  /// Adds records from their bytes. The first one that `check`, as for a table, has something
  /// against ends it.
  template <class Check>
  base::Result<void, BadRecord> add_chunk(std::span<const std::byte> bytes, const Check& check) {
    for (; !bytes.empty(); bytes = bytes.subspan(sizeof(Record))) {
      Record record;
      std::memcpy(static_cast<void*>(&record), bytes.data(), sizeof record);
      if (const auto checked = check(record); !checked) return BadRecord{end(), checked.error()};
      add(record);
    }
    return {};
  }
  /// The sum of the records' hashes, computed anew.
  std::uint64_t compute_hash() const {
    std::uint64_t sum = 0;
    for (std::uint64_t n = first_; n < end(); ++n) sum += record_hash(section, n, (*this)[n]);
    return sum;
  }
  /// For an image: an empty trail whose first record will have this number.
  void start_at(std::uint64_t first) {
    OFFPEAK_ASSERT(records_.empty());
    first_ = first;
  }

 private:
  HashSum& hash_;
  std::deque<Record> records_;
  std::uint64_t first_ = 0;
};

}  // namespace offpeak::scheduler

// Records in order of time that are dropped from the front: bounded, and numbered for good.
#pragma once

#include <cstdint>
#include <deque>

#include "base/assert.hpp"
#include "scheduler/table/edit.hpp"

namespace offpeak::scheduler {

template <class Record>
class Trail {
 public:
  /// `hash` is the sum of the state's record hashes; it must outlive this.
  Trail(HashSum& hash, RecordKind kind) : hash_{hash}, kind_{kind} {}
  Trail(const Trail&) = delete;
  Trail& operator=(const Trail&) = delete;

  bool empty() const { return records_.empty(); }
  std::uint64_t size() const { return records_.size(); }
  /// Number of the oldest record; the next one added gets `end()`.
  std::uint64_t first() const { return first_; }
  std::uint64_t end() const { return first_ + records_.size(); }
  bool contains(std::uint64_t number) const { return number >= first_ && number < end(); }
  const Record& operator[](std::uint64_t number) const { return records_[number - first_]; }

  /// The number it got.
  std::uint64_t add(const Record& record) {
    const std::uint64_t number = end();
    records_.push_back(record);
    hash_.add(kind_, number, record);
    return number;
  }
  Edit<Record> edit(std::uint64_t number) {
    OFFPEAK_ASSERT(contains(number));
    return {hash_, kind_, number, records_[number - first_]};
  }
  void drop_first() {
    hash_.remove(kind_, first_, records_.front());
    records_.pop_front();
    ++first_;
  }

  /// For an image: an empty trail whose first record will have this number.
  void start_at(std::uint64_t first) {
    OFFPEAK_ASSERT(records_.empty());
    first_ = first;
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

 private:
  HashSum& hash_;
  const RecordKind kind_;
  std::deque<Record> records_;
  std::uint64_t first_ = 0;
};

}  // namespace offpeak::scheduler

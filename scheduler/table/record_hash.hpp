// Hash of one record at its place; the state's hash is the sum of them, so that a change costs two
// of these and the order of changes to different records does not matter.
#pragma once

#include <cstdint>

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "base/assert.hpp"
#include "scheduler/table/section.hpp"

namespace offpeak::scheduler {

template <class Record>
std::uint64_t record_hash(Section section, std::uint64_t number, const Record& record) {
  return XXH3_64bits_withSeed(&record, sizeof record,
                              static_cast<std::uint64_t>(section) << 56 ^ number);
}

/// The sum of the hashes of all records. Days that are played and thrown away do without it: then
/// it costs nothing and has no value.
class HashSum {
 public:
  explicit HashSum(bool is_kept) : is_kept_{is_kept} {}
  HashSum(const HashSum&) = delete;
  HashSum& operator=(const HashSum&) = delete;

  template <class Record>
  void add(Section section, std::uint64_t number, const Record& record) {
    if (is_kept_) sum_ += record_hash(section, number, record);
  }
  template <class Record>
  void remove(Section section, std::uint64_t number, const Record& record) {
    if (is_kept_) sum_ -= record_hash(section, number, record);
  }
  std::uint64_t value() const {
    OFFPEAK_ASSERT(is_kept_);
    return sum_;
  }
  /// Becomes the sum of other records.
  void set(std::uint64_t sum) { sum_ = sum; }

 private:
  std::uint64_t sum_ = 0;
  bool is_kept_;
};

}  // namespace offpeak::scheduler

// Hash of one record at its place; the state's hash is the sum of them, so that a change costs two
// of these and the order of changes to different records does not matter.
#pragma once

#include <cstdint>

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "base/assert.hpp"

namespace offpeak::scheduler {

enum class RecordKind : std::uint64_t {
  appointment = 1,
  citizen = 2,
  slot = 3,
  waitlist = 4,
  hall_day = 5,
  memory = 6,
  ticket = 7,
  lane_day = 8,
  counter = 9,
  service_time = 10,
  wait_fit = 11,
  hall_level = 12,
  lane_totals = 13,
  service_totals = 14,
  counter_totals = 15,
  announcement = 16,
  dead_letter = 17,
  audit = 18,
};

template <class Record>
std::uint64_t record_hash(RecordKind kind, std::uint64_t number, const Record& record) {
  return XXH3_64bits_withSeed(&record, sizeof record,
                              static_cast<std::uint64_t>(kind) << 56 ^ number);
}

/// The sum of the hashes of all records that there are. Whoever plays days to throw them away may
/// do without: then it costs nothing and has no value.
class HashSum {
 public:
  explicit HashSum(bool is_kept) : is_kept_{is_kept} {}
  HashSum(const HashSum&) = delete;
  HashSum& operator=(const HashSum&) = delete;

  template <class Record>
  void add(RecordKind kind, std::uint64_t number, const Record& record) {
    if (is_kept_) sum_ += record_hash(kind, number, record);
  }
  template <class Record>
  void remove(RecordKind kind, std::uint64_t number, const Record& record) {
    if (is_kept_) sum_ -= record_hash(kind, number, record);
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

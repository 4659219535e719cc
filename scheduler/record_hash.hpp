// Hash of one record at its place; the state's hash is the sum of them, so that a change costs two
// of these and the order of changes to different records does not matter.
#pragma once

#include <cstdint>

#define XXH_INLINE_ALL
#include <xxhash.h>

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

}  // namespace offpeak::scheduler

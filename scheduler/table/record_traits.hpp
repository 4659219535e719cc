// What a kind of record says of itself.
#pragma once

#include <cstdint>
#include <string_view>

#include "base/result.hpp"
#include "scheduler/table/section.hpp"
#include "scheduler/table/slab.hpp"

namespace offpeak::scheduler {

/// Beside a record's struct: its `name` in messages. One that a `Table` keeps also has `key_of`, a
/// record's key, and derives the rest from `TableTraits`. Kinds that can be dropped have an
/// overload of `is_dropped` and, unless a new record is as a dropped one, `dropped_record`
/// (slab.hpp).
template <class Record>
struct RecordTraits;

/// What is wrong with a record, to follow its name. Millions of records are checked at a start, so
/// a check must allocate nothing: `what` is a literal.
struct RecordFault {
  std::string_view what;
};
using RecordCheck = base::Result<void, RecordFault>;

/// Which record of an image is none, and why.
struct BadRecord {
  std::uint64_t number;
  RecordFault fault;
};

/// What becomes of the places of dropped records.
enum class Reuse : std::uint8_t {
  gaps,   // the next record takes the lowest one
  never,  // places follow time; whole chunks of dropped records are freed from the front
};

/// `KeyHash` gives 64 well-mixed bits of a key.
template <Section section_number, class KeyHash, Reuse place_reuse = Reuse::gaps>
struct TableTraits {
  static constexpr Section section = section_number;  // in images and hashes
  static constexpr std::uint32_t size_max = records_max;
  static constexpr Reuse reuse = place_reuse;
  using Hash = KeyHash;
};

}  // namespace offpeak::scheduler

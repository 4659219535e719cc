// Which announcements to other systems are made, and what becomes of them. The announcements are
// in scheduler/state/trail_records.hpp.
#pragma once

#include <cstdint>

namespace offpeak::scheduler {

/// What is announced. A replay makes the announcements, and so their numbers, that were made when
/// the journal was written: a new set of kinds has a new number. Persisted: never renumber.
enum class Outbox : std::uint8_t {
  off = 0,
  /// A reschedule is told as a cancellation and a booking; check-ins, recalls, ends of visits and
  /// no-shows are not told.
  first_kinds = 1,
  /// The ends of places in line are not told.
  second_kinds = 2,
  all_kinds = 3,
};

/// What became of an announcement. Persisted: never renumber.
enum class Settlement : std::uint8_t {
  given_up = 0,  // from before reasons were kept
  delivered = 1,
  refused = 2,      // the receiver answered, and never that it took it
  unreachable = 3,  // there was no answer
};

}  // namespace offpeak::scheduler

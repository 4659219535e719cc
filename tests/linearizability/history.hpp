// Concurrent histories of a real engine: threads that ask at random, by a seed, and what each was
// told and when. In some the journal fails, a second engine recovers, and the threads go on.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "tests/linearizability/slot_model.hpp"

namespace offpeak::linearizability {

/// Ways to be wrong, for a test of the tests.
enum class Defect : std::uint8_t {
  none,
  forgets_acknowledged,  // the journal says "durable" of what it does not keep
  answers_stale,         // a read answers what the thread was told the last time
  oversells,             // the slot has room for one more than the rules say
  replies_early,         // "booked" is said before anybody was asked
  forgets_keys,          // a change sent again is a new one
  keeps_both,            // the booked place is told as booked though an earlier one was taken
};

struct HistoryOptions {
  std::uint64_t seed = 0;
  std::filesystem::path sqlite;  // empty: the journal is in memory
  Defect defect = Defect::none;
};

struct History {
  std::vector<SlotCalls> slots;     // each can be checked by itself
  std::vector<std::string> faults;  // found without a checker
  std::size_t operations = 0;
  std::size_t unknown = 0;
  std::size_t moved = 0;  // to a place that was watched for
  bool failed_over = false;
};

History make_history(const HistoryOptions& options);

/// What is wrong with it; empty when it is linearizable.
std::string check_history(const HistoryOptions& options, const History& history);

}  // namespace offpeak::linearizability

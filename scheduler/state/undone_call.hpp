// Whose call was undone waits among those who return, to be called next: due at no call, as nobody
// who was missed is.
#pragma once

#include <cstdint>

#include "scheduler/messages/words.hpp"

namespace offpeak::scheduler {

constexpr std::uint64_t rank_of_undone(std::uint16_t ordinal) { return ordinal; }

/// Whether calling such a ticket counts in the lane's run: of one whose call was undone the first
/// one has.
constexpr bool counts_in_run(Line line, std::uint64_t rank) {
  constexpr unsigned ordinal_bits = 16;
  return line != Line::returning || rank >> ordinal_bits != 0;
}

}  // namespace offpeak::scheduler

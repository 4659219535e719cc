// How many were seen to follow suggestions: what is kept of it.
#pragma once

#include <cstdint>

namespace offpeak::scheduler {

/// What is seen counts with the last so many: each new one takes a part of all before it away.
inline constexpr std::uint32_t compliance_seen_max = 2'000;
/// Of one observation: the fixed point of what is kept.
inline constexpr std::uint64_t compliance_unit = 1'000'000;

/// Counts of what was seen, with what was forgotten taken off, in millionths.
struct ComplianceCounts {
  std::uint64_t followed = 0;
  std::uint64_t ignored = 0;

  friend bool operator==(const ComplianceCounts&, const ComplianceCounts&) = default;
};

/// What was seen since the last time.
struct ComplianceSeen {
  std::uint32_t followed = 0;
  std::uint32_t ignored = 0;
};

/// Adds what was seen, and shrinks all in proportion to `compliance_seen_max`, rounded down: once
/// so many were seen, that is exponential forgetting. Integers alone: the same on every machine.
/// Counts that are not of this function, with more than the bound, come back to it.
ComplianceCounts with_seen(ComplianceCounts counts, ComplianceSeen seen);

}  // namespace offpeak::scheduler

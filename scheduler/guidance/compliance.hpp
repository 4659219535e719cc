// Which part of those who are shown a better place take it, as learned from what they booked.
#pragma once

#include <cstdint>

namespace offpeak::scheduler {

/// Followed and not followed before anybody was seen: 3 %, an assumption. Free rides before seven
/// moved 1.2 to 1.5 % of Melbourne's peak (Currie 2010) and 2.5 % of Hong Kong's, prizes about a
/// tenth of the trips of volunteers in Singapore; here nothing is paid, and who reads a suggestion
/// is about to choose anyway. A hundred seen persons weigh as much as the assumption.
inline constexpr std::uint32_t compliance_prior_followed = 3;
inline constexpr std::uint32_t compliance_prior_ignored = 97;

/// What is seen counts with the last so many: each new one takes a part of all before it away.
inline constexpr std::uint32_t compliance_seen_max = 2'000;
/// Of one observation: the fixed point of what is kept.
inline constexpr std::uint64_t compliance_unit = 1'000'000;

/// Counts of what was seen, with what was forgotten taken off, in millionths. All that is
/// persisted.
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

struct Compliance {
  double mean = 0;
  double low = 0;  // nine in ten of what is likely lies between these two
  double high = 0;
};

/// Of the Beta posterior. The interval is Wilson's (1927) of the counts without half an observation
/// of each kind, which is nearly the one of equal tails (Brown, Cai & DasGupta 2001, section 4) and
/// needs but a square root, which is the same on every machine.
Compliance compliance_of(ComplianceCounts counts);

}  // namespace offpeak::scheduler

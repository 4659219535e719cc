// Which part of those who are shown a better place take it, as learned from what they booked.
#pragma once

#include <cstdint>

#include "scheduler/state/compliance.hpp"

namespace offpeak::scheduler {

/// Followed and not followed before anybody was seen: 3 %, an assumption. Free rides before seven
/// moved 1.2 to 1.5 % of Melbourne's peak (Currie 2010) and 2.5 % of Hong Kong's, prizes about a
/// tenth of the trips of volunteers in Singapore; here nothing is paid, and who reads a suggestion
/// is about to choose anyway. A hundred seen persons weigh as much as the assumption.
inline constexpr std::uint32_t compliance_prior_followed = 3;
inline constexpr std::uint32_t compliance_prior_ignored = 97;

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

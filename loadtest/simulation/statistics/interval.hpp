// Confidence intervals of what is estimated from observations.
#pragma once

#include <cstdint>

namespace offpeak::loadtest {

/// Both ends included; `high` may be infinite.
struct Interval {
  double low = 0;
  double high = 0;

  bool contains(double value) const { return low <= value && value <= high; }
  friend bool operator==(const Interval&, const Interval&) = default;
};

/// Half of the width of a two-sided interval is this many standard errors, by the normal
/// distribution.
double normal_factor(double level);

/// Of a share, from `successes` among `trials` that are independent. It stays within 0 and 1 and
/// holds its level for small counts too, where share ± factor × error does not (Wilson 1927; Brown,
/// Cai & DasGupta 2001). Without trials: 0 to 1.
Interval share_interval(std::uint64_t successes, std::uint64_t trials, double level);

/// Of the mean of an exponential time, from `ends` of it seen within `exposure`, the time for which
/// it was watched altogether: those whose end was not seen count until they were last seen (Epstein
/// & Sobel 1953; Cox & Oakes 1984, 3.2). Without an end the upper bound is infinite.
Interval exponential_mean_interval(double exposure, std::uint64_t ends, double level);

}  // namespace offpeak::loadtest

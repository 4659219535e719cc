// Counts as percents that add up to the whole.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace offpeak::loadtest {

/// Of a percent: what shares are rounded to, far below what any store can tell.
inline constexpr double percent_unit = 0.001;

/// A share rounded to `percent_unit`, as a file with that percent gives it.
double rounded_share(double share);

/// Shares in proportion to the counts, rounded to `percent_unit`, that add up to `whole`, which is
/// such a share itself: largest remainders are rounded up (Hamilton's method). The counts are not
/// all 0.
std::vector<double> whole_shares(std::span<const std::uint64_t> counts, double whole = 1);

}  // namespace offpeak::loadtest

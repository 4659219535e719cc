// The spread of a wait around its mean. Integer arithmetic: every machine tells the same.
#pragma once

#include <cstdint>

namespace offpeak::scheduler {

struct WaitQuantiles {
  std::uint64_t p50_ms = 0;
  std::uint64_t p90_ms = 0;
};

/// Of a wait that is `mean_ms` on average and ends with the call after `calls` others: a gamma
/// distribution, its quantiles by Wilson & Hilferty (1931): m (1 − 1/9k + z √(1/9k))³ with
/// k = m²/variance. The variance grows with the calls, 5/4 δ m with δ = m/(calls + 1), as it was
/// found to in simulated days (tests/waits): services alone, whose coefficient of variation is one
/// half, would make it δ m / 4; the rest is who else comes, and who does not. A sixteenth of the
/// mean, squared, stays however many calls there are.
WaitQuantiles wait_quantiles(std::uint64_t mean_ms, std::uint32_t calls);

}  // namespace offpeak::scheduler

// The balance of a mean replication, with intervals.
#pragma once

#include <array>
#include <string_view>

#include "loadtest/simulation/study/headline.hpp"

namespace offpeak::loadtest {

struct BalanceRow {
  std::string_view key;  // in results.json
  Estimate parties;
  Estimate people;
};

/// "meant", each fate in its order, and "received".
using BalanceEstimates = std::array<BalanceRow, fate_keys.size() + 2>;

/// Of the city's headlines, or of those of a hall; see `estimates`.
BalanceEstimates balance_estimates(const std::vector<std::uint32_t>& replications,
                                   const Series& series, bool antithetic);

}  // namespace offpeak::loadtest

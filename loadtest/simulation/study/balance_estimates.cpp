#include "loadtest/simulation/study/balance_estimates.hpp"

#include <functional>

namespace offpeak::loadtest {

BalanceEstimates balance_estimates(const std::vector<std::uint32_t>& replications,
                                   const Series& series, bool antithetic) {
  using HeadsOf = std::function<Heads(const Balance&)>;
  const auto row = [&](std::string_view key, const HeadsOf& heads_of) {
    const auto mean = [&](std::uint64_t Heads::*unit) {
      return estimate_of(replications, series, antithetic, [&](const Headline& headline) {
        return static_cast<double>(heads_of(headline.balance).*unit);
      });
    };
    return BalanceRow{key, mean(&Heads::parties), mean(&Heads::people)};
  };
  BalanceEstimates rows;
  rows.front() = row("meant", [](const Balance& balance) { return balance.meant; });
  for (std::size_t fate = 0; fate < fate_keys.size(); ++fate) {
    rows[fate + 1] =
        row(fate_keys[fate], [fate](const Balance& balance) { return balance.by_fate[fate]; });
  }
  rows.back() = row("received", [](const Balance& balance) { return balance.received(); });
  return rows;
}

}  // namespace offpeak::loadtest

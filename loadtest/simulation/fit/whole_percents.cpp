#include "loadtest/simulation/fit/whole_percents.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "base/assert.hpp"

namespace offpeak::loadtest {
namespace {

constexpr double units_per_percent = 1000;  // 1 / percent_unit
constexpr double units_per_whole = 100 * units_per_percent;

/// By the same two divisions as a file is read.
double share_of(std::int64_t units) { return static_cast<double>(units) / units_per_percent / 100; }

}  // namespace

double rounded_share(double share) { return share_of(std::llround(share * units_per_whole)); }

std::vector<double> whole_shares(std::span<const std::uint64_t> counts, double whole) {
  const auto sum =
      static_cast<double>(std::accumulate(counts.begin(), counts.end(), std::uint64_t{0}));
  OFFPEAK_ASSERT(sum > 0);
  std::int64_t left = std::llround(whole * units_per_whole);
  const auto all = static_cast<double>(left);
  std::vector<std::int64_t> units;
  std::vector<double> remainders;
  for (const auto count : counts) {
    const double exact = all * static_cast<double>(count) / sum;
    units.push_back(static_cast<std::int64_t>(std::floor(exact)));
    remainders.push_back(exact - std::floor(exact));
    left -= units.back();
  }
  for (; left > 0; --left) {
    const auto largest = std::ranges::max_element(remainders);
    ++units[static_cast<std::size_t>(largest - remainders.begin())];
    *largest = -1;
  }
  std::vector<double> shares;
  for (const auto each : units) shares.push_back(share_of(each));
  return shares;
}

}  // namespace offpeak::loadtest

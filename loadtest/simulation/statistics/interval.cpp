#include "loadtest/simulation/statistics/interval.hpp"

#include <algorithm>
#include <boost/math/distributions/chi_squared.hpp>
#include <boost/math/distributions/normal.hpp>
#include <cmath>
#include <limits>

namespace offpeak::loadtest {

double normal_factor(double level) {
  return boost::math::quantile(boost::math::normal{}, (1 + level) / 2);
}

Interval share_interval(std::uint64_t successes, std::uint64_t trials, double level) {
  if (trials == 0) return {0, 1};
  const auto count = static_cast<double>(trials);
  const double share = static_cast<double>(successes) / count;
  const double z = normal_factor(level);
  const double weight = 1 / (1 + z * z / count);
  const double middle = weight * (share + z * z / (2 * count));
  const double half =
      weight * z * std::sqrt(share * (1 - share) / count + z * z / (4 * count * count));
  return {std::max(0.0, middle - half), std::min(1.0, middle + half)};
}

Interval exponential_mean_interval(double exposure, std::uint64_t ends, double level) {
  const auto quantile = [](double degrees_of_freedom, double share) {
    return boost::math::quantile(boost::math::chi_squared{degrees_of_freedom}, share);
  };
  const auto count = static_cast<double>(ends);
  // One end more may have been about to come when the watching stopped.
  const double low = 2 * exposure / quantile(2 * count + 2, (1 + level) / 2);
  if (ends == 0) return {low, std::numeric_limits<double>::infinity()};
  return {low, 2 * exposure / quantile(2 * count, (1 - level) / 2)};
}

}  // namespace offpeak::loadtest

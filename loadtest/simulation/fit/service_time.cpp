#include "loadtest/simulation/fit/service_time.hpp"

#include <algorithm>
#include <cmath>

#include "base/assert.hpp"
#include "loadtest/simulation/statistics/estimate.hpp"

namespace offpeak::loadtest {

ServiceTime service_time(std::span<const double> minutes, double level) {
  OFFPEAK_ASSERT(minutes.size() >= 2);
  MeanOf times;
  for (const double each : minutes) times.add(each);
  const double mean = times.mean();
  const double deviation = std::sqrt(times.variance());
  const auto around = times.estimate(level);
  ServiceTime time{.visits = minutes.size(),
                   .mean_minutes = mean,
                   .variation = deviation / mean,
                   .mean_interval = {mean - around.half_width, mean + around.half_width},
                   .variation_interval = {0, 0}};
  if (deviation == 0) return time;
  MeanOf influence;
  for (const double each : minutes) {
    const double off = each - mean;
    influence.add((off * off - deviation * deviation) / (2 * deviation * mean) -
                  deviation / (mean * mean) * off);
  }
  const double half = influence.estimate(level).half_width;
  time.variation_interval = {std::max(0.0, time.variation - half), time.variation + half};
  return time;
}

}  // namespace offpeak::loadtest

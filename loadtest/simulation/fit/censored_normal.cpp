#include "loadtest/simulation/fit/censored_normal.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace offpeak::loadtest {
namespace {

constexpr int rounds_max = 1000;
constexpr double settled = 1e-10;  // relative to the deviation

struct Parameters {
  double mean = 0;
  double deviation = 0;
};

/// Density over tail, of the standard normal: the mean of what lies above `z`.
double hazard(double z) {
  // The tail underflows far out, where the hazard is nearly z (Mills' ratio).
  constexpr double far = 30;
  if (z > far) return z + 1 / z;
  const double density = std::exp(-z * z / 2) / std::sqrt(2 * std::numbers::pi);
  return density / (std::erfc(z / std::numbers::sqrt2) / 2);
}

/// The sample's own moments, each value taken as it is.
Parameters moments(std::span<const Reading> readings) {
  const auto count = static_cast<double>(readings.size());
  double sum = 0, squares = 0;
  for (const Reading& each : readings) sum += each.value;
  for (const Reading& each : readings) squares += std::pow(each.value - sum / count, 2);
  return {sum / count, std::sqrt(squares / count)};
}

/// The moments when each value that is only known to be large is what it is expected to be.
Parameters improve(std::span<const Reading> readings, const Parameters& before) {
  const double s = before.deviation;
  double sum = 0, squares = 0;
  for (const Reading& each : readings) {
    const double z = (each.value - before.mean) / s;
    const double above = each.is_least ? hazard(z) : z;
    sum += above;
    squares += each.is_least ? 1 + z * above : z * z;
  }
  const auto count = static_cast<double>(readings.size());
  const double shift = sum / count;
  return {before.mean + s * shift, s * std::sqrt(std::max(0.0, squares / count - shift * shift))};
}

Parameters most_likely(std::span<const Reading> readings) {
  Parameters now = moments(readings);
  for (int round = 0; round < rounds_max; ++round) {
    const Parameters next = improve(readings, now);
    const double step = std::abs(next.mean - now.mean) + std::abs(next.deviation - now.deviation);
    now = next;
    if (step <= settled * now.deviation) break;
  }
  return now;
}

/// Standard errors of the mean and of the deviation's logarithm.
Parameters standard_errors(std::span<const Reading> readings, const Parameters& at) {
  const double s = at.deviation;
  double mean_mean = 0, mean_log = 0, log_log = 0;  // minus the second derivatives
  for (const Reading& each : readings) {
    const double z = (each.value - at.mean) / s;
    if (each.is_least) {
      const double above = hazard(z);
      const double slope = above * (above - z);
      mean_mean += slope / (s * s);
      mean_log += (slope * z + above) / s;
      log_log += slope * z * z + above * z;
    } else {
      mean_mean += 1 / (s * s);
      mean_log += 2 * z / s;
      log_log += 2 * z * z;
    }
  }
  const double determinant = mean_mean * log_log - mean_log * mean_log;
  return {std::sqrt(log_log / determinant), std::sqrt(mean_mean / determinant)};
}

bool has_two_known(std::span<const Reading> readings) {
  const auto known = [](const Reading& reading) { return !reading.is_least; };
  const auto first = std::ranges::find_if(readings, known);
  return std::any_of(first, readings.end(), [&](const Reading& reading) {
    return known(reading) && reading.value != first->value;
  });
}

}  // namespace

std::optional<NormalFit> fit_censored_normal(std::span<const Reading> readings, double level) {
  if (!has_two_known(readings)) return std::nullopt;
  const Parameters best = most_likely(readings);
  const Parameters errors = standard_errors(readings, best);
  const double z = normal_factor(level);
  const double factor = std::exp(z * errors.deviation);
  return NormalFit{.mean = best.mean,
                   .deviation = best.deviation,
                   .mean_interval = {best.mean - z * errors.mean, best.mean + z * errors.mean},
                   .deviation_interval = {best.deviation / factor, best.deviation * factor}};
}

}  // namespace offpeak::loadtest

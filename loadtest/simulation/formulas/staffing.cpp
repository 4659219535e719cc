#include "loadtest/simulation/formulas/staffing.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace offpeak::loadtest {
namespace {

double normal_below(double x) { return std::erfc(-x / std::numbers::sqrt2) / 2; }

double normal_density(double x) {
  return std::exp(-x * x / 2) * std::numbers::inv_sqrtpi / std::numbers::sqrt2;
}

/// Beyond it the share is below what a double tells from 0.
constexpr double beta_max = 38;
constexpr int halvings = 200;

double wait_share_at(double beta) {
  return 1 / (1 + beta * normal_below(beta) / normal_density(beta));
}

}  // namespace

Solved<double> halfin_whitt_wait_share(double beta) {
  if (!std::isfinite(beta) || beta <= 0) return Unsolved::out_of_domain;
  return beta > beta_max ? 0 : wait_share_at(beta);
}

Solved<double> halfin_whitt_beta(double wait_share) {
  if (!(wait_share > 0 && wait_share < 1)) return Unsolved::out_of_domain;
  double low = 0, high = beta_max;
  for (int at = 0; at < halvings; ++at) {
    const double middle = (low + high) / 2;
    (wait_share_at(middle) > wait_share ? low : high) = middle;
  }
  return (low + high) / 2;
}

int square_root_staffing(double load, double beta) {
  if (load <= 0) return 0;
  return std::max(1, static_cast<int>(std::ceil(load + beta * std::sqrt(load))));
}

double LognormalService::capped_mean(double minutes) const {
  if (minutes <= 0) return 0;
  if (variation <= 0) return std::min(minutes, mean_minutes);
  const double spread = std::sqrt(std::log1p(variation * variation));
  const double place = std::log(minutes / mean_minutes) / spread;
  return mean_minutes * normal_below(place - spread / 2) +
         minutes * normal_below(-(place + spread / 2));
}

double modified_offered_load(std::span<const RateSpan> rates, const LognormalService& service,
                             double minute) {
  double load = 0;
  for (const RateSpan& span : rates) {
    const double since_start = service.capped_mean(minute - span.from_minute);
    load += span.per_minute * (since_start - service.capped_mean(minute - span.to_minute));
  }
  return load;
}

}  // namespace offpeak::loadtest

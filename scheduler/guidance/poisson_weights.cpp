#include "scheduler/guidance/poisson_weights.hpp"

#include <cmath>

#include "base/assert.hpp"

namespace offpeak::scheduler {
namespace {

constexpr double negligible = 1e-9;
constexpr int stirling_from = 16;  // below, products neither underflow nor take long
constexpr double half_log_two_pi = 0.9189385332046727;

/// P(N = k) for the likeliest k; Stirling's series is exact to 1e-12 from `stirling_from` on.
double likeliest_weight(double mean, int k) {
  if (k < stirling_from) {
    double weight = std::exp(-mean);
    for (int i = 1; i <= k; ++i) weight *= mean / i;
    return weight;
  }
  const double n = k;
  const double log_excess = 1 / (12 * n) - 1 / (360 * n * n * n) + 1 / (1260 * n * n * n * n * n);
  return std::exp(n - mean + n * std::log(mean / n) - 0.5 * std::log(n) - half_log_two_pi -
                  log_excess);
}

}  // namespace

void PoissonWeights::set(double mean) {
  OFFPEAK_ASSERT(mean >= 0);
  OFFPEAK_ASSERT(mean <= poisson_mean_max);
  if (mean == mean_) return;
  mean_ = mean;
  const int likeliest = static_cast<int>(mean);
  const double top = likeliest_weight(mean, likeliest);
  double sum = 0;

  std::size_t end = middle;
  double weight = top;
  for (int k = likeliest; weight >= negligible && end < weights_.size(); weight *= mean / ++k) {
    weights_[end++] = weight;
    sum += weight;
  }
  begin_ = middle;
  first_ = likeliest;
  weight = top * likeliest / (mean > 0 ? mean : 1);
  while (first_ > 0 && weight >= negligible && begin_ > 0) {
    weights_[--begin_] = weight;
    sum += weight;
    --first_;
    weight *= first_ / mean;
  }
  count_ = end - begin_;
  for (std::size_t i = begin_; i < end; ++i) weights_[i] /= sum;
}

}  // namespace offpeak::scheduler

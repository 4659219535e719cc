#include "scheduler/guidance/poisson_weights.hpp"

#include <cmath>

#include "base/assert.hpp"
#include "scheduler/guidance/sum_in_parts.hpp"

namespace offpeak::scheduler {
namespace {

constexpr double negligible = 1e-9;
constexpr int stirling_from = 16;  // below, products neither underflow nor take long
constexpr double half_log_two_pi = 0.9189385332046727;

constexpr std::size_t block = 4;
constexpr std::size_t numbers_max = static_cast<std::size_t>(poisson_mean_max) + 1024 + block;

/// 1/1, 1/2, … of all numbers that have a weight: a division takes longer than the rest of a
/// weight.
constexpr auto reciprocals = [] {
  std::array<double, numbers_max> each{};
  for (std::size_t i = 0; i < each.size(); ++i) each[i] = 1 / static_cast<double>(i + 1);
  return each;
}();

double inverse(int number) { return reciprocals[static_cast<std::size_t>(number) - 1]; }

/// P(N = k) for the likeliest k; Stirling's series is exact to 1e-12 from `stirling_from` on.
double likeliest_weight(double mean, int k) {
  if (k < stirling_from) {
    double weight = std::exp(-mean);
    for (int i = 1; i <= k; ++i) weight *= mean * inverse(i);
    return weight;
  }
  const double n = k;
  const double by_n = inverse(k);
  const double by_square = by_n * by_n;
  const double log_excess = by_n * (1.0 / 12 - by_square * (1.0 / 360 - by_square / 1260));
  return std::exp(n - mean + n * std::log(mean * by_n) - 0.5 * std::log(n) - half_log_two_pi -
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
  const std::size_t end = add_above(likeliest, top);
  add_below(likeliest, top);
  count_ = end - begin_;
  const double scale =
      1 / sum_in_parts(count_, [this](std::size_t i) { return weights_[begin_ + i]; });
  for (std::size_t i = begin_; i < end; ++i) weights_[i] *= scale;
}

// Weights are found in blocks, each from the last one of the block before it, so that three in four
// do not wait for the one before. Those of the last block that are negligible are left out again.

/// Of the likeliest number and the larger ones; returns where they end.
std::size_t PoissonWeights::add_above(int likeliest, double top) {
  std::size_t end = middle;
  weights_[end++] = top;
  const double* each = reciprocals.data() + likeliest;
  for (double weight = top; weight >= negligible && end + block <= weights_.size();
       each += block, end += block) {
    const double first = mean_ * each[0];
    const double two = first * (mean_ * each[1]);
    const double three = two * (mean_ * each[2]);
    const double four = two * ((mean_ * each[2]) * (mean_ * each[3]));
    weights_[end] = weight * first;
    weights_[end + 1] = weight * two;
    weights_[end + 2] = weight * three;
    weights_[end + 3] = weight *= four;
  }
  while (weights_[end - 1] < negligible) --end;
  return end;
}

/// Of the smaller ones. Below 0 weights are 0.
void PoissonWeights::add_below(int likeliest, double top) {
  begin_ = middle;
  double number = likeliest;
  const double rate = mean_ > 0 ? 1 / mean_ : 0;
  for (double weight = top; weight >= negligible && number > 0 && begin_ >= block;
       number -= block, begin_ -= block) {
    const double first = number * rate;
    const double two = first * ((number - 1) * rate);
    const double three = two * ((number - 2) * rate);
    const double four = two * (((number - 2) * rate) * ((number - 3) * rate));
    weights_[begin_ - 1] = weight * first;
    weights_[begin_ - 2] = weight * two;
    weights_[begin_ - 3] = weight * three;
    weights_[begin_ - 4] = weight *= four;
  }
  while (weights_[begin_] < negligible) ++begin_;
  first_ = likeliest - static_cast<int>(middle - begin_);
}

}  // namespace offpeak::scheduler

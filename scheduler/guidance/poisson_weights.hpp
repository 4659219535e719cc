// The probabilities of a Poisson number of events.
#pragma once

#include <array>
#include <cstddef>
#include <span>

namespace offpeak::scheduler {

/// Larger means are asked for by nobody: the weights then fit their place.
inline constexpr double poisson_mean_max = 8192;

/// P(N = first), P(N = first + 1), … of a Poisson N. Weights below 1e-9 are left out, and the rest
/// is scaled so that it sums to 1: what is averaged with them keeps its total.
class PoissonWeights {
 public:
  /// `mean` is from 0 to `poisson_mean_max`. Weights are found from the likeliest number outwards,
  /// so that none underflows (Fox & Glynn 1988).
  void set(double mean);

  int first() const { return first_; }
  std::span<const double> values() const { return {weights_.data() + begin_, count_}; }

 private:
  // 8 standard deviations of the largest mean are on either side.
  static constexpr std::size_t middle = 1024;

  std::size_t add_above(int likeliest, double top);
  void add_below(int likeliest, double top);

  double mean_ = -1;  // of these weights: the same ones are often asked for again
  std::array<double, 2 * middle> weights_{};
  std::size_t begin_ = 0;
  std::size_t count_ = 0;
  int first_ = 0;
};

}  // namespace offpeak::scheduler

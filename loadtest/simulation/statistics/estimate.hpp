// Means over replications with their confidence intervals. Sums are taken in the order in which
// values are given, so the same replications give the same bits.
#pragma once

#include <cstdint>

namespace offpeak::loadtest {

/// Two-sided level of every interval that is shown.
inline constexpr double confidence = 0.99;

/// Half of the width of the two-sided interval is this many standard errors, by Student's t.
double student_factor(std::uint64_t degrees_of_freedom, double level = confidence);

/// A mean and the half-width of its interval; the half-width is infinite below two replications.
struct Estimate {
  double mean = 0;
  double half_width = 0;

  /// Half-width relative to the mean; 0 when both are 0.
  double relative() const;
  bool contains(double value) const;
};

/// The mean of independent values (Welford 1962).
class MeanOf {
 public:
  void add(double value);
  std::uint64_t count() const { return count_; }
  double mean() const { return mean_; }
  /// The variance of the values, unbiased.
  double variance() const;
  Estimate estimate(double level = confidence) const;

 private:
  std::uint64_t count_ = 0;
  double mean_ = 0;
  double squares_ = 0;
};

/// A ratio of two sums that both vary from one replication to the next, such as minutes waited over
/// visitors. Interval by the delta method (Law, "Simulation Modeling and Analysis", regenerative
/// ratio estimator).
class RatioOf {
 public:
  void add(double numerator, double denominator);
  std::uint64_t count() const { return count_; }
  Estimate estimate(double level = confidence) const;

 private:
  std::uint64_t count_ = 0;
  double mean_n_ = 0, mean_d_ = 0;
  double squares_n_ = 0, squares_d_ = 0, products_ = 0;
};

}  // namespace offpeak::loadtest

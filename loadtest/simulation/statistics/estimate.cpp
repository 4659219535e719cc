#include "loadtest/simulation/statistics/estimate.hpp"

#include <boost/math/distributions/students_t.hpp>
#include <cmath>
#include <limits>

namespace offpeak::loadtest {

double student_factor(std::uint64_t degrees_of_freedom, double level) {
  const boost::math::students_t distribution{static_cast<double>(degrees_of_freedom)};
  return boost::math::quantile(distribution, (1 + level) / 2);
}

double Estimate::relative() const {
  if (half_width == 0) return 0;
  return half_width / std::abs(mean);
}

bool Estimate::contains(double value) const { return std::abs(value - mean) <= half_width; }

namespace {

double half_width_of(std::uint64_t count, double variance, double level) {
  if (count < 2) return std::numeric_limits<double>::infinity();
  return student_factor(count - 1, level) * std::sqrt(variance / static_cast<double>(count));
}

}  // namespace

void MeanOf::add(double value) {
  ++count_;
  const double before = value - mean_;
  mean_ += before / static_cast<double>(count_);
  squares_ += before * (value - mean_);
}

double MeanOf::variance() const {
  return count_ < 2 ? 0 : squares_ / static_cast<double>(count_ - 1);
}

Estimate MeanOf::estimate(double level) const {
  return {mean_, half_width_of(count_, variance(), level)};
}

void RatioOf::add(double numerator, double denominator) {
  ++count_;
  const double weight = 1 / static_cast<double>(count_);
  const double before_n = numerator - mean_n_;
  const double before_d = denominator - mean_d_;
  mean_n_ += before_n * weight;
  mean_d_ += before_d * weight;
  squares_n_ += before_n * (numerator - mean_n_);
  squares_d_ += before_d * (denominator - mean_d_);
  products_ += before_n * (denominator - mean_d_);
}

Estimate RatioOf::estimate(double level) const {
  if (mean_d_ == 0) return {0, half_width_of(count_, 0, level)};
  const double ratio = mean_n_ / mean_d_;
  if (count_ < 2) return {ratio, half_width_of(count_, 0, level)};
  // The variance of numerator - ratio * denominator; rounding may leave it slightly below 0.
  const double squares =
      std::max(0.0, squares_n_ - 2 * ratio * products_ + ratio * ratio * squares_d_);
  const double variance = squares / static_cast<double>(count_ - 1) / (mean_d_ * mean_d_);
  return {ratio, half_width_of(count_, variance, level)};
}

}  // namespace offpeak::loadtest

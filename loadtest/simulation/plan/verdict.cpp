#include "loadtest/simulation/plan/verdict.hpp"

#include <cmath>

namespace offpeak::loadtest {
namespace {

/// The interval holds in the limit of many values. So many are enough where all parties of a day
/// are late together, which is the worst for it (tests/loadtest/simulation/plan/test_verdict.cpp).
constexpr std::uint64_t days_min = 150;
constexpr double tuned_for_days = 300;

}  // namespace

double anytime_half_width(std::uint64_t count, double variance, double error, double tuned_for) {
  const double log_error = -2 * std::log(error);
  const double mixture = (log_error + std::log(log_error) + 1) / tuned_for;
  const auto n = static_cast<double>(count);
  const double spread = n * mixture + 1;
  return std::sqrt(variance * 2 * spread / (n * n * mixture) * std::log(std::sqrt(spread) / error));
}

void TargetTest::add(const CellDay& day) {
  parties_ += day.parties;
  excess_.add(day.excess);
  tolerated_.add(day.excess - tolerance_ * day.parties);
}

Verdict TargetTest::verdict() const {
  const auto days = excess_.count();
  if (days < days_min) return Verdict::undecided;
  if (parties_ == 0) return Verdict::met;
  const auto half_width = [&](const MeanOf& mean) {
    return anytime_half_width(days, mean.variance(), error_, tuned_for_days);
  };
  if (tolerated_.mean() + half_width(tolerated_) < 0) return Verdict::met;
  if (excess_.mean() - half_width(excess_) > 0) return Verdict::missed;
  return Verdict::undecided;
}

}  // namespace offpeak::loadtest

#include "loadtest/simulation/plan/verdict.hpp"

#include <algorithm>
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

double decision_margin(const MeanOf& excess, double parties_per_day, double tolerance, double error,
                       std::uint32_t days) {
  const double half_width = anytime_half_width(std::max<std::uint64_t>(days, days_min),
                                               excess.variance(), error, tuned_for_days);
  return std::max(half_width - tolerance * parties_per_day, 0.0);
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

bool TargetTest::may_be_met(std::uint32_t days, double errors) const {
  const auto count = tolerated_.count();
  if (count < days_min || parties_ == 0) return true;
  const double variance = tolerated_.variance();
  const double better = errors * std::sqrt(variance / static_cast<double>(count));
  const double half_width = anytime_half_width(days, variance, error_, tuned_for_days);
  return tolerated_.mean() - better + half_width < 0;
}

}  // namespace offpeak::loadtest

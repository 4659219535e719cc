#include "scheduler/guidance/congestion.hpp"

#include <algorithm>
#include <cmath>

#include "base/assert.hpp"

namespace offpeak::scheduler {

Congestion::Congestion(double counters, double minutes, double service_minutes,
                       const CongestionModel& model)
    : capacity_minutes_{counters * minutes},
      scale_minutes_{model.variability * service_minutes / counters},
      exponent_less_one_{std::sqrt(2 * (std::max(counters, 1.0) + 1)) - 2},
      linear_from_{model.linear_from} {
  OFFPEAK_ASSERT(capacity_minutes_ > 0);
  OFFPEAK_ASSERT(service_minutes > 0);
  OFFPEAK_ASSERT(linear_from_ > 0);
  OFFPEAK_ASSERT(linear_from_ < 1);
  end_ = steady(linear_from_);
}

Congestion::Curve Congestion::steady(double utilisation) const {
  const double idle = 1 - utilisation;
  const double exponent = exponent_less_one_ + 1;
  const double wait_by_utilisation =
      scale_minutes_ * std::pow(utilisation, exponent_less_one_) / idle;
  const double wait = wait_by_utilisation * utilisation;
  const double wait_slope = exponent * wait_by_utilisation + wait / idle;
  const double factor = 1 + exponent + utilisation / idle;  // 1 + ρ W' / W
  return {utilisation * wait, wait * factor, wait_slope * factor + wait / (idle * idle)};
}

double Congestion::cost(double load_minutes) const {
  const double utilisation = load_minutes / capacity_minutes_;
  if (utilisation < linear_from_) return capacity_minutes_ * steady(utilisation).value;
  const double beyond = utilisation - linear_from_;
  return capacity_minutes_ * (end_.value + beyond * (end_.first + beyond * end_.second / 2));
}

Congestion::Marginal Congestion::marginal(double load_minutes) const {
  const double utilisation = load_minutes / capacity_minutes_;
  if (utilisation < linear_from_) {
    const Curve curve = steady(utilisation);
    return {curve.first, curve.second / capacity_minutes_};
  }
  return {end_.first + (utilisation - linear_from_) * end_.second, end_.second / capacity_minutes_};
}

}  // namespace offpeak::scheduler

#include "loadtest/simulation/random/variates.hpp"

#include <algorithm>
#include <boost/math/special_functions/erf.hpp>
#include <boost/math/special_functions/gamma.hpp>
#include <cmath>
#include <numbers>
#include <numeric>

namespace offpeak::loadtest {
namespace {

// Without promotion to long double, which takes three times as long for the last bit.
using InDouble = boost::math::policies::policy<boost::math::policies::promote_double<false>>;

}  // namespace

double exponential(double u, double mean) { return -mean * std::log1p(-u); }

double normal(double u, double mean, double deviation) {
  return mean - deviation * std::numbers::sqrt2 * boost::math::erfc_inv(2 * u, InDouble{});
}

double lognormal(double u, double mean, double cv) {
  const double variance = std::log1p(cv * cv);
  return mean * std::exp(normal(u, -variance / 2, std::sqrt(variance)));
}

double lognormal_share(double value, double mean, double cv) {
  if (cv == 0) return 0.5;
  const double variance = std::log1p(cv * cv);
  const double deviations = (std::log(value / mean) + variance / 2) / std::sqrt(variance);
  const double share = std::erfc(-deviations / std::numbers::sqrt2) / 2;
  constexpr double least = 0x1p-53;
  return std::clamp(share, least, 1 - least);
}

double gamma(double u, double mean, double cv) {
  const double shape = 1 / (cv * cv);
  return boost::math::gamma_p_inv(shape, u, InDouble{}) * mean / shape;
}

double Hyperexponential::operator()(double which, double u) const {
  double left = which * std::accumulate(weights.begin(), weights.end(), 0.0);
  std::size_t at = 0;
  while (at + 1 < weights.size() && left >= weights[at]) left -= weights[at++];
  return exponential(u, means[at]);
}

double Hyperexponential::mean() const {
  const double whole = std::accumulate(weights.begin(), weights.end(), 0.0);
  return std::inner_product(weights.begin(), weights.end(), means.begin(), 0.0) / whole;
}

}  // namespace offpeak::loadtest

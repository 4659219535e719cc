// Variates by inversion of their distribution function: one uniform number in, one out, monotone,
// so that common and antithetic numbers keep their meaning.
#pragma once

#include <vector>

namespace offpeak::loadtest {

/// All take u above 0 and below 1.
double exponential(double u, double mean);
double normal(double u, double mean, double deviation);
/// With this mean and coefficient of variation of the variate itself.
double lognormal(double u, double mean, double cv);
double gamma(double u, double mean, double cv);

/// The uniform number of which `lognormal` makes `value`, kept above 0 and below 1; 0.5 where every
/// number makes the same.
double lognormal_share(double value, double mean, double cv);

/// An exponential of one of several means, drawn with the weights. By a second uniform number which
/// of them.
struct Hyperexponential {
  std::vector<double> weights;  // any positive numbers
  std::vector<double> means;    // as many
  double operator()(double which, double u) const;
  double mean() const;
};

}  // namespace offpeak::loadtest

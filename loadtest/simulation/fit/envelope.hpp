// Whether one curve is like many simulated ones.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "loadtest/simulation/statistics/interval.hpp"

namespace offpeak::loadtest {

using Curve = std::vector<double>;

struct EnvelopeTest {
  double p = 1;                     // share of curves at least as extreme as the real one
  std::vector<Interval> envelope;   // by point: 95 % of the curves lie within it everywhere
  std::vector<std::size_t> beyond;  // points at which the real one does not
};

/// The global envelope test by extreme rank lengths (Myllymäki, Mrkvička, Grabarnik, Seijo & Hahn
/// 2017, "Global envelope tests for spatial processes"). A Monte Carlo test (Barnard 1963): under
/// the model the real curve is one more replication, so that its rank among them is known whatever
/// the curves' distribution is, and however their points depend on each other. All curves have as
/// many points, one at least.
EnvelopeTest envelope_test(const Curve& real, std::span<const Curve> replications, double level);

/// Probabilities of several tests made comparable with one level: Holm 1979.
std::vector<double> holm(std::span<const double> p);

}  // namespace offpeak::loadtest

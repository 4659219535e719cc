// A recorded day beside its simulation under a fitted model.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "loadtest/simulation/days/scenario.hpp"
#include "loadtest/simulation/fit/day_curves.hpp"

namespace offpeak::loadtest {

/// With fewer the test could not say no at its level, once it is shared among the curves.
inline constexpr std::uint32_t validation_replications_min = 199;
inline constexpr std::uint32_t validation_replications_max = 9'999;
/// Of all curves together that a right model is called wrong.
inline constexpr double validation_level = 0.05;

struct ValidationSpec {
  Scenario scenario;  // the fitted model, and the day
  std::uint32_t replications = validation_replications_min;
  std::uint64_t seed = 1;
  int threads = 1;
  bool is_held_out = false;  // the model was fitted without the day
};

struct CurveCheck {
  CurveKind kind{};
  std::vector<std::string> points;
  Curve real;
  Curve mean;                  // of the replications
  std::vector<Interval> band;  // 90 % of them, point by point
  EnvelopeTest test;
  double p = 1;  // after Holm

  bool fits() const { return p > validation_level; }
};

struct Validation {
  double people = 0;               // received on the real day, and in the simulated ones on average
  double expected_people = 0;      // by the model
  std::vector<CurveCheck> checks;  // of the curves that have points
};

/// Simulates the day with as many people as were received, so that a busier day is not blamed on
/// what the model says of waits; how many the model expects stands beside it.
Validation validate(const RecordedDay& real, const ValidationSpec& spec);

std::string validation_table(const Validation& validation, const ValidationSpec& spec);
std::string validation_json(const Validation& validation, const ValidationSpec& spec);

}  // namespace offpeak::loadtest

// One hall given directly: who comes, how long they take, which counters are open.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "config/city.hpp"
#include "loadtest/simulation/random/variates.hpp"

namespace offpeak::loadtest {

/// In the order of results; part of the address of draws: never renumber.
enum class VisitorClass : std::uint8_t { appointment = 0, walk_in = 1, priority = 2 };
inline constexpr std::size_t classes_count = 3;

enum class Shape : std::uint8_t {
  constant,
  exponential,
  lognormal,
  uniform,
  gamma,
  hyperexponential,
};

/// Of a duration in minutes.
struct Distribution {
  Shape shape = Shape::constant;
  double mean = 0;
  double cv = 1;             // lognormal, gamma
  double min = 0, max = 0;   // uniform
  Hyperexponential mixture;  // hyperexponential
  /// constant: values by visitor of the class, repeated from the first; empty: `mean`.
  std::vector<double> values;
};

/// So many counters are open from this minute on.
struct CounterStep {
  double from_min = 0;
  int open = 0;
};

/// Arrivals each minute from one minute on.
struct RateStep {
  double from_min = 0;
  double per_min = 0;
};

struct BookedSlot {
  double at_min = 0;
  int count = 1;
};

/// One visitor of a trace.
struct TraceVisitor {
  double arrival_min = 0;
  VisitorClass of = VisitorClass::walk_in;
};

struct HallModel {
  double minutes = 0;  // doors close; everyone inside is served
  double warm_up_minutes = 0;
  std::vector<CounterStep> counters;  // by time, the first from minute 0
  /// Whether at each step all counters change: those of the shift before finish their visitor and
  /// go.
  bool shifts = false;
  config::CallRule rule;
  std::array<std::vector<RateStep>, classes_count> rates;  // Poisson arrivals; empty: none
  std::vector<BookedSlot> slots;                           // by time
  double show = 1;                                         // probability that a booked one comes
  std::vector<double> party_weights;  // of 1, 2, … visitors who come together; empty: always one
  std::array<Distribution, classes_count> service;
  std::optional<Distribution> patience;
  bool is_trace = false;
  std::vector<TraceVisitor> trace;  // by arrival; then `rates` and `slots` are empty
};

}  // namespace offpeak::loadtest

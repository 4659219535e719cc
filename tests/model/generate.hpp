// rapidcheck generators of scenarios: few citizens and slots, tight capacities, and waits that land
// on the moments at which rules change their answer, so that steps collide.
#pragma once

#include <rapidcheck.h>

#include "tests/model/scenario.hpp"

namespace offpeak::model {

inline constexpr int steps_min = 50;
inline constexpr int steps_max = 400;

/// Any scenario. Shrinks by leaving steps and halls out and by setting choices to 0.
rc::Gen<Scenario> scenarios();

}  // namespace offpeak::model

template <>
struct rc::Arbitrary<offpeak::model::Scenario> {
  static rc::Gen<offpeak::model::Scenario> arbitrary() { return offpeak::model::scenarios(); }
};

// What past days show against the demand model, by hall.
#pragma once

#include <vector>

#include "guide/known.hpp"
#include "scheduler/guidance/demand_correction.hpp"

namespace offpeak::guide {

/// How many past days are looked at: older ones weigh less than half.
inline constexpr int learned_days = 42;

struct LearnedHall {
  config::HallCode hall{};
  scheduler::DemandCorrection staffed;   // of walk-ins in lanes of staffed counters, together
  scheduler::DemandCorrection machines;  // in lanes of machines
  scheduler::Correction show_rate;
};

/// One for each hall, in the order of the city. Days of which a hall has counted nobody are passed
/// over: nothing is known of them. Worth making once a day.
std::vector<LearnedHall> learn(const Known& known);

}  // namespace offpeak::guide

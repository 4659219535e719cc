// What is compared: the highest Saturday with each lever alone and with all of them, whoever
// follows.
#pragma once

#include <string>
#include <vector>

#include "loadtest/simulation/days/scenario.hpp"

namespace offpeak::bench {

/// Scenarios of one day, the first of them without guidance. All meet the same visitors.
struct StudySection {
  std::string key;
  std::vector<loadtest::Scenario> arms;
};

/// The highest Saturday: 8,000 received.
loadtest::Scenario saturday();
/// An ordinary week, Monday to Sunday, with as many as the model expects.
loadtest::Scenario week();

std::vector<StudySection> study_sections();

/// "30 %".
std::string percent(double share);

}  // namespace offpeak::bench

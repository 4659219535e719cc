// A simulated day as a store would tell it.
#pragma once

#include <vector>

#include "loadtest/simulation/days/scenario.hpp"
#include "loadtest/simulation/days/simulator.hpp"
#include "loadtest/simulation/replay/recorded_day.hpp"

namespace offpeak::loadtest {

/// Plays days of a scenario and reads their facts as those of a store are read, so that a simulated
/// day and a real one are measured by the same code. One thread uses it.
class DayPlayer {
 public:
  explicit DayPlayer(const Scenario& scenario);

  RecordedDay play(config::Date date, const Draws& draws);

 private:
  Scenario scenario_;
  std::vector<Scenario> by_hall_;  // with that hall alone, because a journal is of one hall
  Simulator simulator_;
};

}  // namespace offpeak::loadtest

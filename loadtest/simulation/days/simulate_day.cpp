#include "loadtest/simulation/days/simulate_day.hpp"

#include <memory>

#include "loadtest/simulation/days/simulator.hpp"

namespace offpeak::loadtest {

namespace {

/// Its memory serves all days of this thread.
Simulator& simulator() {
  thread_local const auto own = std::make_unique<Simulator>();
  return *own;
}

}  // namespace

DayResult simulate_day(const Scenario& scenario, const Draws& draws) {
  return simulator().run(scenario, draws);
}

DayResult simulate_visitors(const Scenario& scenario, std::span<const Visitor> visitors,
                            const Draws& draws) {
  return simulator().run(scenario, scenario.date, visitors, draws);
}

}  // namespace offpeak::loadtest

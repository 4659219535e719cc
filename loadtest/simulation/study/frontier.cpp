#include "loadtest/simulation/study/frontier.hpp"

#include <algorithm>

#include "loadtest/simulation/study/headline.hpp"

namespace offpeak::loadtest {
namespace {

struct Cost {
  double staff_hours = 0;
  double wait_minutes = 0;
};

Cost cost_of(const StudyFrame& frame, const ScenarioResult& scenario) {
  const auto all = estimates(scenario.replications, scenario.headlines, frame.antithetic);
  const auto mean = [&all](std::string_view key) {
    const auto field = std::ranges::find(headline_fields, key, &HeadlineField::key);
    return all[static_cast<std::size_t>(field - headline_fields.begin())].mean;
  };
  return {mean("counter_hours") + mean("overtime_hours"), mean("wait")};
}

bool dominates(const Cost& one, const Cost& other) {
  const bool as_good =
      one.staff_hours <= other.staff_hours && one.wait_minutes <= other.wait_minutes;
  return as_good && (one.staff_hours < other.staff_hours || one.wait_minutes < other.wait_minutes);
}

}  // namespace

std::vector<bool> frontier(const StudyFrame& frame, const StudyResult& result) {
  std::vector<Cost> costs;
  for (const ScenarioResult& scenario : result.scenarios) {
    costs.push_back(cost_of(frame, scenario));
  }
  std::vector<bool> is_on;
  for (const Cost& cost : costs) {
    is_on.push_back(
        std::ranges::none_of(costs, [&cost](const Cost& other) { return dominates(other, cost); }));
  }
  return is_on;
}

}  // namespace offpeak::loadtest

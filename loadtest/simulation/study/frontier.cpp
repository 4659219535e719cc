#include "loadtest/simulation/study/frontier.hpp"

#include <algorithm>

#include "loadtest/simulation/study/headline.hpp"

namespace offpeak::loadtest {
namespace {

double staff_hours(const Headline& headline) {
  return headline.counter_hours + headline.overtime_hours;
}

bool is_less(const Estimate& difference) { return difference.mean < -difference.half_width; }
bool is_more(const Estimate& difference) { return difference.mean > difference.half_width; }

bool dominates(const ScenarioResult& one, const ScenarioResult& other, bool antithetic) {
  const auto difference = [&](const HeadlineValue& value) {
    return difference_of(one, other, antithetic, value);
  };
  const Estimate received = difference(&Headline::received);
  const Estimate hours = difference(staff_hours);
  const Estimate wait = difference(&Headline::wait_minutes);
  if (is_less(received) || is_more(hours) || is_more(wait)) return false;
  return is_more(received) || is_less(hours) || is_less(wait);
}

}  // namespace

std::vector<bool> frontier(const StudyFrame& frame, const StudyResult& result) {
  std::vector<bool> is_on;
  for (const ScenarioResult& scenario : result.scenarios) {
    // Where nobody is received nothing is gained by what it saves.
    const bool receives = std::ranges::any_of(scenario.headlines,
                                              [](const Headline& day) { return day.received > 0; });
    is_on.push_back(receives &&
                    std::ranges::none_of(result.scenarios, [&](const ScenarioResult& other) {
                      return dominates(other, scenario, frame.antithetic);
                    }));
  }
  return is_on;
}

}  // namespace offpeak::loadtest

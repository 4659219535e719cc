// A plan as scenarios, which `offpeak simulate` plays.
#include <cmath>
#include <string>

#include "config/civil_time.hpp"
#include "loadtest/simulation/plan/plan_words.hpp"

namespace offpeak::loadtest {
namespace {

std::string lanes_yaml(const PlanSpec& spec, const config::Counter& counter) {
  std::string text;
  for (const auto& [lane, share] : counter.share_percent) {
    text += text.empty() ? "{" : ", ";
    text += std::string{lane_key(spec, lane)} + ": " + std::to_string(share);
  }
  return text + '}';
}

std::string hours_yaml(const config::Counter& counter) {
  std::string text;
  for (const auto& period : counter.hours) {
    text += (text.empty() ? "[" : ", ") + span_words(period);
  }
  return text + ']';
}

}  // namespace

std::string plan_scenarios(const PlanSpec& spec, const std::vector<HallPlan>& halls) {
  const std::string date = config::format_date(spec.scenario.date);
  std::string demand;
  if (spec.scenario.change.people > 0) {
    demand = "    visitors: " + std::to_string(std::lround(spec.scenario.change.people)) + '\n';
  }
  std::string text =
      "# A plan for " + spec.target.text + " on " + date + ": offpeak simulate --date " + date +
      " --scenarios FILE.\n# What can be booked stays as it is configured.\n"
      "scenarios:\n  - name: as configured\n" +
      demand + "  - name: plan for " + spec.target.text + '\n' + demand + "    staffing:\n";
  for (const HallPlan& hall : halls) {
    text += "      " + std::to_string(static_cast<int>(hall.hall)) + ":  # " + hall.name + '\n';
    for (const auto& counter : hall.desks) {
      text += "        - {counters: " + std::to_string(counter.number) +
              ", lanes: " + lanes_yaml(spec, counter) + ", hours: " + hours_yaml(counter) + "}\n";
    }
  }
  return text;
}

}  // namespace offpeak::loadtest

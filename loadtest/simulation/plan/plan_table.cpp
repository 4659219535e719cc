// A plan as tables for people.
#include <algorithm>
#include <string>
#include <vector>

#include "base/line_of.hpp"
#include "config/civil_time.hpp"
#include "loadtest/simulation/plan/plan_words.hpp"

namespace offpeak::loadtest {
namespace {

std::string wide(std::string text, std::size_t width) {
  if (text.size() < width) text.insert(0, width - text.size(), ' ');
  return text;
}

std::string wait_words(const Target& target, double wait) {
  const bool is_share = target.kind == Target::Kind::over && !target.percentile();
  return is_share ? base::line_of("%.1f %%", wait * 100) : base::line_of("%.1f min", wait);
}

/// Counters by half-hour, one column a kind.
std::string counters_table(const PlanSpec& spec, const HallPlan& hall) {
  std::string text = "  half-hour  ";
  std::vector<std::size_t> widths;
  for (const CounterKind& kind : hall.kinds) {
    const auto name = kind_name(spec, kind);
    widths.push_back(std::max<std::size_t>(name.size(), 8));
    text += "  " + wide(name, widths.back());
  }
  text += '\n';
  for (std::size_t at = 0; at < hall.half_hours.size(); ++at) {
    text += "  " + span_words(hall.half_hours[at]);
    for (std::size_t kind = 0; kind < hall.kinds.size(); ++kind) {
      const int count = hall.counters[kind][at];
      std::string cell = std::to_string(count);
      if (count > hall.kinds[kind].configured) cell.insert(0, "*");
      text += "  " + wide(std::move(cell), widths[kind]);
    }
    text += '\n';
  }
  return text;
}

std::string goals_table(const PlanSpec& spec, const HallPlan& hall) {
  std::string text = base::line_of("  %-16s  %-11s  %11s  %9s\n", "lane", "from-to", "parties/day",
                                   spec.target.name().c_str());
  for (const LaneGoal& goal : hall.goals) {
    text += base::line_of(
        "  %-16s  %-11s  %11.1f  %9s  %s\n", std::string{lane_key(spec, goal.lane)}.c_str(),
        span_words(goal.span).c_str(), goal.parties_per_day,
        wait_words(spec.target, goal.wait).c_str(),
        goal.verdict == Verdict::missed ? "MISSED"
                                        : std::string{verdict_word(goal.verdict)}.c_str());
  }
  return text;
}

std::string shifts_table(const PlanSpec& spec, const HallPlan& hall) {
  if (hall.shifts.empty()) return {};
  std::string text = base::line_of("  %-5s  %-11s  %-5s  %6s  %s\n", "start", "break", "end",
                                   "people", "at counters for");
  for (const WorkedShift& shift : hall.shifts) {
    text += base::line_of("  %-5s  %-11s  %-5s  %6d  %s\n", clock_words(shift.hours.from).c_str(),
                          shift.pause ? span_words(*shift.pause).c_str() : "none",
                          clock_words(shift.hours.to).c_str(), shift.people,
                          kind_name(spec, hall.kinds[shift.kind]).c_str());
  }
  return text;
}

std::string hall_text(const PlanSpec& spec, const HallPlan& hall) {
  int configured = 0;
  for (const CounterKind& kind : hall.kinds) configured += kind.configured;
  std::string text = '\n' + std::to_string(static_cast<int>(hall.hall)) + ' ' + hall.name +
                     base::line_of(": %.1f counter-hours; the hall has %d staffed counters",
                                   hall.counter_hours, configured);
  text += base::line_of("; decided on %u fresh days", hall.days_fresh);
  if (!hall.shifts.empty() && hall.shift_hours_bound < hall.counter_hours - 0.01) {
    text += base::line_of("; at least %.1f for such shifts", hall.shift_hours_bound);
  }
  if (!hall.is_met()) text += "; THE TARGET IS NOT MET EVERYWHERE";
  text += hall.complete ? "\n" : "; the search ended before the fewest were sure\n";
  return text + counters_table(spec, hall) + goals_table(spec, hall) + shifts_table(spec, hall);
}

}  // namespace

std::string plan_table(const PlanSpec& spec, const std::vector<HallPlan>& halls) {
  std::string text = "Fewest counters for " + spec.target.text + " on " +
                     config::format_date(spec.scenario.date) + ", searched on " +
                     std::to_string(spec.search_days) +
                     " days and decided on others (*: more than the hall has)\n";
  double hours = 0;
  for (const HallPlan& hall : halls) {
    hours += hall.counter_hours;
    text += hall_text(spec, hall);
  }
  return text + base::line_of("\nAll halls: %.1f counter-hours\n", hours);
}

}  // namespace offpeak::loadtest

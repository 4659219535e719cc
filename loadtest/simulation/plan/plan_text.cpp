// A plan as a table for people and as JSON.
#include <algorithm>
#include <boost/json.hpp>
#include <cmath>
#include <cstdio>
#include <string>

#include "loadtest/simulation/plan/plan.hpp"

namespace offpeak::loadtest {
namespace {

template <class... Arguments>
std::string print(const char* format, Arguments... arguments) {
  char line[160];
  const int length = std::snprintf(line, sizeof line, format, arguments...);
  return {line, std::min(sizeof line - 1, static_cast<std::size_t>(std::max(length, 0)))};
}

std::string clock(config::MinuteOfDay at) {
  const int minutes = static_cast<int>(at.count());
  return print("%02d:%02d", minutes / 60, minutes % 60);
}

std::string day(config::Date date) {
  const std::chrono::year_month_day day{date};
  return print("%04d-%02u-%02u", static_cast<int>(day.year()), static_cast<unsigned>(day.month()),
               static_cast<unsigned>(day.day()));
}

bool is_share(const Target& target) {
  return target.kind == Target::Kind::over && !target.percentile();
}

std::string wait_words(const Target& target, double wait) {
  if (!std::isfinite(wait)) return "never";
  return is_share(target) ? print("%.1f %%", wait * 100) : print("%.1f min", wait);
}

boost::json::value number(double value) {
  if (!std::isfinite(value)) return nullptr;
  return value;
}

std::string row(const Target& target, const HalfHourPlan& part) {
  std::string line =
      print("  %s-%s  %8d  %9s  %9s  %s", clock(part.period.from).c_str(),
            clock(part.period.to).c_str(), part.counters, wait_words(target, part.wait).c_str(),
            wait_words(target, part.checked_wait).c_str(), part.met ? "met" : "NOT MET");
  if (part.met && !part.checked_met) line += ", but not on the other days";
  if (part.exceeds_hall) line += ", more than the hall has";
  return line + '\n';
}

}  // namespace

std::string plan_table(const PlanSpec& spec, const std::vector<HallPlan>& halls) {
  std::string text = "Fewest counters for " + spec.target.text + " on " + day(spec.scenario.date) +
                     ", tried on " + std::to_string(spec.replications) +
                     " days and checked on as many others\n";
  double hours = 0;
  for (const HallPlan& hall : halls) {
    hours += hall.counter_hours;
    text += '\n' + std::to_string(static_cast<int>(hall.hall)) + ' ' + hall.name + ": " +
            print("%.1f counter-hours; the hall has %d counters", hall.counter_hours,
                  hall.counters_configured);
    text += hall.complete ? "\n" : "; the search ended before the fewest were sure\n";
    text += print("  %-11s  %8s  %9s  %9s\n", "half-hour", "counters", spec.target.name().c_str(),
                  "checked");
    for (const HalfHourPlan& part : hall.half_hours) text += row(spec.target, part);
  }
  return text + print("\nAll halls: %.1f counter-hours\n", hours);
}

std::string plan_json(const PlanSpec& spec, const std::vector<HallPlan>& halls) {
  boost::json::array list;
  for (const HallPlan& hall : halls) {
    boost::json::array parts;
    for (const HalfHourPlan& part : hall.half_hours) {
      parts.push_back({{"from", clock(part.period.from)},
                       {"to", clock(part.period.to)},
                       {"counters", part.counters},
                       {"wait", number(part.wait)},
                       {"met", part.met},
                       {"checked_wait", number(part.checked_wait)},
                       {"checked_met", part.checked_met},
                       {"more_than_the_hall_has", part.exceeds_hall}});
    }
    list.push_back({{"code", static_cast<int>(hall.hall)},
                    {"name", hall.name},
                    {"counters_configured", hall.counters_configured},
                    {"half_hours", std::move(parts)},
                    {"counter_hours", hall.counter_hours},
                    {"iterations", hall.iterations},
                    {"complete", hall.complete}});
  }
  const boost::json::object whole{{"date", day(spec.scenario.date)},
                                  {"target", spec.target.text},
                                  {"seed", spec.seed},
                                  {"replications", spec.replications},
                                  {"halls", std::move(list)}};
  return boost::json::serialize(whole) + '\n';
}

}  // namespace offpeak::loadtest

// A plan as JSON.
#include <boost/json.hpp>
#include <string>

#include "config/civil_time.hpp"
#include "loadtest/simulation/plan/plan_words.hpp"

namespace offpeak::loadtest {
namespace {

namespace json = boost::json;

json::object span_json(const config::Period& span) {
  return {{"from", clock_words(span.from)}, {"to", clock_words(span.to)}};
}

json::array kinds_json(const PlanSpec& spec, const HallPlan& hall) {
  json::array kinds;
  for (std::size_t at = 0; at < hall.kinds.size(); ++at) {
    json::object lanes;
    for (const auto& [lane, share] : hall.kinds[at].share_percent) {
      lanes[lane_key(spec, lane)] = share;
    }
    kinds.push_back(
        {{"lanes", std::move(lanes)},
         {"counters_configured", hall.kinds[at].configured},
         {"counters", json::array(hall.counters[at].begin(), hall.counters[at].end())}});
  }
  return kinds;
}

json::array goals_json(const PlanSpec& spec, const HallPlan& hall) {
  json::array goals;
  for (const LaneGoal& goal : hall.goals) {
    json::object one{{"lane", lane_key(spec, goal.lane)}};
    for (auto& member : span_json(goal.span)) one.insert(member);
    one["parties_per_day"] = goal.parties_per_day;
    one["wait"] = goal.wait;
    one["verdict"] = verdict_word(goal.verdict);
    goals.push_back(std::move(one));
  }
  return goals;
}

json::array shifts_json(const HallPlan& hall) {
  json::array shifts;
  for (const WorkedShift& shift : hall.shifts) {
    shifts.push_back({{"start", clock_words(shift.hours.from)},
                      {"break", shift.pause ? json::value{span_json(*shift.pause)} : nullptr},
                      {"end", clock_words(shift.hours.to)},
                      {"kind", shift.kind},
                      {"people", shift.people},
                      {"counter_minutes", shift.work.count()}});
  }
  return shifts;
}

json::object hall_json(const PlanSpec& spec, const HallPlan& hall) {
  json::array half_hours;
  for (const auto& span : hall.half_hours) half_hours.push_back(span_json(span));
  return {{"code", static_cast<int>(hall.hall)},
          {"name", hall.name},
          {"half_hours", std::move(half_hours)},
          {"kinds", kinds_json(spec, hall)},
          {"goals", goals_json(spec, hall)},
          {"shifts", shifts_json(hall)},
          {"counter_hours", hall.counter_hours},
          {"shift_hours_bound", hall.shift_hours_bound},
          {"days_searched", hall.days_searched},
          {"days_fresh", hall.days_fresh},
          {"met", hall.is_met()},
          {"complete", hall.complete}};
}

}  // namespace

std::string plan_json(const PlanSpec& spec, const std::vector<HallPlan>& halls) {
  json::array list;
  for (const HallPlan& hall : halls) list.push_back(hall_json(spec, hall));
  const json::object whole{{"date", config::format_date(spec.scenario.date)},
                           {"target", spec.target.text},
                           {"seed", spec.seed},
                           {"halls", std::move(list)}};
  return json::serialize(whole) + '\n';
}

}  // namespace offpeak::loadtest

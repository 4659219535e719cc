#include "loadtest/simulation/study/frame.hpp"

#include <utility>
namespace offpeak::loadtest {
namespace {

double people_by_day(const Scenario& scenario) {
  double sum = 0;
  for (int day = 0; day < scenario.days; ++day) {
    sum += expected_people(scenario.demand, scenario.city, scenario.date + std::chrono::days{day},
                           scenario.change);
  }
  return sum / scenario.days;
}

/// On a mean day.
FrameMoves moves_of(const Scenario& scenario) {
  const DemandChange& change = scenario.change;
  FrameMoves sum;
  for (const auto& [date, moves] : change.moves) {
    const bool has_number = change.people > 0 && moves.usual_people > 0;
    const double scale =
        (has_number ? change.people / moves.usual_people : 1) * change.factor / scenario.days;
    sum.from_other_days += moves.from_other_days * scale;
    sum.to_other_days += moves.to_other_days * scale;
    sum.stay_away += moves.stay_away * scale;
  }
  return sum;
}

FrameScenario frame_of(const Scenario& scenario) {
  FrameScenario frame{
      scenario.name, people_by_day(scenario), moves_of(scenario), {}, scenario.changes};
  for (const config::Hall& hall : scenario.city.halls) {
    frame.counters.push_back(static_cast<int>(hall.counters.size()));
  }
  return frame;
}

}  // namespace

StudyFrame frame_of(const StudySpec& spec, std::string digest) {
  const Scenario& first = spec.scenarios.front();
  StudyFrame frame;
  frame.digest = std::move(digest);
  frame.city_key = first.city.key;
  frame.city_name = first.city.name;
  frame.synthetic = first.city.synthetic;
  frame.date = config::format_date(first.date);
  frame.days = first.days;
  frame.calendar = played_days(first);
  frame.seed = spec.seed;
  frame.antithetic = spec.antithetic;
  frame.replications = spec.replications;
  for (const config::Hall& hall : first.city.halls) {
    frame.halls.push_back({static_cast<std::uint32_t>(hall.code), hall.name});
  }
  for (const config::Lane& lane : first.city.lanes) {
    frame.lanes.push_back({static_cast<int>(lane.code), lane.name, lane.machines});
  }
  for (const config::Service& service : first.city.services) {
    frame.services.push_back({service.key, service.name});
  }
  for (const Scenario& scenario : spec.scenarios) frame.scenarios.push_back(frame_of(scenario));
  return frame;
}

}  // namespace offpeak::loadtest

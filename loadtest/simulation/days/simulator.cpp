#include "loadtest/simulation/days/simulator.hpp"

#include <algorithm>
#include <limits>

#include "demand/machine_lanes.hpp"

namespace offpeak::loadtest {
namespace {

/// The visitors of one hall, and where the next one's begin.
std::span<const Visitor> take_hall(std::span<const Visitor>& visitors, config::HallCode hall) {
  const auto other = std::ranges::find_if(
      visitors, [hall](const Visitor& visitor) { return visitor.hall != hall; });
  const auto count = static_cast<std::size_t>(other - visitors.begin());
  const auto own = visitors.first(count);
  visitors = visitors.subspan(count);
  return own;
}

/// What a forecast knows of the day: who means to come to each hall, on average. Nothing where
/// there is no levelled release.
std::vector<demand::MeantHall> forecast_of(const Scenario& scenario, config::Date date) {
  if (!sets_reserves(scenario.guidance)) return {};
  const double people = meant_people(scenario.demand, scenario.city, date, scenario.change);
  if (people <= 0) return {};
  return demand::meant_parties(scenario.demand, scenario.city, date, people);
}

const demand::MeantHall* find(const std::vector<demand::MeantHall>& halls,
                              const config::Hall& hall) {
  const auto found = std::ranges::find(halls, &hall, &demand::MeantHall::hall);
  return found == halls.end() ? nullptr : &*found;
}

}  // namespace

DayResult Simulator::run(const Scenario& scenario, const Draws& draws) {
  DayResult whole;
  for (int day = 0; day < scenario.days; ++day) {
    const config::Date date = scenario.date + std::chrono::days{day};
    const auto visitors = visitors_on(scenario.demand, scenario.city, date, scenario.change, draws);
    DayResult result = run(scenario, date, visitors, draws);
    if (day == 0) {
      whole = std::move(result);
    } else {
      whole.add(result);
    }
  }
  return whole;
}

DayResult Simulator::run(const Scenario& scenario, config::Date date,
                         std::span<const Visitor> visitors, const Draws& draws) {
  const bool shows = shows_places(scenario.guidance);
  const bool looks = scenario.following.looking > 0;
  const bool together = shows || looks;
  const auto machines = demand::machine_lanes(scenario.city);
  const auto forecast = forecast_of(scenario, date);
  std::vector<PlayedHall> halls;
  DayResult sum;
  for (const auto& hall : scenario.city.halls) {
    sum.halls.emplace_back().hall = static_cast<std::uint32_t>(hall.code);
    halls.push_back({.scenario = scenario,
                     .date = date,
                     .hall = hall,
                     .visitors = take_hall(visitors, hall.code),
                     .machines = machines,
                     .draws = draws,
                     .meant = find(forecast, hall),
                     .places = shows ? &places_ : nullptr,
                     .halls = looks ? &walk_in_halls_ : nullptr,
                     .keep_journal = checks_replays_});
  }
  if (!visitors.empty()) throw BrokenInvariant{"visitors are not in the order of the halls"};
  if (together) {
    play_together(halls, sum);
  } else {
    play_in_turn(halls, sum);
  }
  return sum;
}

HallPlay& Simulator::play(std::size_t number) {
  while (plays_.size() <= number) plays_.emplace_back();
  return plays_[number];
}

void Simulator::play_in_turn(const std::vector<PlayedHall>& halls, DayResult& sum) {
  last_ = 0;
  HallPlay& play = plays_.front();
  for (std::size_t number = 0; number < halls.size(); ++number) {
    play.begin(halls[number], sum.halls[number]);
    while (play.next()) play.step();
    play.end();
    sum.commands += play.world().commands();
  }
}

/// At one moment the earlier hall comes first.
void Simulator::play_together(const std::vector<PlayedHall>& halls, DayResult& sum) {
  if (halls.empty()) return;
  last_ = halls.size() - 1;
  std::vector<HallPlay*> plays;
  for (std::size_t number = 0; number < halls.size(); ++number) {
    plays.push_back(&play(number));
  }
  walk_in_halls_.begin(halls.front(), plays);
  for (std::size_t number = 0; number < halls.size(); ++number) {
    plays[number]->begin(halls[number], sum.halls[number]);
  }
  places_.begin(halls.front(), plays);
  for (;;) {
    HallPlay* first = nullptr;
    DayTime least = std::numeric_limits<DayTime>::max();
    for (HallPlay* each : plays) {
      const auto next = each->next();
      if (!next || *next >= least) continue;
      first = each;
      least = *next;
    }
    if (first == nullptr) break;
    first->step();
  }
  for (HallPlay* each : plays) {
    each->end();
    sum.commands += each->world().commands();
  }
}

}  // namespace offpeak::loadtest

#include "loadtest/simulation/days/simulator.hpp"

#include <algorithm>

#include "demand/machine_lanes.hpp"
#include "loadtest/simulation/days/absence.hpp"
#include "loadtest/simulation/days/checks.hpp"

namespace offpeak::loadtest {
namespace {

/// Throws BrokenInvariant for a guest who is still on its way.
Fate fate_of(const Guest& guest) {
  switch (guest.outcome) {
    case Outcome::online:
      return Fate::online;
    case Outcome::cancelled:
      return Fate::cancelled;
    case Outcome::no_show:
      return Fate::no_show;
    case Outcome::unplaced:
      return Fate::unplaced;
    case Outcome::balked:
    case Outcome::shut_out:
      return Fate::turned_away;
    case Outcome::abandoned:
      return Fate::left;
    case Outcome::unserved:
      return Fate::unserved;
    case Outcome::called:
      return guest.at_machine ? Fate::machines : Fate::served;
    case Outcome::coming:
    case Outcome::waiting:
      break;
  }
  throw BrokenInvariant{"a visitor is neither received nor gone when the day is over"};
}

/// Counts in the result what became of the guests.
void count_outcomes(const HallDay& day, HallResult& result) {
  for (const Guest& guest : day.guests()) {
    result.balance.of(fate_of(guest)).add({1, guest.people});
    if (guest.outcome == Outcome::balked) ++result.balked;
  }
}

/// The visitors of one hall, and where the next one's begin.
std::span<const Visitor> take_hall(std::span<const Visitor>& visitors, config::HallCode hall) {
  const auto other = std::ranges::find_if(
      visitors, [hall](const Visitor& visitor) { return visitor.hall != hall; });
  const auto count = static_cast<std::size_t>(other - visitors.begin());
  const auto own = visitors.first(count);
  visitors = visitors.subspan(count);
  return own;
}

const Conditions& conditions_of(const Scenario& scenario, config::HallCode hall) {
  static const Conditions usual;
  const auto found = scenario.conditions.find(hall);
  return found == scenario.conditions.end() ? usual : found->second;
}

/// What a forecast knows of the day: who means to come to each hall, on average. Nothing where
/// there is no guidance.
std::vector<demand::MeantHall> forecast_of(const Scenario& scenario, config::Date date) {
  if (scenario.guidance == Guidance::off) return {};
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
  DayResult sum;
  sum.halls.resize(scenario.city.halls.size());
  std::size_t number = 0;
  const auto machines = demand::machine_lanes(scenario.city);
  const auto forecast = forecast_of(scenario, date);
  for (const auto& hall : scenario.city.halls) {
    HallResult& result = sum.halls[number++];
    result.hall = static_cast<std::uint32_t>(hall.code);
    world_.begin(scenario.city, date, checks_replays_);
    const Conditions& conditions = conditions_of(scenario, hall.code);
    day_.begin(scenario.city, hall, date, take_hall(visitors, hall.code), machines,
               absent_counters(hall, date, machines, conditions.absence_share, draws));
    play_hall(scenario, conditions, find(forecast, hall), draws, result);
    sum.commands += world_.commands();
  }
  if (!visitors.empty()) throw BrokenInvariant{"visitors are not in the order of the halls"};
  return sum;
}

void Simulator::play_hall(const Scenario& scenario, const Conditions& conditions,
                          const demand::MeantHall* meant, const Draws& draws, HallResult& result) {
  agenda_.clear();
  measures_.begin(day_, result);
  citizens_.begin(draws);
  floor_.begin(scenario.demand, conditions);
  if (meant != nullptr) levelled_.begin(scenario.demand, *meant);
  bool is_over = false;
  while (!agenda_.empty()) {
    const Happening next = agenda_.take();
    if (next.at >= day_end && !is_over) {
      floor_.end();
      is_over = true;
    }
    // Who had one of the last slots and did not come is known only after midnight.
    if (!is_over || next.rank == Rank::sweep) act(next);
  }
  if (!is_over) floor_.end();
  for (const Guest& guest : day_.guests()) result.balance.meant.add({1, guest.people});
  count_outcomes(day_, result);
  check_day(world_, day_, result);
  if (checks_replays_) check_replay(world_);
}

void Simulator::act(const Happening& next) {
  switch (next.rank) {
    case Rank::level:
      return levelled_.level(next.at);
    case Rank::give_back:
      return citizens_.give_back(next.number, next.at);
    case Rank::book:
      return citizens_.book(next.number, next.at);
    case Rank::cancel:
      return citizens_.cancel(next.number, next.at);
    case Rank::arrive:
      return floor_.arrive(next.number, next.at);
    case Rank::leave:
      return floor_.leave(next.number, next.at);
    case Rank::resume:
      return floor_.resume(next.at);
    case Rank::open:
      return floor_.open(next.number, next.at);
    case Rank::rest:
      return floor_.rest(next.number, next.at);
    case Rank::serve:
      return floor_.serve(next.number, next.at);
    case Rank::finish:
      return floor_.finish(next.number, next.at);
    case Rank::assess:
      return floor_.assess(next.at);
    case Rank::sweep:
      return floor_.sweep(next.number, next.at);
  }
}

}  // namespace offpeak::loadtest

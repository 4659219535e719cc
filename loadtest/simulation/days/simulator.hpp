// Plays days of scenarios, and keeps its memory from one to the next.
#pragma once

#include <vector>

#include "loadtest/simulation/days/citizens.hpp"
#include "loadtest/simulation/days/hall_floor.hpp"
#include "loadtest/simulation/days/levelled.hpp"
#include "loadtest/simulation/days/simulate_day.hpp"

namespace offpeak::loadtest {

/// One thread uses it. Halls are played one after the other, each in a state of its own: a citizen
/// goes to one hall, and no rule looks at another one. Days are independent too, except for the
/// calendar: each has citizens of its own, and a queue ends with its day.
class Simulator {
 public:
  /// The same as `simulate_day`.
  DayResult run(const Scenario& scenario, const Draws& draws);
  /// One day with visitors that are given, by hall in the order of the city's halls.
  DayResult run(const Scenario& scenario, config::Date date, std::span<const Visitor> visitors,
                const Draws& draws);

  /// The hall that was played last, with what became of each of its guests.
  const HallDay& last_hall() const { return day_; }

  /// Its events, when they are kept.
  const scheduler::Events& last_journal() const { return world_.journal(); }

  /// From now on each hall's events are kept and replayed after its day, which checks I5
  /// (docs/architecture.md). Costs as much as the day itself.
  void check_replays() { checks_replays_ = true; }

 private:
  /// `meant`: null without guidance.
  void play_hall(const Scenario& scenario, const Conditions& conditions,
                 const demand::MeantHall* meant, const Draws& draws, HallResult& result);
  void act(const Happening& next);

  bool checks_replays_ = false;
  World world_;
  Agenda agenda_;
  HallDay day_;
  Measures measures_;
  Citizens citizens_{world_, agenda_, day_, measures_};
  HallFloor floor_{world_, agenda_, day_, measures_};
  Levelled levelled_{world_, agenda_, day_};
};

}  // namespace offpeak::loadtest

// Plays days of scenarios, and keeps its memory from one to the next.
#pragma once

#include <deque>
#include <vector>

#include "loadtest/simulation/days/hall_play.hpp"
#include "loadtest/simulation/days/shown_places.hpp"
#include "loadtest/simulation/days/simulate_day.hpp"
#include "loadtest/simulation/days/walk_in_halls.hpp"

namespace offpeak::loadtest {

/// One thread uses it. Each hall is played in a state of its own: a citizen goes to one hall, and
/// no rule looks at another one. Where people are shown other halls, all are played together, in
/// the order of time; else one after the other, in the memory of one. Days are independent, except
/// for the calendar: each has citizens of its own, and a queue ends with its day.
class Simulator {
 public:
  /// The same as `simulate_day`.
  DayResult run(const Scenario& scenario, const Draws& draws);
  /// One day with visitors that are given, by hall in the order of the city's halls.
  DayResult run(const Scenario& scenario, config::Date date, std::span<const Visitor> visitors,
                const Draws& draws);

  /// The hall that was played last, or the last of the city's when all were played together, with
  /// what became of each of its guests.
  const HallDay& last_hall() const { return plays_[last_].day(); }

  /// Its events, when they are kept.
  const scheduler::Events& last_journal() const { return plays_[last_].world().journal(); }

  /// From now on each hall's events are kept and replayed after its day, which checks I5
  /// (docs/architecture.md). Costs as much as the day itself.
  void check_replays() { checks_replays_ = true; }

 private:
  HallPlay& play(std::size_t number);
  void play_in_turn(const std::vector<PlayedHall>& halls, DayResult& sum);
  void play_together(const std::vector<PlayedHall>& halls, DayResult& sum);

  bool checks_replays_ = false;
  std::deque<HallPlay> plays_ = std::deque<HallPlay>(1);  // they never move
  std::size_t last_ = 0;
  ShownPlaces places_;
  WalkInHalls walk_in_halls_;
};

}  // namespace offpeak::loadtest

// One hall's day as it is played: a state of its own, what is to happen next, and everybody in it.
#pragma once

#include <optional>

#include "loadtest/simulation/days/citizens.hpp"
#include "loadtest/simulation/days/hall_floor.hpp"
#include "loadtest/simulation/days/levelled.hpp"
#include "loadtest/simulation/days/scenario.hpp"
#include "loadtest/simulation/days/swaps.hpp"
#include "loadtest/simulation/days/told_waits.hpp"

namespace offpeak::loadtest {

/// What is played; everything in it must live as long.
struct PlayedHall {
  const Scenario& scenario;
  config::Date date{};
  const config::Hall& hall;
  std::span<const Visitor> visitors;  // all of this hall
  scheduler::LaneSet machines{};      // lanes of self-service machines
  Draws draws;
  const demand::MeantHall* meant = nullptr;  // for levelled release; null without it
  ShownPlaces* places = nullptr;             // null where nobody is shown any
  const WalkInHalls* halls = nullptr;        // null where no walk-in looks
  bool keep_journal = false;
};

/// Its memory serves one day after the other. Not to be moved: its parts know each other.
class HallPlay {
 public:
  HallPlay() = default;
  HallPlay(const HallPlay&) = delete;
  HallPlay& operator=(const HallPlay&) = delete;

  /// `result` is of this hall and empty, and lives until `end`.
  void begin(const PlayedHall& played, HallResult& result);
  /// When the next thing happens; nothing when the day is over.
  std::optional<DayTime> next();
  void step();
  /// Counts what became of everybody and checks what always holds; throws BrokenInvariant.
  void end();

  const HallDay& day() const { return day_; }
  const World& world() const { return world_; }
  Citizens& citizens() { return citizens_; }
  /// Kept only where walk-ins look.
  const ToldWaits& told_waits() const { return told_waits_; }

 private:
  void act(const Happening& next);

  World world_;
  Agenda agenda_;
  HallDay day_;
  Measures measures_;
  Citizens citizens_{world_, agenda_, day_, measures_};
  HallFloor floor_{world_, agenda_, day_, measures_};
  Swaps swaps_{world_, agenda_, day_, citizens_};
  Levelled levelled_{world_, agenda_, day_};
  ToldWaits told_waits_;
  HallResult* result_ = nullptr;
  bool is_after_midnight_ = false;
  bool keeps_journal_ = false;
};

}  // namespace offpeak::loadtest

// What is measured of a hall's day: waits by party, and half-hours of the clock.
#pragma once

#include "loadtest/simulation/days/day_result.hpp"
#include "loadtest/simulation/days/hall_day.hpp"

namespace offpeak::loadtest {

class Measures {
 public:
  /// Adds to `result` from now on.
  void begin(HallResult& result);

  /// A ticket was issued for a party of `people`.
  void arrive(DayTime at, std::uint32_t people);
  /// A party that waited is called. `arrived_at`: its ticket; `since`: its wait counts from here.
  void call(Kind kind, DayTime arrived_at, DayTime since, DayTime at);
  /// A party that waited leaves.
  void give_up(DayTime at) { change_queue(at, -1); }
  /// A counter had a visitor, or was open.
  void busy(DayTime from, DayTime to);
  void open(DayTime from, DayTime to);
  /// The hall has this level from now on.
  void level(scheduler::Level level, DayTime at);
  void end(DayTime at);

  HallResult& result() { return *result_; }

 private:
  void change_queue(DayTime at, int by);
  Waits& waits(Kind kind);

  HallResult* result_ = nullptr;
  std::uint32_t waiting_ = 0;
  DayTime queue_since_ = 0;
  scheduler::Level level_ = scheduler::Level::grey;
  DayTime level_since_ = 0;
  // Of this day alone; added to the result when the day is over.
  std::array<std::uint32_t, cells_per_day> queue_most_{};
};

}  // namespace offpeak::loadtest

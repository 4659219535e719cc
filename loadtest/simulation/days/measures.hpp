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
  void arrive(Moment at, std::uint32_t people);
  /// A party that waited is called. `arrived_at`: its ticket; `since`: its wait counts from here.
  void call(Kind kind, Moment arrived_at, Moment since, Moment at);
  /// A party that waited leaves.
  void give_up(Moment at) { change_queue(at, -1); }
  /// A counter had a visitor, or was open.
  void busy(Moment from, Moment to);
  void open(Moment from, Moment to);
  /// The hall has this level from now on.
  void level(scheduler::Level level, Moment at);
  void end(Moment at);

  HallResult& result() { return *result_; }

 private:
  void change_queue(Moment at, int by);
  Waits& waits(Kind kind);

  HallResult* result_ = nullptr;
  std::uint32_t waiting_ = 0;
  Moment queue_since_ = 0;
  scheduler::Level level_ = scheduler::Level::grey;
  Moment level_since_ = 0;
  // Of this day alone; added to the result when the day is over.
  std::array<std::uint32_t, cells_per_day> queue_most_{};
};

}  // namespace offpeak::loadtest

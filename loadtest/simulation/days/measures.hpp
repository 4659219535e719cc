// What is measured of a hall's day: waits by party, and half-hours of the clock.
#pragma once

#include "loadtest/simulation/days/day_result.hpp"
#include "loadtest/simulation/days/hall_day.hpp"

namespace offpeak::loadtest {

class Measures {
 public:
  /// Adds this day of a hall to `result`, which is empty, from now on.
  void begin(const HallDay& day, HallResult& result);

  /// A guest has booked.
  void book(const Guest& guest);
  /// A guest goes to a place that was suggested.
  void follow(const Guest& guest);
  /// A guest who has booked takes another slot than this one.
  void move(const Guest& guest, DayTime from);
  /// A ticket was issued.
  void arrive(const Guest& guest, DayTime at);
  /// A guest who waited is called.
  void call(const Guest& guest, DayTime at);
  /// A guest who waited leaves.
  void give_up(const Guest& guest, DayTime at);
  /// A counter had this visitor until `to`.
  void busy(const Guest& guest, DayTime from, DayTime to);
  /// A counter was open.
  void open(const config::Counter& counter, DayTime from, DayTime to);
  /// The hall has this level from now on.
  void level(scheduler::Level level, DayTime at);
  void end(DayTime at);

  HallResult& result() { return *result_; }

 private:
  void change_queue(DayTime at, int by);
  Waits& waits(Kind kind);
  void count_overtime(const Guest& guest, DayTime at);

  const HallDay* day_ = nullptr;
  HallResult* result_ = nullptr;
  std::uint32_t waiting_ = 0;
  DayTime queue_since_ = 0;
  scheduler::Level level_ = scheduler::Level::grey;
  DayTime level_since_ = 0;
  // Of this day alone; added to the result when the day is over.
  std::array<std::uint32_t, cells_per_day> queue_most_{};
};

}  // namespace offpeak::loadtest

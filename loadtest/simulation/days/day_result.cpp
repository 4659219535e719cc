#include "loadtest/simulation/days/day_result.hpp"

#include "base/assert.hpp"

namespace offpeak::loadtest {

void Waits::add(const Waits& other) {
  parties += other.parties;
  wait_ms += other.wait_ms;
  over_15 += other.over_15;
  over_30 += other.over_30;
  minutes.add(other.minutes);
}

void Cell::add(const Cell& other) {
  arrivals += other.arrivals;
  wait_ms += other.wait_ms;
  called += other.called;
  queue_ms += other.queue_ms;
  queue_most += other.queue_most;
  busy_ms += other.busy_ms;
  open_ms += other.open_ms;
  for (std::size_t level = 0; level < level_ms.size(); ++level) {
    level_ms[level] += other.level_ms[level];
  }
}

Waits HallResult::all() const {
  Waits sum = booked;
  sum.add(walk_in);
  sum.add(priority);
  return sum;
}

void HallResult::add(const HallResult& other) {
  OFFPEAK_ASSERT(hall == other.hall);
  booked.add(other.booked);
  walk_in.add(other.walk_in);
  priority.add(other.priority);
  people += other.people;
  no_shows += other.no_shows;
  cancelled += other.cancelled;
  unplaced += other.unplaced;
  balked += other.balked;
  abandoned += other.abandoned;
  unserved += other.unserved;
  overtime_ms += other.overtime_ms;
  busy_ms += other.busy_ms;
  open_ms += other.open_ms;
  for (std::size_t cell = 0; cell < cells.size(); ++cell) cells[cell].add(other.cells[cell]);
}

void DayResult::add(const DayResult& other) {
  if (halls.empty()) {
    halls = other.halls;
  } else {
    OFFPEAK_ASSERT(halls.size() == other.halls.size());
    for (std::size_t hall = 0; hall < halls.size(); ++hall) halls[hall].add(other.halls[hall]);
  }
  visitors += other.visitors;
  online += other.online;
  commands += other.commands;
}

}  // namespace offpeak::loadtest

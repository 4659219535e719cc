#include "loadtest/simulation/days/day_result.hpp"

#include "base/assert.hpp"

namespace offpeak::loadtest {
namespace {

constexpr std::int64_t ms_per_minute = 60'000;

}  // namespace

void Waits::add_party(std::int64_t waited_ms, std::uint32_t size) {
  ++parties;
  people += size;
  wait_ms += waited_ms;
  if (waited_ms > 15 * ms_per_minute) ++over_15;
  if (waited_ms > 30 * ms_per_minute) ++over_30;
  minutes.add(static_cast<double>(waited_ms) / ms_per_minute);
}

void Waits::add(const Waits& other) {
  parties += other.parties;
  people += other.people;
  wait_ms += other.wait_ms;
  over_15 += other.over_15;
  over_30 += other.over_30;
  minutes.add(other.minutes);
}

void Cell::add(const Cell& other) {
  arrivals += other.arrivals;
  brought_ms += other.brought_ms;
  wait_ms += other.wait_ms;
  called += other.called;
  queue_ms += other.queue_ms;
  queue_most += other.queue_most;
  busy_ms += other.busy_ms;
  open_ms += other.open_ms;
  hours_ms += other.hours_ms;
  for (std::size_t level = 0; level < level_ms.size(); ++level) {
    level_ms[level] += other.level_ms[level];
  }
}

void BookedPlaces::add(const BookedPlaces& other) {
  placed += other.placed;
  shift_ms += other.shift_ms;
  followed += other.followed;
  travel_m += other.travel_m;
  for (std::size_t group = 0; group < follow_groups; ++group) {
    booked_groups[group].add(other.booked_groups[group]);
    priority_groups[group].add(other.priority_groups[group]);
  }
}

void LaneResult::add(const LaneResult& other) {
  waits.add(other.waits);
  busy_ms += other.busy_ms;
  open_ms += other.open_ms;
  overtime_ms += other.overtime_ms;
}

void ServiceResult::add(const ServiceResult& other) {
  waits.add(other.waits);
  busy_ms += other.busy_ms;
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
  balance.add(other.balance);
  bookings.add(other.bookings);
  found_none += other.found_none;
  balked += other.balked;
  midnight_days += other.midnight_days;
  overtime_ms += other.overtime_ms;
  busy_ms += other.busy_ms;
  open_ms += other.open_ms;
  after_closing_ms += other.after_closing_ms;
  OFFPEAK_ASSERT(lanes.size() == other.lanes.size());
  OFFPEAK_ASSERT(services.size() == other.services.size());
  for (std::size_t lane = 0; lane < lanes.size(); ++lane) lanes[lane].add(other.lanes[lane]);
  for (std::size_t at = 0; at < services.size(); ++at) services[at].add(other.services[at]);
  for (std::size_t cell = 0; cell < cells.size(); ++cell) cells[cell].add(other.cells[cell]);
}

Balance DayResult::balance() const {
  Balance sum;
  for (const HallResult& hall : halls) sum.add(hall.balance);
  return sum;
}

void DayResult::add(const DayResult& other) {
  if (halls.empty()) {
    halls = other.halls;
  } else {
    OFFPEAK_ASSERT(halls.size() == other.halls.size());
    for (std::size_t hall = 0; hall < halls.size(); ++hall) halls[hall].add(other.halls[hall]);
  }
  commands += other.commands;
}

}  // namespace offpeak::loadtest

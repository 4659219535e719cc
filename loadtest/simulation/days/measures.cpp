#include "loadtest/simulation/days/measures.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "config/distance.hpp"

namespace offpeak::loadtest {
namespace {

constexpr DayTime cell_ms = cell_minutes * minute_ms;

std::size_t cell_of(DayTime at) {
  return static_cast<std::size_t>(std::clamp<DayTime>(at, 0, day_end - 1) / cell_ms);
}

/// Calls `visit(cell, milliseconds)` for each half-hour that the span touches.
template <class Visit>
void for_each_cell(DayTime from, DayTime to, const Visit& visit) {
  to = std::min(to, day_end);
  while (from < to) {
    const std::size_t cell = cell_of(from);
    const DayTime until = std::min(to, static_cast<DayTime>(cell + 1) * cell_ms);
    visit(cell, until - from);
    from = until;
  }
}

/// Of a slot from the time that was wished for, either way.
DayTime shift_ms(const Guest& guest, DayTime slot_at) {
  return std::abs(slot_at - std::llround(guest.visitor->wished_minute * minute_ms));
}

}  // namespace

void Measures::begin(const HallDay& day, HallResult& result) {
  day_ = &day;
  result_ = &result;
  result.lanes.resize(day.city().lanes.size());
  result.services.resize(day.city().services.size());
  for (const auto& period : day.periods()) {
    for_each_cell(period.from.count() * minute_ms, period.to.count() * minute_ms,
                  [&](std::size_t cell, DayTime length) { result.cells[cell].hours_ms += length; });
  }
  waiting_ = 0;
  queue_since_ = 0;
  level_ = scheduler::Level::grey;
  level_since_ = 0;
  queue_most_.fill(0);
}

void Measures::change_queue(DayTime at, int by) {
  const auto before = waiting_;
  for_each_cell(queue_since_, at, [&](std::size_t cell, DayTime length) {
    result_->cells[cell].queue_ms += length * before;
    queue_most_[cell] = std::max(queue_most_[cell], before);
  });
  queue_since_ = at;
  waiting_ = static_cast<std::uint32_t>(static_cast<int>(waiting_) + by);
}

void Measures::book(const Guest& guest) {
  BookedPlaces& bookings = result_->bookings;
  ++bookings.placed;
  bookings.shift_ms += shift_ms(guest, guest.slot_at);
  if (guest.follows) follow(guest);
}

void Measures::move(const Guest& guest, DayTime from) {
  result_->bookings.shift_ms += shift_ms(guest, guest.slot_at) - shift_ms(guest, from);
  follow(guest);
}

void Measures::follow(const Guest& guest) {
  BookedPlaces& bookings = result_->bookings;
  ++bookings.followed;
  const config::Hall& own = *day_->city().find(guest.visitor->hall);
  bookings.travel_m += static_cast<std::uint64_t>(std::llround(
      config::distance_m(config::position_of(own), config::position_of(day_->hall()))));
}

void Measures::arrive(const Guest& guest, DayTime at) {
  if (guest.at_machine) return;
  change_queue(at, 1);
  ++result_->cells[cell_of(at)].arrivals;
}

void Measures::give_up(const Guest& guest, DayTime at) {
  if (!guest.at_machine) change_queue(at, -1);
}

Waits& Measures::waits(Kind kind) {
  switch (kind) {
    case Kind::booked:
      return result_->booked;
    case Kind::priority:
      return result_->priority;
    case Kind::walk_in:
      break;
  }
  return result_->walk_in;
}

void Measures::call(const Guest& guest, DayTime at) {
  const DayTime wait_ms = std::max<DayTime>(at - guest.since, 0);
  result_->lanes[guest.lane_place].waits.add_party(wait_ms, guest.people);
  result_->services[guest.service_place].waits.add_party(wait_ms, guest.people);
  if (guest.at_machine) return;
  change_queue(at, -1);
  waits(guest.kind).add_party(wait_ms, guest.people);
  Cell& cell = result_->cells[cell_of(guest.came_at)];
  cell.wait_ms += wait_ms;
  ++cell.called;
  if (guest.follow_group >= follow_groups || guest.kind == Kind::walk_in) return;
  auto& groups = guest.kind == Kind::booked ? result_->bookings.booked_groups
                                            : result_->bookings.priority_groups;
  groups[guest.follow_group].add({1, wait_ms});
}

void Measures::busy(const Guest& guest, DayTime from, DayTime to) {
  result_->lanes[guest.lane_place].busy_ms += to - from;
  result_->services[guest.service_place].busy_ms += to - from;
  count_overtime(guest, to);
  if (guest.at_machine) return;
  result_->cells[cell_of(guest.since)].brought_ms += to - from;
  for_each_cell(from, to, [&](std::size_t cell, DayTime length) {
    result_->cells[cell].busy_ms += length;
    result_->busy_ms += length;
  });
}

void Measures::count_overtime(const Guest& guest, DayTime at) {
  const DayTime overtime_ms = at - day_->closes_at();
  auto& of_lane = result_->lanes[guest.lane_place].overtime_ms;
  of_lane = std::max(of_lane, overtime_ms);
  if (!guest.at_machine) result_->overtime_ms = std::max(result_->overtime_ms, overtime_ms);
}

void Measures::open(const config::Counter& counter, DayTime from, DayTime to) {
  for (std::size_t place = 0; place < result_->lanes.size(); ++place) {
    const auto share = counter.share_percent.find(day_->city().lanes[place].code);
    if (share == counter.share_percent.end()) continue;
    result_->lanes[place].open_ms += (to - from) * share->second / 100;
  }
  if (day_->is_machine(counter)) return;
  result_->after_closing_ms += std::max<DayTime>(0, to - std::max(from, day_->closes_at()));
  for_each_cell(from, to, [&](std::size_t cell, DayTime length) {
    result_->cells[cell].open_ms += length;
    result_->open_ms += length;
  });
}

void Measures::level(scheduler::Level level, DayTime at) {
  const auto index = static_cast<std::size_t>(level_);
  for_each_cell(level_since_, at, [&](std::size_t cell, DayTime length) {
    result_->cells[cell].level_ms[index] += length;
  });
  level_ = level;
  level_since_ = at;
}

void Measures::end(DayTime at) {
  change_queue(at, 0);
  level(level_, at);
  for (std::size_t cell = 0; cell < queue_most_.size(); ++cell) {
    result_->cells[cell].queue_most += queue_most_[cell];
  }
}

}  // namespace offpeak::loadtest

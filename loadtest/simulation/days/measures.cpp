#include "loadtest/simulation/days/measures.hpp"

#include <algorithm>

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

}  // namespace

void Measures::begin(HallResult& result) {
  result_ = &result;
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

void Measures::arrive(DayTime at, std::uint32_t people) {
  change_queue(at, 1);
  ++result_->cells[cell_of(at)].arrivals;
  result_->people += people;
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

void Measures::call(Kind kind, DayTime arrived_at, DayTime since, DayTime at) {
  change_queue(at, -1);
  const DayTime wait = std::max<DayTime>(at - since, 0);
  Waits& sum = waits(kind);
  ++sum.parties;
  sum.wait_ms += wait;
  if (wait > 15 * minute_ms) ++sum.over_15;
  if (wait > 30 * minute_ms) ++sum.over_30;
  sum.minutes.add(static_cast<double>(wait) / minute_ms);
  Cell& cell = result_->cells[cell_of(arrived_at)];
  cell.wait_ms += wait;
  ++cell.called;
}

void Measures::busy(DayTime from, DayTime to) {
  for_each_cell(from, to, [&](std::size_t cell, DayTime length) {
    result_->cells[cell].busy_ms += length;
    result_->busy_ms += length;
  });
}

void Measures::open(DayTime from, DayTime to) {
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

#include <algorithm>

#include "scheduler/booking/decider.hpp"

namespace offpeak::scheduler {
namespace {

/// A displaced one that another place is offered instead of waits for the answer.
bool is_over(const Appointment& record) {
  return !is_active(record.status) && !has_place_offer(record);
}

bool is_over(TicketStatus status) {
  return status == TicketStatus::done || status == TicketStatus::left ||
         status == TicketStatus::no_show;
}

/// Whether nothing of the day can change any more.
bool is_over(const State& state, const DayRecords& day) {
  for (const Place slot : day.slots) {
    if (state.slot(slot).waiting > 0) return false;
    for (Place at = state.slot(slot).newest; at != nowhere;
         at = state.appointment(at).next_in_slot) {
      if (!is_over(state.appointment(at))) return false;
    }
  }
  return std::ranges::none_of(day.waitlist, [&](Place entry) {
    const auto status = state.waitlist_entry(entry).status;
    return status == WaitlistStatus::waiting || status == WaitlistStatus::offered;
  });
}

/// The queue of a hall on a day; `none` when no lane has given out a number.
enum class Queue { none, over, open };

Queue queue_of(const Floor& floor, HallCode hall, Date date) {
  Queue queue = Queue::none;
  for (std::uint8_t code = 1; code <= config::lanes_max; ++code) {
    const Place lane = floor.find_lane(hall, LaneCode{code}, date);
    if (lane == nowhere) continue;
    queue = Queue::over;
    const auto is_open = [&](Place place) { return !is_over(floor.ticket(place).status); };
    if (std::ranges::any_of(floor.issued(lane), is_open)) return Queue::open;
  }
  return queue;
}

/// The first day on which something in a ledger can still count.
Date ledger_since(const config::City& city, Date today) {
  int days =
      std::max(config::Rules{}.no_show_window_days, config::Rules{}.cancellation_window_days);
  for (const auto& hall : city.halls) {
    days = std::max({days, hall.rules.no_show_window_days, hall.rules.cancellation_window_days});
  }
  return today - std::chrono::days{days - 1};
}

}  // namespace

/// A day in which something is still open is kept. Every timer that ends something is due long
/// before this one, and after a start the kept days are looked at again.
Receipt Decider::operator()(const DropDay& command) {
  if (today() <= command.date + std::chrono::days{city_.retention.visit_days}) return {};
  const auto day = state_.days().find(HallDayKey{command.hall, command.date});
  const bool has_slots = day != state_.days().end();
  if (has_slots && !is_over(state_, day->second)) return {};
  const Queue queue = queue_of(state_.floor(), command.hall, command.date);
  if (queue == Queue::open || (queue == Queue::none && !has_slots)) return {};
  emit(DayDropped{
      .hall = command.hall, .date = command.date, .ledger_since = ledger_since(city_, today())});
  return {};
}

Receipt Decider::operator()(const DropTotals& command) {
  const Date last = command.before - std::chrono::days{1};
  if (today() <= last + std::chrono::days{city_.retention.report_days}) return {};
  const auto days = state_.totals().days();
  if (!days.empty() && *days.begin() < command.before) {
    emit(TotalsDropped{.before = command.before});
  }
  return {};
}

}  // namespace offpeak::scheduler

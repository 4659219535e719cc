// What a hall does by itself: its level by the minute, and the end of its day.
#include "scheduler/queueing/assumed_end.hpp"
#include "scheduler/queueing/level.hpp"
#include "scheduler/queueing/queue_decider.hpp"

namespace offpeak::scheduler {

/// At the end of the day whoever waits has left and whoever is being served is done; counters that
/// were left open are closed.
Receipt QueueDecider::operator()(const EndDay& command) {
  if (today() <= command.date) return {};
  const Instant end = config::instant_at(command.date + std::chrono::days{1}, MinuteOfDay{0});
  // Before the tickets: what a counter left open counts for depends on the visitor at it.
  for (const Place place : floor_.counters_of(command.hall)) {
    end_counter(floor_.counter(place), command.date, end);
  }
  for (std::uint8_t lane = 1; lane <= config::lanes_max; ++lane) {
    const Place lane_day = floor_.find_lane(command.hall, LaneCode{lane}, command.date);
    if (lane_day == nowhere) continue;
    for (const Place ticket : floor_.issued(lane_day)) end_ticket(floor_.ticket(ticket));
  }
  // A day that ends late, after a restart, must not close the day that has begun since.
  const HallLevel* level = floor_.level(command.hall);
  const bool began_later = level != nullptr && config::instant_of(level->since_ms) >= end;
  if (!began_later) {
    if (const auto fact = level_at_end(state_, command.hall)) emit(*fact);
  }
  return {};
}

void QueueDecider::end_counter(const CounterDesk& desk, Date date, Instant end) {
  if (config::instant_of(desk.since_ms) >= end) return;
  const HallCode hall{desk.hall};
  const CounterNumber number{desk.number};
  const bool has_visitor =
      desk.ticket != nowhere && floor_.ticket(desk.ticket).lane_day.date() == date;
  if (desk.status == CounterStatus::open || has_visitor) {
    const DayMs end_ms =
        assumed_end_ms(city_, hall, date, last_sign_ms(floor_, hall, number, date));
    emit(CounterLeftOpen{
        .hall = hall,
        .counter = number,
        .ended_at = config::instant_at(date, MinuteOfDay{0}) + config::milliseconds{end_ms}});
  } else if (desk.status == CounterStatus::paused) {
    emit(CounterClosed{.hall = hall, .counter = number});
  }
}

void QueueDecider::end_ticket(const Ticket& ticket) {
  switch (ticket.status) {
    case TicketStatus::waiting:
    case TicketStatus::called:
    case TicketStatus::parked:
      return emit(TicketLeft{.id = ticket.id, .reason = LeaveReason::end_of_day});
    case TicketStatus::serving: {
      Finished fact{.id = ticket.id, .by_end_of_day = true, .has_assumed_end = true};
      fact.done.size = ticket.size;
      for (std::uint8_t i = 0; i < ticket.size; ++i) {
        fact.done.codes[i] = ServiceCode{ticket.services[i]};
      }
      return emit(fact);
    }
    case TicketStatus::done:
    case TicketStatus::left:
    case TicketStatus::no_show:
      return;
  }
}

Receipt QueueDecider::operator()(const AssessLevel& command) {
  const auto* hall = city_.find(command.hall);
  if (hall == nullptr) return {};
  if (const auto fact = assess_level(state_, city_, *hall, now_)) emit(*fact);
  return {};
}

}  // namespace offpeak::scheduler

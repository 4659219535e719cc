#include "scheduler/queueing/assumed_end.hpp"

#include <algorithm>

#include "scheduler/booking/opening.hpp"

namespace offpeak::scheduler {
namespace {

/// Of a visitor who was last called to the counter.
DayMs last_sign_ms(const Ticket& ticket) {
  const bool was_seen_off =
      ticket.status == TicketStatus::done || ticket.status == TicketStatus::no_show;
  const DayMs ended_ms = was_seen_off ? ticket.ended_ms : 0;
  return std::max({ticket.called_ms, ticket.served_ms, ended_ms});
}

}  // namespace

DayMs last_sign_ms(const Floor& floor, HallCode hall, CounterNumber counter, Date date) {
  DayMs last_ms = 0;
  const Place desk = floor.find_counter(hall, counter);
  if (desk != nowhere) {
    const Instant since = config::instant_of(floor.counter(desk).since_ms);
    if (config::date_of(since) == date) last_ms = day_ms(since, date);
  }
  for (std::uint8_t lane = 1; lane <= config::lanes_max; ++lane) {
    const Place lane_day = floor.find_lane(hall, LaneCode{lane}, date);
    if (lane_day == nowhere) continue;
    for (const Place place : floor.issued(lane_day)) {
      const Ticket& ticket = floor.ticket(place);
      if (CounterNumber{ticket.counter} == counter)
        last_ms = std::max(last_ms, last_sign_ms(ticket));
    }
  }
  return last_ms;
}

DayMs assumed_end_ms(const config::City& city, HallCode code, Date date, DayMs last_sign_ms) {
  const config::Hall* hall = city.find(code);
  if (hall == nullptr) return last_sign_ms;
  const auto periods = periods_on(city, *hall, date);
  if (periods.empty()) return last_sign_ms;
  const auto closing_ms = static_cast<DayMs>(config::milliseconds{periods.back().to}.count());
  return std::max(closing_ms, last_sign_ms);
}

}  // namespace offpeak::scheduler

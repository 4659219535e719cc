#include "scheduler/queueing/assumed_end.hpp"

#include <algorithm>

#include "scheduler/booking/opening.hpp"

namespace offpeak::scheduler {
namespace {

constexpr DayMs minute_ms = 60'000;
/// After the hall's closing, or the last visitor, a clerk needs so long to leave the counter [D].
constexpr DayMs tidying_ms = 30 * minute_ms;
constexpr DayMs visit_ms_max = 120 * minute_ms;

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

std::optional<Instant> forgotten_end(const Floor& floor, const config::City& city, HallCode hall,
                                     CounterNumber counter, Instant now) {
  const Date date = config::date_of(now);
  const DayMs until_ms = day_ms(now, date);
  const auto is_long_ago = [&](DayMs end_ms) { return until_ms > end_ms + tidying_ms; };
  // Most ends come before the closing: then signs need not be looked for.
  if (!is_long_ago(assumed_end_ms(city, hall, date, 0))) return std::nullopt;
  const DayMs end_ms = assumed_end_ms(city, hall, date, last_sign_ms(floor, hall, counter, date));
  if (!is_long_ago(end_ms)) return std::nullopt;
  return config::instant_at(date, config::MinuteOfDay{0}) + config::milliseconds{end_ms};
}

bool lasts_too_long(const Ticket& ticket, DayMs now_ms) {
  return now_ms > ticket.served_ms + visit_ms_max;
}

}  // namespace offpeak::scheduler

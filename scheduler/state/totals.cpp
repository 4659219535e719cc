#include "scheduler/state/totals.hpp"

#include <algorithm>

#include "scheduler/state/state.hpp"
#include "scheduler/table/table_set.hpp"

namespace offpeak::scheduler {
namespace {

/// The totals of the lane whose number the ticket has.
LaneDayKey lane_key(const Ticket& ticket) {
  return {ticket.lane_day.hall(), LaneCode{ticket.number_lane}, ticket.lane_day.date()};
}

/// One person may come for two services.
std::uint32_t people_of(const Appointment& booking) {
  std::uint32_t people = 0;
  for_each_citizen(booking, [&people](Place) { ++people; });
  return people;
}

std::uint32_t people_of(const State& state, const Ticket& ticket) {
  if (ticket.appointment == nowhere) return ticket.size;
  return people_of(state.appointment(ticket.appointment));
}

const Ticket& ticket_of(const State& state, TicketId id) {
  return state.floor().ticket(state.floor().find(id));
}

template <class Record>
void drop_days_before(Table<Record>& table, Date day) {
  for (const Place place : table.places()) {
    if (table[place].key.date() < day) table.drop(place);
  }
}

template <class Record>
void add_days(const Table<Record>& table, std::set<Date>& days) {
  for (const Place place : table.places()) days.insert(table[place].key.date());
}

}  // namespace

void Totals::drop_before(Date day) {
  for_each_table(tables_of(*this), [day](auto& table) { drop_days_before(table, day); });
}

std::set<Date> Totals::days() const {
  std::set<Date> days;
  for_each_table(tables_of(*this), [&days](const auto& table) { add_days(table, days); });
  return days;
}

// ---- records ------------------------------------------------------------------------------------

Edit<LaneTotals> Totals::edit_lane(LaneDayKey key) {
  return lanes_.edit(lanes_.find_or_add({.key = key}));
}

Edit<ServiceTotals> Totals::edit_service(HallCode hall, ServiceCode service, Date date) {
  return services_.edit(services_.find_or_add({.key = ServiceDayKey{hall, service, date}}));
}

Edit<CounterTotals> Totals::edit_counter(HallCode hall, CounterNumber counter, Date date) {
  return counters_.edit(counters_.find_or_add({.key = CounterDayKey{hall, counter, date}}));
}

void Totals::keep(const ForecastNoted& fact, Instant at) {
  forecasts_.find_or_add({.key = {fact.hall, fact.lane, fact.date},
                          .made_at_ms = milliseconds_of(at),
                          .forecast = fact.forecast});
}

// ---- counting -----------------------------------------------------------------------------------

void Totals::note(const Event& event, const State& state) {
  std::visit(
      [&](const auto& fact) {
        if constexpr (requires { count(fact, state, event.at); }) count(fact, state, event.at);
      },
      event.fact);
}

void Totals::count(const TicketIssued& fact, const State& state, Instant at) {
  constexpr DayMs hour_ms = 60 * 60 * 1000;
  const bool booked = !fact.appointment.is_zero();
  const std::uint32_t people =
      booked ? people_of(state.appointment(state.find(fact.appointment))) : fact.services.size;
  {
    auto lane = edit_lane({fact.hall, fact.lane, fact.date});
    ++lane->tickets;
    (booked ? lane->booked_people : lane->walk_in_people) += people;
    if (fact.ground != PriorityGround::none) lane->priority_people += people;
    auto& arrived = lane->arrivals[std::min(day_ms(at, fact.date) / hour_ms, 23U)];
    arrived = static_cast<std::uint16_t>(arrived + people);
  }
  for (const auto service : fact.services) {
    ++edit_service(fact.hall, service, fact.date)->arrived_people;
  }
}

void Totals::count(const Called& fact, const State& state, Instant at) {
  const Ticket& ticket = ticket_of(state, fact.id);
  auto lane = edit_lane(lane_key(ticket));
  ++lane->calls;
  if (ticket.called_ms != 0) return;  // has been called before
  const Date date = ticket.lane_day.date();
  ++lane->waits[wait_bucket(day_ms(at, date) - ticket.issued_ms)];
}

void Totals::count(const Finished& fact, const State& state, Instant at) {
  const Ticket& ticket = ticket_of(state, fact.id);
  const std::uint32_t people = people_of(state, ticket);
  {
    auto lane = edit_lane(lane_key(ticket));
    lane->served_people += people;
    lane->documents += fact.documents;
  }
  count_services(ticket, fact, at);
  // Of a visit that no clerk ended in time, what counts for the counter is in the fact that the
  // counter was left open.
  if (!fact.by_end_of_day) count_visit(ticket, state, at);
  const LaneDayKey day = ticket.lane_day;
  auto counter = edit_counter(day.hall(), CounterNumber{ticket.counter}, day.date());
  ++counter->served_tickets;
  counter->served_people += people;
}

/// The time of a party is shared out among its services by their configured means.
void Totals::count_services(const Ticket& ticket, const Finished& fact, Instant at) {
  const LaneDayKey day = ticket.lane_day;
  const bool says_nothing = fact.by_end_of_day || fact.has_assumed_end;
  const std::uint64_t took_ms = says_nothing ? 0 : day_ms(at, day.date()) - ticket.served_ms;
  std::uint64_t whole_ms = 0;
  for (std::uint8_t i = 0; i < fact.done.size; ++i) whole_ms += fact.prior_ms[i];
  for (std::uint8_t i = 0; i < fact.done.size; ++i) {
    auto service = edit_service(day.hall(), fact.done.codes[i], day.date());
    ++service->served_people;
    if (fact.has_assumed_end) ++service->assumed_ends;
    if (whole_ms != 0) service->served_ms += took_ms * fact.prior_ms[i] / whole_ms;
  }
}

/// The visitor, called to a counter, goes away from it.
void Totals::count_visit(const Ticket& ticket, const State& state, Instant at) {
  const LaneDayKey day = ticket.lane_day;
  const CounterNumber number{ticket.counter};
  const CounterDesk& desk = state.floor().counter(state.floor().find_counter(day.hall(), number));
  auto counter = edit_counter(day.hall(), number, day.date());
  const DayMs now_ms = day_ms(at, day.date());
  counter->busy_ms += now_ms - ticket.called_ms;
  // Served to the end by a counter that is open no more.
  if (desk.status != CounterStatus::open) {
    counter->open_ms += now_ms - day_ms(config::instant_of(desk.since_ms), day.date());
  }
}

void Totals::count(const Missed& fact, const State& state, Instant at) {
  const Ticket& ticket = ticket_of(state, fact.id);
  count_visit(ticket, state, at);
  if (!fact.returns) edit_lane(lane_key(ticket))->missed_people += people_of(state, ticket);
}

void Totals::count(const Parked& fact, const State& state, Instant at) {
  count_visit(ticket_of(state, fact.id), state, at);
}

void Totals::count(const CallUndone& fact, const State& state, Instant at) {
  count_visit(ticket_of(state, fact.id), state, at);
}

void Totals::count(const Transferred& fact, const State& state, Instant at) {
  count_visit(ticket_of(state, fact.id), state, at);
}

void Totals::count(const TicketLeft& fact, const State& state, Instant at) {
  const Ticket& ticket = ticket_of(state, fact.id);
  edit_lane(lane_key(ticket))->left_people += people_of(state, ticket);
  const bool was_called = ticket.status == TicketStatus::called;
  if (was_called && fact.reason != LeaveReason::end_of_day) count_visit(ticket, state, at);
}

void Totals::count(const NoShowed& fact, const State& state, Instant) {
  const Appointment& booking = state.appointment(state.find(fact.id));
  const SlotKey slot = booking.slot;
  edit_lane({slot.hall(), slot.lane(), slot.date()})->no_show_people += people_of(booking);
}

/// A counter has had its status from a moment until now. One that is open past midnight counts for
/// the day on which it was opened, to the end of that day.
void Totals::count_status(HallCode hall, CounterNumber number, const State& state, Instant at) {
  const Place place = state.floor().find_counter(hall, number);
  if (place == nowhere) return;
  const CounterDesk& desk = state.floor().counter(place);
  if (desk.status != CounterStatus::open && desk.ticket == nowhere) return;
  const Instant since{config::milliseconds{desk.since_ms}};
  const Date date = config::date_of(since);
  edit_counter(hall, number, date)->open_ms += day_ms(at, date) - day_ms(since, date);
}

void Totals::count(const CounterOpened& fact, const State& state, Instant at) {
  count_status(fact.hall, fact.counter, state, at);
}

void Totals::count(const CounterPaused& fact, const State& state, Instant at) {
  count_status(fact.hall, fact.counter, state, at);
}

void Totals::count(const CounterClosed& fact, const State& state, Instant at) {
  count_status(fact.hall, fact.counter, state, at);
}

void Totals::count(const CounterLeftOpen& fact, const State& state, Instant) {
  const Place place = state.floor().find_counter(fact.hall, fact.counter);
  const CounterDesk& desk = state.floor().counter(place);
  count_status(fact.hall, fact.counter, state, fact.ended_at);
  const Date date = config::date_of(config::instant_of(desk.since_ms));
  auto counter = edit_counter(fact.hall, fact.counter, date);
  ++counter->assumed_ends;
  if (desk.ticket == nowhere) return;
  const Ticket& ticket = state.floor().ticket(desk.ticket);
  counter->busy_ms += day_ms(fact.ended_at, ticket.lane_day.date()) - ticket.called_ms;
}

}  // namespace offpeak::scheduler

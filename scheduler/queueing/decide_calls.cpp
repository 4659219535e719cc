// At a counter: calling, serving, finishing, and whatever else may happen to a visitor who was
// called.
#include "scheduler/queueing/queue_decider.hpp"

#include "base/mutant.hpp"
#include "scheduler/queueing/assumed_end.hpp"
#include "scheduler/state/undone_call.hpp"

namespace offpeak::scheduler {

std::optional<Choice> QueueDecider::next_for(const config::Hall& hall,
                                             const CounterDesk& counter) const {
  const auto& rule = hall.rules.call;
  const LaneCode last = rule.ties == config::LaneTies::turn_about
                            ? called_last(hall.code, CounterNumber{counter.number})
                            : LaneCode{};
  std::optional<Choice> next;
  LaneClaim claim;
  for (LaneSet left = counter.lanes; left != 0; left &= left - 1) {
    const LaneCode code{static_cast<std::uint8_t>(__builtin_ctz(left))};
    const Place lane = floor_.find_lane(hall.code, code, today());
    if (lane == nowhere) continue;
    const auto choice = choose(rule, floor_.lane(lane), now_ms());
    if (!choice) continue;
    const LaneClaim here = claim_of(code, *choice);
    if (next && !goes_before(rule.ties, here, claim, last)) continue;
    next = choice;
    claim = here;
  }
  return next;
}

/// The lane of the number that this counter called last today, by the last call of each ticket: one
/// that another counter called since is not of this one any more.
LaneCode QueueDecider::called_last(HallCode hall, CounterNumber counter) const {
  LaneCode last{};
  DayMs at_ms = 0;
  for (std::uint8_t code = 1; code <= config::lanes_max; ++code) {
    const Place lane = floor_.find_lane(hall, LaneCode{code}, today());
    if (lane == nowhere) continue;
    for (const Place place : floor_.issued(lane)) {
      const Ticket& ticket = floor_.ticket(place);
      if (ticket.counter != static_cast<std::uint16_t>(counter) || ticket.called_ms < at_ms) {
        continue;
      }
      last = LaneCode{code};
      at_ms = ticket.called_ms;
    }
  }
  return last;
}

Receipt QueueDecider::call(Place place, CounterNumber counter) {
  const Ticket& ticket = floor_.ticket(place);
  emit(Called{
      .id = ticket.id, .counter = counter, .was_parked = ticket.status == TicketStatus::parked});
  return {.kind = ReceiptKind::ticket,
          .status = static_cast<std::uint8_t>(TicketStatus::called),
          .subject = {ticket.id.words},
          .counter = counter,
          .lane = ticket.lane_day.lane(),
          .called_at = now_};
}

Receipt QueueDecider::operator()(const CallNext& command) {
  const Desk desk = look_up(command.hall, command.counter);
  if (desk.rejection != Rejection::none) return rejected(desk.rejection);
  if (desk.place == nowhere) return rejected(Rejection::counter_closed);
  const CounterDesk& counter = floor_.counter(desk.place);
  if (counter.status != CounterStatus::open) return rejected(Rejection::counter_closed);
  if (counter.ticket != nowhere) return rejected(Rejection::counter_busy);
  if (command.parked.is_zero()) {
    const auto next = next_for(*desk.hall, counter);
    return next ? call(next->waiting.ticket, command.counter) : Receipt{};
  }
  const Place parked = floor_.find(command.parked);
  if (parked == nowhere) return rejected(Rejection::not_found);
  const Ticket& ticket = floor_.ticket(parked);
  const bool here = ticket.lane_day.hall() == command.hall;
  if (!here) return rejected(Rejection::not_found);
  if (ticket.status != TicketStatus::parked) return rejected(Rejection::wrong_state);
  return call(parked, command.counter);
}

QueueDecider::Visit QueueDecider::visit_at(HallCode hall, CounterNumber number) const {
  const Desk desk = look_up(hall, number);
  if (desk.rejection != Rejection::none) return {.rejection = desk.rejection};
  if (desk.place == nowhere) return {.rejection = Rejection::counter_closed};
  const Place ticket = floor_.counter(desk.place).ticket;
  if (ticket == nowhere) return {.rejection = Rejection::no_visitor};
  return {.hall = desk.hall, .ticket = &floor_.ticket(ticket)};
}

namespace {

/// So long a visitor has had to hear the last call and come.
Instant recall_from(const Ticket& ticket, const config::CallRule& rule) {
  if (base::mutated(base::Mutant::recall_at_once)) return {};
  return moment_of(ticket, ticket.called_ms) + std::chrono::seconds{ticket.recalled_after_s} +
         rule.recall_pause;
}

}  // namespace

Receipt QueueDecider::operator()(const Recall& command) {
  const Visit visit = visit_at(command.hall, command.counter);
  if (visit.rejection != Rejection::none) return rejected(visit.rejection);
  if (visit.ticket->status != TicketStatus::called) return rejected(Rejection::no_visitor);
  if (visit.ticket->recalls >= visit.hall->rules.call.recalls_max) {
    return rejected(Rejection::recalls_spent);
  }
  if (const auto at = recall_from(*visit.ticket, visit.hall->rules.call); now_ < at) {
    return rejected(Rejection::recall_pause, at);
  }
  emit(CalledAgain{.id = visit.ticket->id});
  Receipt receipt = about_ticket(*visit.ticket, TicketStatus::called);
  ++receipt.recalls;
  return receipt;
}

/// Nobody loses by it: whoever was called is called next, and that call counts once.
Receipt QueueDecider::operator()(const UndoCall& command) {
  const Visit visit = visit_at(command.hall, command.counter);
  if (visit.rejection != Rejection::none) return rejected(visit.rejection);
  const Ticket& ticket = *visit.ticket;
  if (ticket.status != TicketStatus::called) return rejected(Rejection::no_visitor);
  CallUndone fact{.id = ticket.id, .is_parked = ticket.rank == rank_of_parked};
  if (!fact.is_parked) {
    const auto& lane = floor_.lane_day(floor_.find(ticket.lane_day));
    // Who was missed before has come back and stands in front as it is.
    fact.rank = ticket.line == Line::returning ? ticket.rank : rank_of_undone(lane.tickets);
  }
  emit(fact);
  return about_ticket(ticket, fact.is_parked ? TicketStatus::parked : TicketStatus::waiting);
}

Receipt QueueDecider::operator()(const Serve& command) {
  const Visit visit = visit_at(command.hall, command.counter);
  if (visit.rejection != Rejection::none) return rejected(visit.rejection);
  if (visit.ticket->status != TicketStatus::called) return rejected(Rejection::no_visitor);
  emit(Served{.id = visit.ticket->id});
  return about_ticket(*visit.ticket, TicketStatus::serving);
}

namespace {

constexpr std::uint32_t minute_ms = 60'000;

Services services_of(const Ticket& ticket) {
  Services services;
  services.size = ticket.size;
  for (std::uint8_t i = 0; i < ticket.size; ++i) {
    services.codes[i] = ServiceCode{ticket.services[i]};
  }
  return services;
}

/// Counter time of one of the ticket's services as it was when the ticket was issued. Needed for a
/// service that has left the configuration since.
std::uint32_t share_ms(const Ticket& ticket) {
  return std::uint32_t{ticket.expected_s} * 1000 / ticket.size;
}

}  // namespace

Receipt QueueDecider::operator()(const Finish& command) {
  const Visit visit = visit_at(command.hall, command.counter);
  if (visit.rejection != Rejection::none) return rejected(visit.rejection);
  if (visit.ticket->status != TicketStatus::serving) return rejected(Rejection::no_visitor);
  Finished fact{.id = visit.ticket->id, .documents = command.documents};
  const bool as_asked = command.done.size == 0;
  fact.done = as_asked ? services_of(*visit.ticket) : command.done;
  for (std::uint8_t i = 0; i < fact.done.size; ++i) {
    const auto* service = city_.find(fact.done.codes[i]);
    if (service == nullptr && !as_asked) return rejected(Rejection::unknown_service);
    fact.prior_ms[i] = service == nullptr
                           ? share_ms(*visit.ticket)
                           : static_cast<std::uint32_t>(service->mean_minutes) * minute_ms;
  }
  fact.has_assumed_end = lasts_too_long(*visit.ticket, now_ms());
  if (fact.has_assumed_end) {
    fact.by_end_of_day =
        forgotten_end(floor_, city_, command.hall, command.counter, now_).has_value();
    end_forgotten(command.hall, command.counter);
  }
  emit(fact);
  return about_ticket(*visit.ticket, TicketStatus::done);
}

Receipt QueueDecider::operator()(const Miss& command) {
  const Visit visit = visit_at(command.hall, command.counter);
  if (visit.rejection != Rejection::none) return rejected(visit.rejection);
  const Ticket& ticket = *visit.ticket;
  const auto& rule = visit.hall->rules.call;
  if (ticket.status != TicketStatus::called) return rejected(Rejection::no_visitor);
  if (ticket.recalls < rule.recalls_max) return rejected(Rejection::recall_first);
  if (const auto at = recall_from(ticket, rule); now_ < at) {
    return rejected(Rejection::recall_pause, at);
  }
  Missed fact{.id = ticket.id, .returns = ticket.misses < rule.returns_max && is_of_today(ticket)};
  if (fact.returns) {
    const LaneDayKey key = ticket.lane_day;
    const auto& lane = floor_.lane_day(floor_.find(key));
    const auto due = lane.calls + static_cast<std::uint32_t>(rule.return_after_calls);
    fact.rank = return_rank(due, lane.tickets);
  }
  emit(fact);
  return about_ticket(ticket, fact.returns ? TicketStatus::waiting : TicketStatus::no_show);
}

Receipt QueueDecider::operator()(const Park& command) {
  const Visit visit = visit_at(command.hall, command.counter);
  if (visit.rejection != Rejection::none) return rejected(visit.rejection);
  emit(Parked{.id = visit.ticket->id});
  return about_ticket(*visit.ticket, TicketStatus::parked);
}

Receipt QueueDecider::operator()(const Transfer& command) {
  const Visit visit = visit_at(command.hall, command.counter);
  if (visit.rejection != Rejection::none) return rejected(visit.rejection);
  const Ticket& ticket = *visit.ticket;
  const LaneDayKey from = ticket.lane_day;
  const auto index = static_cast<std::size_t>(command.lane);
  const bool exists =
      index < visit.hall->lane_percent.size() && visit.hall->lane_percent[index] > 0;
  if (!exists || command.lane == from.lane()) return rejected(Rejection::wrong_lane);
  const Place lane = floor_.find_lane(command.hall, command.lane, from.date());
  const std::uint16_t ordinal = lane == nowhere ? 0 : floor_.lane_day(lane).tickets;
  // Somebody who was missed has lost the place at the front, but keeps the time waited.
  emit(Transferred{.id = ticket.id,
                   .lane = command.lane,
                   .line = ticket.first_line,
                   .rank = rank_of(ticket.since_ms, ordinal)});
  Receipt receipt = about_ticket(ticket, TicketStatus::waiting);
  receipt.lane = command.lane;
  return receipt;
}

}  // namespace offpeak::scheduler

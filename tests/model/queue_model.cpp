#include "tests/model/queue_model.hpp"

#include <algorithm>
#include <tuple>

namespace offpeak::model {

using config::CallOrder;
using scheduler::CounterStatus;

void QueueModel::come(TicketId id, LaneCode lane, int size, bool in_time_with_appointment,
                      bool priority, Instant now, Instant slot_start, int expected_s) {
  LaneRun& run = lanes_[lane];
  QueueTicket ticket{.id = id, .number = run.numbers + 1, .size = size, .lane = lane};
  ticket.number_lane = lane;
  ticket.came = now;
  ticket.expected_s = expected_s;
  ticket.line = Line::walk_in;
  ticket.since = now;
  if (rule_.order != CallOrder::arrival) {
    if (priority) {
      ticket.line = Line::priority;
    } else if (in_time_with_appointment) {
      ticket.line = Line::booked;
      ticket.since = std::max(now, slot_start);
    }
  }
  ticket.first_line = ticket.line;
  ticket.order = run.arrivals++;
  run.numbers += size;
  tickets_.push_back(ticket);
}

void QueueModel::open(int counter, LaneSet lanes) {
  counters_[counter] = {.status = CounterStatus::open, .lanes = lanes};
}

QueueCounter QueueModel::state_of(int counter) const {
  const auto found = counters_.find(counter);
  return found == counters_.end() ? QueueCounter{} : found->second;
}

Rejection QueueModel::pause(int counter, scheduler::PauseReason reason) {
  if (state_of(counter).status == CounterStatus::closed) return Rejection::counter_closed;
  QueueCounter& desk = counters_[counter];
  desk.status = CounterStatus::paused;
  if (reason != scheduler::PauseReason::none) desk.paused_for = reason;
  return Rejection::none;
}

Rejection QueueModel::close(int counter) {
  if (counters_.contains(counter)) counters_[counter] = {};
  return Rejection::none;
}

QueueTicket* QueueModel::at(int counter) {
  for (auto& ticket : tickets_) {
    const bool is_there =
        ticket.status == TicketStatus::called || ticket.status == TicketStatus::serving;
    if (is_there && ticket.counter == counter) return &ticket;
  }
  return nullptr;
}

QueueTicket* QueueModel::find(TicketId id) {
  const auto found = std::ranges::find(tickets_, id, &QueueTicket::id);
  return found == tickets_.end() ? nullptr : &*found;
}

QueueTicket* QueueModel::first_of(LaneCode lane, Line line) {
  QueueTicket* first = nullptr;
  const auto rank = [line](const QueueTicket& one) {
    return line == Line::returning ? std::tuple{Instant{}, one.return_at_call, one.order}
                                   : std::tuple{one.since, 0, one.order};
  };
  for (auto& one : tickets_) {
    if (one.lane != lane || one.line != line || one.status != TicketStatus::waiting) continue;
    if (first == nullptr || rank(one) < rank(*first)) first = &one;
  }
  return first;
}

QueueModel::Next QueueModel::next_of(LaneCode lane, Instant now) {
  enum Claim { aged, returning, priority, turn, early };
  const LaneRun& run = lanes_[lane];
  QueueTicket* const back = first_of(lane, Line::returning);
  QueueTicket* const p = first_of(lane, Line::priority);
  QueueTicket* b = first_of(lane, Line::booked);
  QueueTicket* const w = first_of(lane, Line::walk_in);
  QueueTicket* const early_booked = b;
  if (b != nullptr && b->since > now) b = nullptr;  // its slot has not begun
  if (back != nullptr && back->return_at_call <= run.calls) return {back, returning};
  if (rule_.ageing.count() > 0) {
    QueueTicket* longest = nullptr;
    for (QueueTicket* one : {p, b, w}) {
      if (one == nullptr || now - one->since <= rule_.ageing) continue;
      if (longest == nullptr || one->since < longest->since) longest = one;
    }
    if (longest != nullptr) return {longest, aged};
  }
  const bool ratios = rule_.order == CallOrder::hall;
  const bool others = b != nullptr || w != nullptr;
  if (p != nullptr && !(ratios && others && run.priority_run >= rule_.priority_run_max)) {
    return {p, priority};
  }
  if (b != nullptr && w != nullptr && ratios && run.booked_run >= rule_.booked_per_walk_in) {
    return {w, turn};
  }
  if (b != nullptr) return {b, turn};
  if (w != nullptr) return {w, turn};
  if (back != nullptr) return {back, early};
  return {early_booked, early};
}

int QueueModel::turns_before(int counter, LaneCode lane) const {
  const QueueTicket* last = nullptr;
  for (const auto& one : tickets_) {
    if (one.called == Instant{} || one.counter != counter) continue;
    const auto rank = [](const QueueTicket& of) {
      return std::tuple{of.called, of.number_lane, of.number};
    };
    if (last == nullptr || rank(*last) < rank(one)) last = &one;
  }
  int turns = 0;
  auto at = last == nullptr ? 0 : static_cast<int>(last->number_lane);
  while (true) {
    at = at == config::lanes_max ? 1 : at + 1;
    if (at == static_cast<int>(lane)) return turns;
    ++turns;
  }
}

bool QueueModel::is_before(int counter, const Next& one, const Next& other) const {
  if (one.claim != other.claim) return one.claim < other.claim;
  const QueueTicket& a = *one.ticket;
  const QueueTicket& b = *other.ticket;
  if (a.since != b.since) return a.since < b.since;
  if (rule_.ties == config::LaneTies::shortest_expected_service && a.expected_s != b.expected_s) {
    return a.expected_s < b.expected_s;
  }
  if (rule_.ties == config::LaneTies::longest_wait && a.came != b.came) return a.came < b.came;
  if (rule_.ties == config::LaneTies::turn_about) {
    return turns_before(counter, a.lane) < turns_before(counter, b.lane);
  }
  return a.lane < b.lane;
}

Rejection QueueModel::call(int counter, Instant now, std::optional<TicketId>& called) {
  const QueueCounter one = state_of(counter);
  if (one.status != CounterStatus::open) return Rejection::counter_closed;
  if (at(counter) != nullptr) return Rejection::counter_busy;
  Next next;
  for (std::uint8_t code = 1; code <= config::lanes_max; ++code) {
    const LaneCode lane{code};
    if ((one.lanes & scheduler::lane_bit(lane)) == 0) continue;
    const Next here = next_of(lane, now);
    if (here.ticket == nullptr) continue;
    if (next.ticket == nullptr || is_before(counter, here, next)) next = here;
  }
  if (next.ticket == nullptr) return Rejection::none;
  LaneRun& run = lanes_[next.ticket->lane];
  const bool was_counted = next.ticket->line == Line::returning && next.ticket->return_at_call == 0;
  if (!was_counted) {
    ++run.calls;
    run.priority_run = next.ticket->line == Line::priority ? run.priority_run + 1 : 0;
    if (next.ticket->line == Line::walk_in) run.booked_run = 0;
    if (next.ticket->line == Line::booked) ++run.booked_run;
  }
  next.ticket->status = TicketStatus::called;
  next.ticket->counter = counter;
  next.ticket->called = now;
  next.ticket->recalls = 0;
  next.ticket->was_parked = false;
  called = next.ticket->id;
  return Rejection::none;
}

Rejection QueueModel::call_parked(int counter, TicketId id, Instant now) {
  if (state_of(counter).status != CounterStatus::open) return Rejection::counter_closed;
  if (at(counter) != nullptr) return Rejection::counter_busy;
  QueueTicket* ticket = find(id);
  if (ticket == nullptr) return Rejection::not_found;
  if (ticket->status != TicketStatus::parked) return Rejection::wrong_state;
  ticket->status = TicketStatus::called;
  ticket->counter = counter;
  ticket->called = now;
  ticket->recalls = 0;
  ticket->was_parked = true;
  return Rejection::none;
}

Rejection QueueModel::check_called(int counter) {
  if (!counters_.contains(counter)) return Rejection::counter_closed;  // never opened
  const auto* ticket = at(counter);
  const bool called = ticket != nullptr && ticket->status == TicketStatus::called;
  return called ? Rejection::none : Rejection::no_visitor;
}

Rejection QueueModel::recall(int counter) {
  if (const auto no = check_called(counter); no != Rejection::none) return no;
  if (at(counter)->recalls == rule_.recalls_max) return Rejection::recalls_spent;
  ++at(counter)->recalls;
  return Rejection::none;
}

/// Whoever was waiting is the next of the lane: nobody else's turn has come before.
Rejection QueueModel::undo(int counter) {
  if (const auto no = check_called(counter); no != Rejection::none) return no;
  auto* ticket = at(counter);
  ticket->status = ticket->was_parked ? TicketStatus::parked : TicketStatus::waiting;
  if (ticket->was_parked) return Rejection::none;
  if (ticket->line == Line::returning) return Rejection::none;
  ticket->line = Line::returning;
  ticket->return_at_call = 0;
  ticket->order = lanes_[ticket->lane].arrivals;
  return Rejection::none;
}

Rejection QueueModel::serve(int counter) {
  if (const auto no = check_called(counter); no != Rejection::none) return no;
  at(counter)->status = TicketStatus::serving;
  return Rejection::none;
}

Rejection QueueModel::finish(int counter) {
  if (!counters_.contains(counter)) return Rejection::counter_closed;
  auto* ticket = at(counter);
  if (ticket == nullptr || ticket->status != TicketStatus::serving) return Rejection::no_visitor;
  ticket->status = TicketStatus::done;
  return Rejection::none;
}

Rejection QueueModel::miss(int counter) {
  if (const auto no = check_called(counter); no != Rejection::none) return no;
  auto* ticket = at(counter);
  if (ticket->recalls < rule_.recalls_max) return Rejection::recall_first;
  LaneRun& run = lanes_[ticket->lane];
  if (ticket->misses++ == rule_.returns_max) {
    ticket->status = TicketStatus::no_show;
  } else {
    ticket->status = TicketStatus::waiting;
    ticket->line = Line::returning;
    ticket->return_at_call = run.calls + rule_.return_after_calls;
    ticket->order = run.arrivals;
  }
  return Rejection::none;
}

Rejection QueueModel::park(int counter) {
  if (!counters_.contains(counter)) return Rejection::counter_closed;
  auto* ticket = at(counter);
  if (ticket == nullptr) return Rejection::no_visitor;
  ticket->status = TicketStatus::parked;
  return Rejection::none;
}

Rejection QueueModel::transfer(int counter, LaneCode lane) {
  if (!counters_.contains(counter)) return Rejection::counter_closed;
  auto* ticket = at(counter);
  if (ticket == nullptr) return Rejection::no_visitor;
  if (ticket->lane == lane) return Rejection::wrong_lane;
  ticket->status = TicketStatus::waiting;
  ticket->lane = lane;
  ticket->line = ticket->first_line;
  ticket->order = lanes_[lane].arrivals++;
  return Rejection::none;
}

Rejection QueueModel::leave(TicketId id) {
  auto* ticket = find(id);
  if (ticket == nullptr) return Rejection::not_found;
  const bool may_leave = ticket->status == TicketStatus::waiting ||
                         ticket->status == TicketStatus::called ||
                         ticket->status == TicketStatus::parked;
  if (!may_leave) return Rejection::wrong_state;
  ticket->status = TicketStatus::left;
  return Rejection::none;
}

std::set<int> QueueModel::left_open() {
  std::set<int> counters;
  for (const auto& [number, counter] : counters_) {
    if (counter.status == CounterStatus::open || at(number) != nullptr) counters.insert(number);
  }
  return counters;
}

void QueueModel::end_day() {
  for (auto& ticket : tickets_) {
    if (ticket.status == TicketStatus::serving) ticket.status = TicketStatus::done;
    const bool open = ticket.status == TicketStatus::waiting ||
                      ticket.status == TicketStatus::called ||
                      ticket.status == TicketStatus::parked;
    if (open) ticket.status = TicketStatus::left;
  }
  for (auto& [number, counter] : counters_) counter = {};
}

}  // namespace offpeak::model

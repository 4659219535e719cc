#include "scheduler/state/floor.hpp"

#include <algorithm>
#include <ranges>

#include "scheduler/state/learning.hpp"
#include "scheduler/state/undone_call.hpp"

namespace offpeak::scheduler {

DayMs day_ms(Instant at, Date date) {
  const auto since_midnight = (at - config::instant_at(date, MinuteOfDay{0})).count();
  return static_cast<DayMs>(std::clamp<std::int64_t>(since_midnight, 0, day_ms_max));
}

Floor::Floor(HashSum& hash, std::size_t index_shards)
    : tickets_{hash, index_shards},
      lane_days_{hash, index_shards},
      counters_{hash, index_shards},
      service_times_{hash, index_shards},
      wait_fits_{hash, index_shards},
      levels_{hash, index_shards} {}

// ---- reading ------------------------------------------------------------------------------------

std::span<const Place> Floor::counters_of(HallCode hall) const {
  const auto found = hall_counters_.find(hall);
  return found == hall_counters_.end() ? std::span<const Place>{} : found->second;
}

// ---- records ------------------------------------------------------------------------------------

Place Floor::lane_at(HallCode hall, LaneCode lane, Date date) {
  const Place place = lane_days_.find_or_add({.key = LaneDayKey{hall, lane, date}});
  if (place >= lines_.size()) {
    lines_.resize(place + 1);
    issued_.resize(place + 1);
  }
  return place;
}

Place Floor::counter_at(HallCode hall, CounterNumber number) {
  const Place known = find_counter(hall, number);
  if (known != nowhere) return known;
  const Place place = counters_.add(
      {.hall = static_cast<std::uint32_t>(hall), .number = static_cast<std::uint16_t>(number)});
  hall_counters_[hall].push_back(place);
  return place;
}

Place Floor::existing(TicketId id) const {
  const Place place = find(id);
  OFFPEAK_ASSERT(place != nowhere);
  return place;
}

Place Floor::ticket_of(Place booking, const SlotKey& slot) const {
  const auto in_lane = [&](LaneCode code) {
    const Place lane = find_lane(slot.hall(), code, slot.date());
    if (lane == nowhere) return nowhere;
    const auto newest_first = std::views::reverse(issued_[lane]);
    const auto found = std::ranges::find(
        newest_first, booking, [this](Place ticket) { return tickets_[ticket].appointment; });
    return found == newest_first.end() ? nowhere : *found;
  };
  if (const Place ticket = in_lane(slot.lane()); ticket != nowhere) return ticket;
  for (std::uint8_t code = 1; code <= config::lanes_max; ++code) {
    if (LaneCode{code} == slot.lane()) continue;
    if (const Place ticket = in_lane(LaneCode{code}); ticket != nowhere) return ticket;
  }
  return nowhere;
}

Place Floor::lane_of(const Ticket& ticket) const { return find(ticket.lane_day); }

// ---- what is derived ----------------------------------------------------------------------------

void Floor::clear_links() {
  lines_.clear();
  issued_.clear();
  hall_counters_.clear();
}

void Floor::copy_links(const Floor& other) {
  lines_ = other.lines_;
  issued_ = other.issued_;
  hall_counters_ = other.hall_counters_;
}

std::size_t Floor::link_bytes() const {
  std::size_t bytes = lines_.capacity() * sizeof lines_[0] + issued_.capacity() * sizeof issued_[0];
  for (const auto& places : issued_) bytes += places.capacity() * sizeof(Place);
  return bytes;
}

// ---- steps that several facts share -------------------------------------------------------------

void Floor::stand_in_line(Place place) {
  const Ticket& ticket = tickets_[place];
  lines_[lane_of(ticket)][static_cast<std::size_t>(ticket.line)].insert(
      {.rank = ticket.rank,
       .ticket = place,
       .expected_s = ticket.expected_s,
       .since_ms = ticket.since_ms,
       .came_ms = ticket.issued_ms});
}

void Floor::leave_line(Place place) {
  const Ticket& ticket = tickets_[place];
  lines_[lane_of(ticket)][static_cast<std::size_t>(ticket.line)].remove(ticket.rank, place);
}

void Floor::leave_counter(Place place) {
  const Ticket& ticket = tickets_[place];
  const auto hall = ticket.lane_day.hall();
  auto counter = counters_.edit(find_counter(hall, CounterNumber{ticket.counter}));
  OFFPEAK_ASSERT(counter->ticket == place);
  counter->ticket = nowhere;
}

void Floor::end(Place place, TicketStatus status, Instant at) {
  auto ticket = tickets_.edit(place);
  ticket->status = status;
  ticket->ended_ms = day_ms(at, ticket->lane_day.date());
}

// ---- tickets ------------------------------------------------------------------------------------

void Floor::apply(const TicketIssued& fact, Instant at, Place appointment) {
  const Place lane = lane_at(fact.hall, fact.lane, fact.date);
  {
    auto record = lane_days_.edit(lane);
    OFFPEAK_ASSERT(fact.number == record->numbers + 1);
    record->numbers = static_cast<std::uint16_t>(record->numbers + fact.services.size);
    ++record->tickets;
  }
  Ticket record;
  record.id = fact.id;
  record.lane_day = lane_days_[lane].key;
  record.rank = fact.rank;
  record.issued_ms = day_ms(at, fact.date);
  record.since_ms = fact.since_ms;
  record.told = fact.wait;
  record.told_ahead = fact.ahead;
  record.appointment = appointment;
  record.number = fact.number;
  record.expected_s = fact.expected_s;
  for (std::uint8_t i = 0; i < fact.services.size; ++i) {
    record.services[i] = static_cast<std::uint8_t>(fact.services.codes[i]);
  }
  record.size = fact.services.size;
  record.line = record.first_line = fact.line;
  record.ground = fact.ground;
  record.number_lane = static_cast<std::uint8_t>(fact.lane);
  const Place place = tickets_.add(record);
  issued_[lane].push_back(place);
  stand_in_line(place);
}

void Floor::apply(const Called& fact, Instant at) {
  const Place place = existing(fact.id);
  const bool first_call = tickets_[place].called_ms == 0;
  const bool was_waiting = tickets_[place].status == TicketStatus::waiting;
  if (was_waiting) {
    leave_line(place);
    if (counts_in_run(tickets_[place].line, tickets_[place].rank)) {
      note_calls(*lane_days_.edit(lane_of(tickets_[place])), tickets_[place].line);
    }
  }
  const LaneDayKey key = tickets_[place].lane_day;
  {
    auto ticket = tickets_.edit(place);
    OFFPEAK_ASSERT(was_waiting || ticket->status == TicketStatus::parked);
    ticket->status = TicketStatus::called;
    ticket->called_ms = day_ms(at, key.date());
    ticket->counter = static_cast<std::uint16_t>(fact.counter);
    ticket->recalls = 0;
    ticket->recalled_after_s = 0;
    if (fact.was_parked) ticket->rank = rank_of_parked;
  }
  auto counter = counters_.edit(find_counter(key.hall(), fact.counter));
  OFFPEAK_ASSERT(counter->ticket == nowhere);
  counter->ticket = place;
  if (first_call) learn_wait(tickets_[place]);
}

void Floor::apply(const Recalled& fact) {
  auto ticket = tickets_.edit(existing(fact.id));
  OFFPEAK_ASSERT(ticket->status == TicketStatus::called);
  ++ticket->recalls;
}

void Floor::apply(const CalledAgain& fact, Instant at) {
  auto ticket = tickets_.edit(existing(fact.id));
  OFFPEAK_ASSERT(ticket->status == TicketStatus::called);
  ++ticket->recalls;
  const DayMs since_call = day_ms(at, ticket->lane_day.date()) - ticket->called_ms;
  ticket->recalled_after_s =
      static_cast<std::uint16_t>(std::min<DayMs>((since_call + 999) / 1000, 0xFFFF));
}

void Floor::apply(const Served& fact, Instant at) {
  auto ticket = tickets_.edit(existing(fact.id));
  OFFPEAK_ASSERT(ticket->status == TicketStatus::called);
  ticket->status = TicketStatus::serving;
  ticket->served_ms = day_ms(at, ticket->lane_day.date());
}

void Floor::apply(const Finished& fact, Instant at) {
  const Place place = existing(fact.id);
  OFFPEAK_ASSERT(tickets_[place].status == TicketStatus::serving);
  leave_counter(place);
  end(place, TicketStatus::done, at);
  tickets_.edit(place)->documents = fact.documents;
  if (!fact.by_end_of_day && !fact.has_assumed_end) learn_service(tickets_[place], fact);
}

void Floor::apply(const Missed& fact, Instant at) {
  const Place place = existing(fact.id);
  OFFPEAK_ASSERT(tickets_[place].status == TicketStatus::called);
  leave_counter(place);
  ++tickets_.edit(place)->misses;
  if (!fact.returns) return end(place, TicketStatus::no_show, at);
  {
    auto ticket = tickets_.edit(place);
    ticket->status = TicketStatus::waiting;
    ticket->line = Line::returning;
    ticket->rank = fact.rank;
  }
  stand_in_line(place);
}

void Floor::apply(const Parked& fact) {
  const Place place = existing(fact.id);
  leave_counter(place);
  auto ticket = tickets_.edit(place);
  OFFPEAK_ASSERT(ticket->status == TicketStatus::called || ticket->status == TicketStatus::serving);
  ticket->status = TicketStatus::parked;
}

void Floor::apply(const CallUndone& fact) {
  const Place place = existing(fact.id);
  OFFPEAK_ASSERT(tickets_[place].status == TicketStatus::called);
  leave_counter(place);
  {
    auto ticket = tickets_.edit(place);
    ticket->status = fact.is_parked ? TicketStatus::parked : TicketStatus::waiting;
    if (fact.is_parked) return;
    ticket->line = Line::returning;
    ticket->rank = fact.rank;
  }
  stand_in_line(place);
}

void Floor::apply(const Transferred& fact) {
  const Place place = existing(fact.id);
  leave_counter(place);
  const LaneDayKey from = tickets_[place].lane_day;
  const Place lane = lane_at(from.hall(), fact.lane, from.date());
  ++lane_days_.edit(lane)->tickets;
  {
    auto ticket = tickets_.edit(place);
    ticket->status = TicketStatus::waiting;
    ticket->lane_day = lane_days_[lane].key;
    ticket->line = fact.line;
    ticket->rank = fact.rank;
  }
  stand_in_line(place);
}

void Floor::apply(const TicketLeft& fact, Instant at) {
  const Place place = existing(fact.id);
  switch (tickets_[place].status) {
    case TicketStatus::waiting:
      leave_line(place);
      break;
    case TicketStatus::called:
    case TicketStatus::serving:
      leave_counter(place);
      break;
    default:
      OFFPEAK_ASSERT(tickets_[place].status == TicketStatus::parked);
  }
  end(place, TicketStatus::left, at);
}

// ---- counters and levels ------------------------------------------------------------------------

void Floor::set_counter(HallCode hall, CounterNumber number, CounterStatus status, LaneSet lanes,
                        Instant at) {
  auto counter = counters_.edit(counter_at(hall, number));
  counter->status = status;
  counter->paused_for = PauseReason::none;
  counter->lanes = lanes;
  counter->since_ms = at.time_since_epoch().count();
}

void Floor::apply(const CounterOpened& fact, Instant at) {
  set_counter(fact.hall, fact.counter, CounterStatus::open, fact.lanes, at);
}

void Floor::apply(const CounterPaused& fact, Instant at) {
  const Place place = find_counter(fact.hall, fact.counter);
  OFFPEAK_ASSERT(place != nowhere);
  set_counter(fact.hall, fact.counter, CounterStatus::paused, counters_[place].lanes, at);
  counters_.edit(place)->paused_for = fact.reason;
}

void Floor::apply(const CounterClosed& fact, Instant at) {
  const Place place = find_counter(fact.hall, fact.counter);
  OFFPEAK_ASSERT(place != nowhere);
  set_counter(fact.hall, fact.counter, CounterStatus::closed, counters_[place].lanes, at);
}

void Floor::apply(const CounterLeftOpen& fact, Instant at) {
  apply(CounterClosed{.hall = fact.hall, .counter = fact.counter}, at);
}

template <class Fact>
void Floor::set_level(LaneCode lane, const Fact& fact, Instant at) {
  auto level = levels_.edit(levels_.find_or_add(
      {.hall = static_cast<std::uint32_t>(fact.hall), .lane = static_cast<std::uint8_t>(lane)}));
  const std::int64_t now_ms = at.time_since_epoch().count();
  if (level->level != fact.level) level->since_ms = now_ms;
  if (level->leaning != fact.leaning) level->leaning_since_ms = now_ms;
  level->level = fact.level;
  level->reason = fact.reason;
  level->leaning = fact.leaning;
}

void Floor::apply(const LevelAssessed& fact, Instant at) { set_level(whole_hall, fact, at); }
void Floor::apply(const LaneLevelAssessed& fact, Instant at) { set_level(fact.lane, fact, at); }

// ---- forgetting ---------------------------------------------------------------------------------

void Floor::apply(const DayDropped& fact) {
  for (std::uint8_t code = 0; code <= config::lanes_max; ++code) {
    const Place lane = find_lane(fact.hall, LaneCode{code}, fact.date);
    if (lane == nowhere) continue;
    for (const Place place : issued_[lane]) {
      const auto status = tickets_[place].status;
      OFFPEAK_ASSERT(status == TicketStatus::done || status == TicketStatus::left ||
                     status == TicketStatus::no_show);
      tickets_.drop(place);
    }
    lane_days_.drop(lane);
    lines_[lane] = {};
    issued_[lane] = {};
  }
  tickets_.free_front();
}

// ---- learning -----------------------------------------------------------------------------------

void Floor::learn_wait(const Ticket& ticket) {
  if (!ticket.told.is_known()) return;
  WaitFit fresh{.hall = static_cast<std::uint32_t>(ticket.lane_day.hall()),
                .lane = ticket.number_lane};
  fresh.p50.fill(wait_factor_one);
  fresh.p90.fill(wait_factor_one);
  auto fit = wait_fits_.edit(wait_fits_.find_or_add(fresh));
  learn(*fit, ticket.first_line, ticket.told, (ticket.called_ms - ticket.issued_ms) / 1000);
}

/// A party's time is shared out among its services by their configured means.
void Floor::learn_service(const Ticket& ticket, const Finished& fact) {
  std::uint64_t whole_ms = 0;
  for (std::uint8_t i = 0; i < fact.done.size; ++i) whole_ms += fact.prior_ms[i];
  if (whole_ms == 0) return;
  const std::uint64_t took_ms = ticket.ended_ms - ticket.served_ms;
  const auto hall = ticket.lane_day.hall();
  for (std::uint8_t i = 0; i < fact.done.size; ++i) {
    learn_service(hall, fact.done.codes[i], fact.prior_ms[i],
                  static_cast<std::uint32_t>(took_ms * fact.prior_ms[i] / whole_ms));
  }
}

void Floor::learn_service(HallCode hall, ServiceCode service, std::uint32_t prior_ms,
                          std::uint32_t sample_ms) {
  const Place place = service_times_.find_or_add({.hall = static_cast<std::uint32_t>(hall),
                                                  .service = static_cast<std::uint8_t>(service),
                                                  .mean_ms = prior_ms});
  auto time = service_times_.edit(place);
  learn(*time, sample_ms);
}

}  // namespace offpeak::scheduler

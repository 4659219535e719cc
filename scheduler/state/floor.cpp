#include "scheduler/state/floor.hpp"

#include <algorithm>

#include "scheduler/state/learning.hpp"

namespace offpeak::scheduler {

DayMs day_ms(Instant at, Date date) {
  const auto since_midnight = (at - config::instant_at(date, MinuteOfDay{0})).count();
  return static_cast<DayMs>(std::clamp<std::int64_t>(since_midnight, 0, day_ms_max));
}

Floor::Floor(HashSum& hash, std::size_t index_shards)
    : hash_{hash},
      ticket_index_{tickets_, index_shards},
      lane_day_index_{lane_days_, index_shards},
      counter_index_{counters_, index_shards},
      service_time_index_{service_times_, index_shards},
      wait_fit_index_{wait_fits_, index_shards},
      level_index_{levels_, index_shards} {}

void Floor::clear() {
  tickets_.clear();
  lane_days_.clear();
  counters_.clear();
  service_times_.clear();
  wait_fits_.clear();
  levels_.clear();
  ticket_index_.clear();
  lane_day_index_.clear();
  counter_index_.clear();
  service_time_index_.clear();
  wait_fit_index_.clear();
  level_index_.clear();
  lines_.clear();
  issued_.clear();
  hall_counters_.clear();
}

// ---- reading ------------------------------------------------------------------------------------

Place Floor::find_lane(HallCode hall, LaneCode lane, Date date) const {
  return lane_day_index_.find(SlotKey{hall, lane, date, MinuteOfDay{0}}.packed());
}

Place Floor::find_counter(HallCode hall, CounterNumber number) const {
  return counter_index_.find(
      counter_key(static_cast<std::uint32_t>(hall), static_cast<std::uint16_t>(number)));
}

std::span<const Place> Floor::counters_of(HallCode hall) const {
  const auto found = hall_counters_.find(static_cast<std::uint32_t>(hall));
  return found == hall_counters_.end() ? std::span<const Place>{} : found->second;
}

const ServiceTime* Floor::service_time(HallCode hall, ServiceCode service) const {
  const Place place = service_time_index_.find(
      small_key(static_cast<std::uint32_t>(hall), static_cast<std::uint8_t>(service)));
  return place == nowhere ? nullptr : &service_times_[place];
}

const WaitFit* Floor::wait_fit(HallCode hall, LaneCode lane) const {
  const Place place = wait_fit_index_.find(
      small_key(static_cast<std::uint32_t>(hall), static_cast<std::uint8_t>(lane)));
  return place == nowhere ? nullptr : &wait_fits_[place];
}

const HallLevel* Floor::level(HallCode hall) const {
  const Place place = level_index_.find(static_cast<std::uint32_t>(hall));
  return place == nowhere ? nullptr : &levels_[place];
}

// ---- records ------------------------------------------------------------------------------------

Edit<Ticket> Floor::edit_ticket(Place place) {
  return {hash_, RecordKind::ticket, place, tickets_[place]};
}
Edit<LaneDay> Floor::edit_lane_day(Place place) {
  return {hash_, RecordKind::lane_day, place, lane_days_[place]};
}
Edit<CounterDesk> Floor::edit_counter(Place place) {
  return {hash_, RecordKind::counter, place, counters_[place]};
}

Place Floor::lane_at(HallCode hall, LaneCode lane, Date date) {
  Place place = find_lane(hall, lane, date);
  if (place != nowhere) return place;
  LaneDay record;
  record.key = SlotKey{hall, lane, date, MinuteOfDay{0}}.packed();
  place = lane_days_.add_in_gap(record);
  lane_day_index_.insert(place);
  hash_.add(RecordKind::lane_day, place, record);
  if (place >= lines_.size()) {
    lines_.resize(place + 1);
    issued_.resize(place + 1);
  }
  return place;
}

Place Floor::counter_at(HallCode hall, CounterNumber number) {
  Place place = find_counter(hall, number);
  if (place != nowhere) return place;
  CounterDesk record;
  record.hall = static_cast<std::uint32_t>(hall);
  record.number = static_cast<std::uint16_t>(number);
  place = counters_.add(record);
  counter_index_.insert(place);
  hash_.add(RecordKind::counter, place, record);
  hall_counters_[record.hall].push_back(place);
  return place;
}

Place Floor::existing(TicketId id) const {
  const Place place = find(id);
  OFFPEAK_ASSERT(place != nowhere);
  return place;
}

Place Floor::lane_of(const Ticket& ticket) const { return lane_day_index_.find(ticket.lane_day); }

// ---- steps that several facts share -------------------------------------------------------------

void Floor::stand_in_line(Place place) {
  const Ticket& ticket = tickets_[place];
  lines_[lane_of(ticket)][static_cast<std::size_t>(ticket.line)].insert(
      {.rank = ticket.rank,
       .ticket = place,
       .expected_s = ticket.expected_s,
       .since_ms = ticket.since_ms});
}

void Floor::leave_line(Place place) {
  const Ticket& ticket = tickets_[place];
  lines_[lane_of(ticket)][static_cast<std::size_t>(ticket.line)].remove(ticket.rank, place);
}

void Floor::leave_counter(Place place) {
  const Ticket& ticket = tickets_[place];
  const auto hall = SlotKey::from_packed(ticket.lane_day).hall();
  auto counter = edit_counter(find_counter(hall, CounterNumber{ticket.counter}));
  OFFPEAK_ASSERT(counter->ticket == place);
  counter->ticket = nowhere;
}

void Floor::end(Place place, TicketStatus status, Instant at) {
  auto ticket = edit_ticket(place);
  ticket->status = status;
  ticket->ended_ms = day_ms(at, SlotKey::from_packed(ticket->lane_day).date());
}

// ---- tickets ------------------------------------------------------------------------------------

void Floor::apply(const TicketIssued& fact, Instant at, Place appointment) {
  const Place lane = lane_at(fact.hall, fact.lane, fact.date);
  {
    auto record = edit_lane_day(lane);
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
  ticket_index_.insert(place);
  hash_.add(RecordKind::ticket, place, record);
  issued_[lane].push_back(place);
  stand_in_line(place);
}

void Floor::apply(const Called& fact, Instant at) {
  const Place place = existing(fact.id);
  const bool first_call = tickets_[place].called_ms == 0;
  const bool was_waiting = tickets_[place].status == TicketStatus::waiting;
  if (was_waiting) {
    leave_line(place);
    note_calls(*edit_lane_day(lane_of(tickets_[place])), tickets_[place].line);
  }
  const auto key = SlotKey::from_packed(tickets_[place].lane_day);
  {
    auto ticket = edit_ticket(place);
    OFFPEAK_ASSERT(was_waiting || ticket->status == TicketStatus::parked);
    ticket->status = TicketStatus::called;
    ticket->called_ms = day_ms(at, key.date());
    ticket->counter = static_cast<std::uint16_t>(fact.counter);
    ticket->recalls = 0;
  }
  auto counter = edit_counter(find_counter(key.hall(), fact.counter));
  OFFPEAK_ASSERT(counter->ticket == nowhere);
  counter->ticket = place;
  if (first_call) learn_wait(tickets_[place]);
}

void Floor::apply(const Recalled& fact) {
  auto ticket = edit_ticket(existing(fact.id));
  OFFPEAK_ASSERT(ticket->status == TicketStatus::called);
  ++ticket->recalls;
}

void Floor::apply(const Served& fact, Instant at) {
  auto ticket = edit_ticket(existing(fact.id));
  OFFPEAK_ASSERT(ticket->status == TicketStatus::called);
  ticket->status = TicketStatus::serving;
  ticket->served_ms = day_ms(at, SlotKey::from_packed(ticket->lane_day).date());
}

void Floor::apply(const Finished& fact, Instant at) {
  const Place place = existing(fact.id);
  OFFPEAK_ASSERT(tickets_[place].status == TicketStatus::serving);
  leave_counter(place);
  end(place, TicketStatus::done, at);
  edit_ticket(place)->documents = fact.documents;
  if (!fact.by_end_of_day) learn_service(tickets_[place], fact);
}

void Floor::apply(const Missed& fact, Instant at) {
  const Place place = existing(fact.id);
  OFFPEAK_ASSERT(tickets_[place].status == TicketStatus::called);
  leave_counter(place);
  ++edit_ticket(place)->misses;
  if (!fact.returns) return end(place, TicketStatus::no_show, at);
  {
    auto ticket = edit_ticket(place);
    ticket->status = TicketStatus::waiting;
    ticket->line = Line::returning;
    ticket->rank = fact.rank;
  }
  stand_in_line(place);
}

void Floor::apply(const Parked& fact) {
  const Place place = existing(fact.id);
  leave_counter(place);
  auto ticket = edit_ticket(place);
  OFFPEAK_ASSERT(ticket->status == TicketStatus::called || ticket->status == TicketStatus::serving);
  ticket->status = TicketStatus::parked;
}

void Floor::apply(const Transferred& fact) {
  const Place place = existing(fact.id);
  leave_counter(place);
  const auto from = SlotKey::from_packed(tickets_[place].lane_day);
  const Place lane = lane_at(from.hall(), fact.lane, from.date());
  ++edit_lane_day(lane)->tickets;
  {
    auto ticket = edit_ticket(place);
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
  auto counter = edit_counter(counter_at(hall, number));
  counter->status = status;
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
}

void Floor::apply(const CounterClosed& fact, Instant at) {
  const Place place = find_counter(fact.hall, fact.counter);
  OFFPEAK_ASSERT(place != nowhere);
  set_counter(fact.hall, fact.counter, CounterStatus::closed, counters_[place].lanes, at);
}

void Floor::apply(const LevelAssessed& fact, Instant at) {
  const auto hall = static_cast<std::uint32_t>(fact.hall);
  Place place = level_index_.find(hall);
  if (place == nowhere) {
    HallLevel record;
    record.hall = hall;
    place = levels_.add(record);
    level_index_.insert(place);
    hash_.add(RecordKind::hall_level, place, record);
  }
  Edit<HallLevel> level{hash_, RecordKind::hall_level, place, levels_[place]};
  const std::int64_t now_ms = at.time_since_epoch().count();
  if (level->level != fact.level) level->since_ms = now_ms;
  if (level->leaning != fact.leaning) level->leaning_since_ms = now_ms;
  level->level = fact.level;
  level->reason = fact.reason;
  level->leaning = fact.leaning;
}

// ---- forgetting ---------------------------------------------------------------------------------

void Floor::apply(const DayDropped& fact) {
  for (std::uint8_t code = 0; code <= config::lanes_max; ++code) {
    const Place lane = find_lane(fact.hall, LaneCode{code}, fact.date);
    if (lane == nowhere) continue;
    for (const Place place : issued_[lane]) {
      const auto status = tickets_[place].status;
      OFFPEAK_ASSERT(status == TicketStatus::done || status == TicketStatus::left ||
                     status == TicketStatus::no_show);
      hash_.remove(RecordKind::ticket, place, tickets_[place]);
      ticket_index_.erase(place);
      tickets_.drop(place);
    }
    hash_.remove(RecordKind::lane_day, lane, lane_days_[lane]);
    lane_day_index_.erase(lane);
    lane_days_.drop_to_gap(lane);
    lines_[lane] = {};
    issued_[lane] = {};
  }
  tickets_.free_front();
}

std::size_t Floor::bytes() const {
  std::size_t derived =
      lines_.capacity() * sizeof lines_[0] + issued_.capacity() * sizeof issued_[0];
  for (const auto& places : issued_) derived += places.capacity() * sizeof(Place);
  return derived + tickets_.bytes() + lane_days_.bytes() + counters_.bytes() +
         service_times_.bytes() + wait_fits_.bytes() + levels_.bytes() + ticket_index_.bytes() +
         lane_day_index_.bytes() + counter_index_.bytes() + service_time_index_.bytes() +
         wait_fit_index_.bytes() + level_index_.bytes();
}

// ---- learning -----------------------------------------------------------------------------------

void Floor::learn_wait(const Ticket& ticket) {
  if (!ticket.told.is_known()) return;
  const auto key = SlotKey::from_packed(ticket.lane_day);
  const auto hall = static_cast<std::uint32_t>(key.hall());
  const std::uint8_t lane = ticket.number_lane;
  Place place = wait_fit_index_.find(small_key(hall, lane));
  if (place == nowhere) {
    WaitFit record;
    record.hall = hall;
    record.lane = lane;
    record.p50.fill(wait_factor_one);
    record.p90.fill(wait_factor_one);
    place = wait_fits_.add(record);
    wait_fit_index_.insert(place);
    hash_.add(RecordKind::wait_fit, place, record);
  }
  Edit<WaitFit> fit{hash_, RecordKind::wait_fit, place, wait_fits_[place]};
  learn(*fit, ticket.first_line, ticket.told, (ticket.called_ms - ticket.issued_ms) / 1000);
}

/// A party's time is shared out among its services by their configured means.
void Floor::learn_service(const Ticket& ticket, const Finished& fact) {
  std::uint64_t whole_ms = 0;
  for (std::uint8_t i = 0; i < fact.done.size; ++i) whole_ms += fact.prior_ms[i];
  if (whole_ms == 0) return;
  const std::uint64_t took_ms = ticket.ended_ms - ticket.served_ms;
  const auto hall = SlotKey::from_packed(ticket.lane_day).hall();
  for (std::uint8_t i = 0; i < fact.done.size; ++i) {
    learn_service(hall, fact.done.codes[i], fact.prior_ms[i],
                  static_cast<std::uint32_t>(took_ms * fact.prior_ms[i] / whole_ms));
  }
}

void Floor::learn_service(HallCode hall, ServiceCode service, std::uint32_t prior_ms,
                          std::uint32_t sample_ms) {
  const auto code = static_cast<std::uint8_t>(service);
  Place place = service_time_index_.find(small_key(static_cast<std::uint32_t>(hall), code));
  if (place == nowhere) {
    ServiceTime record;
    record.hall = static_cast<std::uint32_t>(hall);
    record.service = code;
    record.mean_ms = prior_ms;
    place = service_times_.add(record);
    service_time_index_.insert(place);
    hash_.add(RecordKind::service_time, place, record);
  }
  Edit<ServiceTime> time{hash_, RecordKind::service_time, place, service_times_[place]};
  learn(*time, sample_ms);
}

}  // namespace offpeak::scheduler

// How the records of the day in the hall hang together, and what follows from them.
#include "scheduler/image/floor.hpp"

#include "scheduler/image/records.hpp"

namespace offpeak::scheduler {
namespace {

bool is_at_counter(const Ticket& ticket) {
  return ticket.status == TicketStatus::called || ticket.status == TicketStatus::serving;
}

/// What a visit has come to, as its ticket says and as its appointment says.
bool agree(TicketStatus ticket, AppointmentStatus appointment) {
  switch (ticket) {
    case TicketStatus::waiting:
    case TicketStatus::called:
    case TicketStatus::serving:
    case TicketStatus::parked:
      return appointment == AppointmentStatus::checked_in;
    case TicketStatus::done:
      return appointment == AppointmentStatus::done;
    case TicketStatus::left:
    case TicketStatus::no_show:
      return appointment == AppointmentStatus::left;
  }
  return false;
}

/// Follows the tickets in the order in which they were given out.
class FloorLinks {
 public:
  FloorLinks(const Floor& floor, const State& state) : floor_{floor}, state_{state} {}

  RecordCheck check(Place place) const {
    const Ticket& ticket = floor_.ticket(place);
    const LaneDayKey key = ticket.lane_day;
    const Place lane = floor_.find(key);
    if (lane == nowhere) return RecordFault{"is in a lane that is not there"};
    if (const auto checked = check_rank(ticket, floor_.lane_day(lane)); !checked) return checked;
    if (is_at_counter(ticket)) {
      const Place counter = floor_.find_counter(key.hall(), CounterNumber{ticket.counter});
      if (counter == nowhere || floor_.counter(counter).ticket != place) {
        return RecordFault{"is at a counter that does not have it"};
      }
    }
    return check_appointment(ticket, key);
  }

  /// Whether a ticket at a counter and the counter name each other.
  RecordCheck check(const CounterDesk& counter) const {
    if (counter.ticket == nowhere) return {};
    if (!floor_.has_ticket(counter.ticket)) return RecordFault{"has a ticket that is not there"};
    const Ticket& ticket = floor_.ticket(counter.ticket);
    const bool here =
        ticket.counter == counter.number && ticket.lane_day.hall() == HallCode{counter.hall};
    return require(is_at_counter(ticket) && here, "has a ticket that is elsewhere");
  }

 private:
  /// Whether a ticket waits in the place that its time gives, with an ordinal within those given
  /// out.
  static RecordCheck check_rank(const Ticket& ticket, const LaneDay& lane) {
    if (ticket.status != TicketStatus::waiting) return {};
    if ((ticket.rank & 0xFFFF) > lane.tickets) {
      return RecordFault{"has an ordinal that its lane never gave"};
    }
    const bool by_time = ticket.line != Line::returning;
    return require(!by_time || ticket.rank >> 16 == ticket.since_ms,
                   "has a place in line that does not match its time");
  }

  RecordCheck check_appointment(const Ticket& ticket, LaneDayKey lane) const {
    if (ticket.appointment == nowhere) return {};
    if (!state_.has_appointment(ticket.appointment)) {
      return RecordFault{"is of an appointment that is not there"};
    }
    const Appointment& booking = state_.appointment(ticket.appointment);
    const SlotKey slot = booking.slot;
    if (slot.hall() != lane.hall() || slot.date() != lane.date()) {
      return RecordFault{"is of an appointment of another day or hall"};
    }
    return require(agree(ticket.status, booking.status),
                   "and its appointment have contradictory statuses");
  }

  const Floor& floor_;
  const State& state_;
};

}  // namespace

base::Result<void> FloorImage::restore(Floor& floor, const State& state) {
  floor.lines_.resize(floor.lane_days_.end());
  floor.issued_.resize(floor.lane_days_.end());
  std::vector<std::uint32_t> numbers(floor.lane_days_.end());
  const FloorLinks links{floor, state};
  for (const Place place : floor.tickets()) {
    const Ticket& ticket = floor.tickets_[place];
    const LaneDayKey key = ticket.lane_day;
    const Place lane = floor.find_lane(key.hall(), LaneCode{ticket.number_lane}, key.date());
    if (lane == nowhere)
      return named<Ticket>(place, {"has the number of a lane that is not there"});
    if (ticket.number != numbers[lane] + 1) {
      return named<Ticket>(place, {"has another number than the next one of its lane"});
    }
    numbers[lane] += ticket.size;
    if (const auto checked = links.check(place); !checked) {
      return named<Ticket>(place, checked.error());
    }
    floor.issued_[lane].push_back(place);
    if (ticket.status == TicketStatus::waiting) floor.stand_in_line(place);
  }
  for (const Place place : floor.lane_days()) {
    const LaneDay& lane = floor.lane_days_[place];
    if (lane.numbers != numbers[place]) {
      return named<LaneDay>(place, {"has given out numbers that no ticket has"});
    }
    if (lane.tickets < floor.issued_[place].size()) {
      return named<LaneDay>(place, {"counts fewer tickets than it gave out"});
    }
  }
  for (const Place place : floor.counters_.places()) {
    const CounterDesk& counter = floor.counters_[place];
    if (const auto checked = links.check(counter); !checked) {
      return named<CounterDesk>(place, checked.error());
    }
    floor.hall_counters_[HallCode{counter.hall}].push_back(place);
  }
  return {};
}

}  // namespace offpeak::scheduler

#include "loadtest/simulation/days/checks.hpp"

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "loadtest/simulation/days/simulate_day.hpp"
#include "scheduler/booking/standing_slot.hpp"
#include "scheduler/messages/slot_span.hpp"

namespace offpeak::loadtest {

using namespace scheduler;  // NOLINT: the core is what is checked

// I8 (docs/architecture.md): an event, and so a journal, has no room for text. A person appears in
// it only as 128 bits of a digest.
static_assert(std::is_trivially_copyable_v<Event>);

namespace {

[[noreturn]] void broken(const std::string& what) { throw BrokenInvariant{what}; }

std::string words_of(LaneDayKey key) {
  return "hall " + std::to_string(static_cast<std::uint32_t>(key.hall())) + ", lane " +
         std::to_string(static_cast<unsigned>(key.lane())) + ", " + config::format_date(key.date());
}
std::string words_of(SlotKey key) {
  return words_of(LaneDayKey{key.hall(), key.lane(), key.date()}) + ' ' +
         config::format_minute(key.start_minute());
}

void check_same(std::uint64_t one, std::uint64_t other, const char* what) {
  if (one == other) return;
  broken(std::string{what} + ": " + std::to_string(one) + " and " + std::to_string(other));
}

/// By place of the slot.
std::vector<std::uint32_t> minutes_taken(const State& state) {
  std::vector<std::uint32_t> taken(state.slot_count());
  for (const Place place : state.slots()) {
    for (Place at = state.slot(place).newest; at != nowhere;
         at = state.appointment(at).next_in_slot) {
      const Appointment& booking = state.appointment(at);
      if (booking.capacity_held == 0) continue;
      const SlotSpan span = span_of(booking);
      taken[place] += span.share(0);
      for (int i = 1; i < span.slots; ++i) taken[state.find(span.key(i))] += span.share(i);
    }
  }
  return taken;
}

void check_slots(const World& world) {
  const State& state = world.state();
  const auto taken = minutes_taken(state);
  for (const Place place : state.slots()) {
    const Slot& slot = state.slot(place);
    const auto key = slot.key;
    const auto plan = plan_slot(world.city(), key);
    if (!plan) broken("I1: a booking is in a slot that does not exist: " + words_of(key));
    const std::uint32_t minutes = taken[place];
    if (minutes != slot.taken_minutes) broken("I1: minutes of " + words_of(key) + " do not add up");
    const SlotPlan now = as_it_stands(*plan, state);
    if (minutes > static_cast<std::uint32_t>(now.capacity_minutes)) {
      broken("I1: more minutes are taken than the slot has: " + words_of(key));
    }
  }
}

void check_citizens(const State& state) {
  for (const Place place : state.citizens()) {
    const Citizen& citizen = state.citizen(place);
    if (citizen.active_services != 0 || citizen.open_holds != 0) {
      broken("I3: a citizen has an active appointment or a hold after the day");
    }
  }
}

/// What became of the tickets, by the core.
struct Tickets {
  std::uint64_t done = 0;
  std::uint64_t left = 0;
};

void check_number(const Ticket& ticket, std::uint32_t expected, LaneDayKey lane) {
  if (ticket.number != expected) broken("I4: a gap in the numbers of " + words_of(lane));
  const bool was_called = ticket.called_ms != 0;
  if (was_called != (ticket.counter != 0)) {
    broken("I4: a ticket has a call without a counter, or a counter without a call: " +
           words_of(lane));
  }
}

Tickets check_tickets(const State& state) {
  Tickets tickets;
  const Floor& floor = state.floor();
  for (const Place lane : floor.lane_days()) {
    const auto key = floor.lane_day(lane).key;
    std::uint32_t next = 1;
    for (const Place place : floor.issued(lane)) {
      const Ticket& ticket = floor.ticket(place);
      check_number(ticket, next, key);
      next += ticket.size;
      tickets.done += ticket.status == TicketStatus::done ? 1 : 0;
      tickets.left += ticket.status == TicketStatus::left ? 1 : 0;
    }
    check_same(next - 1, floor.lane_day(lane).numbers, "I4: numbers given out in a lane");
    for (std::size_t line = 0; line < lines_count; ++line) {
      if (!floor.line(lane, static_cast<Line>(line)).empty()) {
        broken("somebody still waits after the day: " + words_of(key));
      }
    }
  }
  return tickets;
}

struct Bookings {
  std::uint64_t cancelled = 0;
  std::uint64_t no_shows = 0;
  std::uint64_t checked_in = 0;
  std::uint64_t moved = 0;
  std::uint64_t not_taken = 0;
};

Bookings count_bookings(const State& state) {
  Bookings bookings;
  for (const Place place : state.appointments()) {
    const Appointment& appointment = state.appointment(place);
    switch (appointment.status) {
      case AppointmentStatus::cancelled:
      case AppointmentStatus::late_cancelled:
        ++bookings.cancelled;
        break;
      case AppointmentStatus::no_show:
        ++bookings.no_shows;
        break;
      case AppointmentStatus::done:
      case AppointmentStatus::left:
        ++bookings.checked_in;
        break;
      case AppointmentStatus::rescheduled:
        ++bookings.moved;
        break;
      case AppointmentStatus::expired:   // a greener place that nobody took
      case AppointmentStatus::released:  // or not in time
        ++bookings.not_taken;
        break;
      default:
        broken("an appointment is still open after the day: " + words_of(appointment.slot));
    }
  }
  return bookings;
}

/// What became of the guests, by the simulation.
struct Guests {
  std::uint64_t called = 0;
  std::uint64_t went = 0;  // with a ticket, before they were called
  std::uint64_t cancelled = 0;
  std::uint64_t checked_in = 0;
  std::uint64_t missed_slot = 0;  // had an appointment and did not check in with it
  std::uint64_t moved = 0;        // to a greener place
  std::uint64_t not_taken = 0;    // was offered one
};

Guests count_guests(const HallDay& day) {
  Guests guests;
  for (const Guest& guest : day.guests()) {
    const bool has_ticket = guest.arrived_at != 0;
    guests.called += guest.outcome == Outcome::called ? 1 : 0;
    guests.went += has_ticket && guest.outcome != Outcome::called ? 1 : 0;
    guests.cancelled += guest.outcome == Outcome::cancelled ? 1 : 0;
    guests.checked_in += guest.has_checked_in ? 1 : 0;
    const bool has_slot = guest.has_appointment && guest.outcome != Outcome::cancelled;
    guests.missed_slot += has_slot && !guest.has_checked_in ? 1 : 0;
    const bool was_offered = !guest.offer.is_zero();
    const bool has_moved = was_offered && guest.appointment == guest.offer;
    guests.moved += has_moved ? 1 : 0;
    guests.not_taken += was_offered && !has_moved ? 1 : 0;
  }
  return guests;
}

/// Everyone who meant to come is in one row, and those received are those whose waits were taken.
void check_balance(const HallDay& day, const HallResult& result) {
  const Balance& balance = result.balance;
  const auto went_elsewhere = std::ranges::count(day.guests(), Outcome::elsewhere, &Guest::outcome);
  check_same(day.guests().size() - static_cast<std::size_t>(went_elsewhere), balance.meant.parties,
             "visitors and the parties that meant to come");
  check_same(balance.meant.parties, balance.sum().parties, "parties and their outcomes");
  check_same(balance.meant.people, balance.sum().people, "people and their outcomes");
  Heads called;
  for (const Waits* waits : {&result.booked, &result.walk_in, &result.priority}) {
    called.add({waits->parties, waits->people});
  }
  const Heads served = balance.of(Fate::served);
  check_same(served.parties, called.parties, "parties served and their waits");
  check_same(served.people, called.people, "people served and their waits");
  Heads by_lane;
  for (const LaneResult& lane : result.lanes) by_lane.add({lane.waits.parties, lane.waits.people});
  const Heads received = balance.received();
  check_same(received.parties, by_lane.parties, "parties received and those of the lanes");
  check_same(received.people, by_lane.people, "people received and those of the lanes");
}

}  // namespace

void check_day(const World& world, const HallDay& day, const HallResult& result) {
  const State& state = world.state();
  check_slots(world);
  check_citizens(state);
  const Tickets tickets = check_tickets(state);
  const Bookings bookings = count_bookings(state);
  const Guests guests = count_guests(day);
  check_same(tickets.done, guests.called, "tickets served and guests called");
  check_same(tickets.left, guests.went, "tickets given up and guests gone");
  check_same(bookings.cancelled, guests.cancelled, "cancelled appointments");
  check_same(bookings.checked_in, guests.checked_in, "check-ins");
  check_same(bookings.moved, guests.moved, "appointments moved to a greener place");
  check_same(bookings.not_taken, guests.not_taken, "greener places that nobody took");
  check_same(bookings.no_shows, guests.missed_slot, "appointments nobody came for");
  check_same(state.counts().memories, 0, "replies remembered without an idempotency key");
  check_balance(day, result);
}

void check_replay(const World& world) {
  const auto again = std::make_unique<State>();
  for (const Event& event : world.journal()) again->apply(event);
  check_same(again->hash(), again->compute_hash(), "I5: hash kept up and hash of the records");
  check_same(again->compute_hash(), world.state().compute_hash(), "I5: hash of the replay");
}

}  // namespace offpeak::loadtest

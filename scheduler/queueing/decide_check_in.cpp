// Check-in: which appointment is meant, whether it is its time and place, and the same ticket again
// for whoever has lost it.
#include <algorithm>
#include <tuple>

#include "scheduler/booking/check_in_window.hpp"
#include "scheduler/booking/closed_times.hpp"
#include "scheduler/booking/end_watch.hpp"
#include "scheduler/queueing/queue_decider.hpp"

namespace offpeak::scheduler {
namespace {

/// A missed visit in another hall is told to whoever comes no later than so many days after.
constexpr std::chrono::days missed_visit_told_max{1};

Services services_of(const Appointment& booking) {
  Services services;
  services.size = booking.size;
  for (std::uint8_t i = 0; i < booking.size; ++i) {
    services.codes[i] = booking.services[i].code();
  }
  return services;
}

bool is_here(const Appointment& booking, HallCode hall, Date date) {
  return booking.slot.hall() == hall && booking.slot.date() == date;
}

/// How well an appointment fits somebody who shows a document in a hall, the best one first.
enum class Fit : std::uint8_t {
  open,         // booked here and today, and its check-in is open
  checked_in,   // here, today
  not_open,     // booked here and today, too early or too late
  missed,       // here, today
  elsewhere,    // in another hall, or another day
  over,         // here, today
  missed_once,  // elsewhere, a short while ago
  given_up,     // here, today
  none,
};

/// Whoever could not check in in time because no server was there, or because the hall was closed,
/// may until the day is over.
Arrival arrival_of(const State& state, const Appointment& booking, const config::Rules& rules,
                   Instant now) {
  const auto arrival = judge_arrival(rules, booking.slot.start(), now);
  const bool was_kept_out =
      arrival == Arrival::missed && why_kept_out(state, rules, booking.slot).has_value();
  return was_kept_out ? Arrival::tail : arrival;
}

Fit fit_here(const State& state, const Appointment& booking, const config::Rules& rules,
             Instant now) {
  switch (booking.status) {
    case AppointmentStatus::booked: {
      const auto arrival = arrival_of(state, booking, rules, now);
      const bool is_open = arrival == Arrival::in_time || arrival == Arrival::tail;
      return is_open ? Fit::open : Fit::not_open;
    }
    case AppointmentStatus::checked_in:
      return Fit::checked_in;
    case AppointmentStatus::no_show:
      return Fit::missed;
    case AppointmentStatus::done:
    case AppointmentStatus::left:
    case AppointmentStatus::excused:
      return Fit::over;
    case AppointmentStatus::cancelled:
    case AppointmentStatus::late_cancelled:
    case AppointmentStatus::displaced:
      return Fit::given_up;
    default:
      return Fit::none;  // a hold; or moved, and where to is another one
  }
}

Fit fit_elsewhere(const Appointment& booking, Date today) {
  const Date date = booking.slot.date();
  switch (booking.status) {
    case AppointmentStatus::booked:
      return date >= today ? Fit::elsewhere : Fit::none;
    case AppointmentStatus::checked_in:
      return date == today ? Fit::elsewhere : Fit::none;
    case AppointmentStatus::no_show:
      return date + missed_visit_told_max >= today ? Fit::missed_once : Fit::none;
    default:
      return Fit::none;
  }
}

/// Whoever shows the paper of an appointment that was moved has the one that it was moved to.
Place moved_to(const State& state, Place place) {
  while (state.appointment(place).status == AppointmentStatus::rescheduled &&
         state.appointment(place).later != nowhere) {
    place = state.appointment(place).later;
  }
  return place;
}

}  // namespace

/// Two appointments can go by one text, one of them booked before there was a key. Then only their
/// documents tell them apart.
Place QueueDecider::booking_of(const CheckIn& command) const {
  const Place now = state_.find(command.hall, today(), command.code);
  const Place before = state_.find(command.hall, today(), command.code_as_typed);
  const bool is_one = now == nowhere || now == before;
  const Place found = is_one ? before : (before == nowhere ? now : nowhere);
  return found == nowhere ? nowhere : moved_to(state_, found);
}

/// Of several that fit equally well, the earliest. Whom a stranger named as a companion has no part
/// in it before confirming.
Place QueueDecider::booking_of(const CheckInCitizen& command) const {
  const Place citizen = state_.find(command.citizen);
  const auto* hall = city_.find(command.hall);
  if (citizen == nowhere || hall == nullptr) return nowhere;
  const auto rank_of_booking = [&](const Appointment& booking) {
    const Fit fit = is_here(booking, hall->code, today())
                        ? fit_here(state_, booking, hall->rules, now_)
                        : fit_elsewhere(booking, today());
    return std::tuple{fit, booking.slot.start()};
  };
  Place chosen = nowhere;
  std::tuple best{Fit::none, Instant::max()};
  for (Place at = state_.citizen(citizen).newest; at != nowhere;) {
    const Appointment& booking = state_.appointment(at);
    const std::uint8_t member = member_of(booking, citizen);
    const auto rank = rank_of_booking(booking);
    if (!booking.services[member].is_companion() && rank < best &&
        std::get<Fit>(rank) != Fit::none) {
      chosen = at;
      best = rank;
    }
    at = booking.older[member];
  }
  return chosen;
}

Rejection QueueDecider::check_arrival(const Appointment& booking, const config::Hall& hall) const {
  const bool here = is_here(booking, hall.code, today());
  switch (booking.status) {
    case AppointmentStatus::booked: {
      if (!here) return Rejection::appointment_elsewhere;
      const auto arrival = arrival_of(state_, booking, hall.rules, now_);
      if (arrival == Arrival::early) return Rejection::too_early;
      return arrival == Arrival::missed ? Rejection::too_late : Rejection::none;
    }
    case AppointmentStatus::checked_in:
      return here ? Rejection::none : Rejection::appointment_elsewhere;
    case AppointmentStatus::no_show:
      return here ? Rejection::too_late : Rejection::appointment_elsewhere;
    case AppointmentStatus::done:
    case AppointmentStatus::left:
    case AppointmentStatus::excused:
      return Rejection::visit_ended;
    case AppointmentStatus::displaced:
      return Rejection::appointment_displaced;
    case AppointmentStatus::cancelled:
    case AppointmentStatus::late_cancelled:
    case AppointmentStatus::rescheduled:  // to one that is forgotten
      return Rejection::appointment_cancelled;
    case AppointmentStatus::held:
    case AppointmentStatus::expired:
    case AppointmentStatus::released:
      break;  // has no code, and fits no document
  }
  return Rejection::not_found;
}

/// Where and when it is goes with those refusals that it explains.
Receipt QueueDecider::refused(Rejection rejection, const Appointment& booking,
                              const config::Hall& hall) const {
  const bool is_explained = rejection == Rejection::appointment_elsewhere ||
                            rejection == Rejection::too_early || rejection == Rejection::too_late;
  if (!is_explained) return rejected(rejection);
  Receipt receipt = about(booking);
  receipt.rejection = rejection;
  if (rejection == Rejection::too_early) {
    receipt.expires_at = booking.slot.start() - hall.rules.check_in_early;
  }
  return receipt;
}

/// What was told with it stays what was told: a reprint is the same paper. Only where the visitor
/// stands by now is new.
Receipt QueueDecider::print_again(Place place) const {
  const Ticket& ticket = floor_.ticket(place);
  Receipt receipt = about_ticket(ticket, ticket.status);
  receipt.position = ticket.told_ahead;
  receipt.is_reprint = true;
  return receipt;
}

Receipt QueueDecider::operator()(const CheckIn& command) { return check_in(command); }
Receipt QueueDecider::operator()(const CheckInCitizen& command) { return check_in(command); }

template <class Command>
Receipt QueueDecider::check_in(const Command& command) {
  if (!may_check_in(command.hall)) return rejected(Rejection::forbidden);
  const Place place = booking_of(command);
  const auto* hall = city_.find(command.hall);
  if (place == nowhere || hall == nullptr) return rejected(Rejection::not_found);
  const Appointment& booking = state_.appointment(place);
  const auto no = check_arrival(booking, *hall);
  if (no != Rejection::none) return refused(no, booking, *hall);
  if (booking.status == AppointmentStatus::checked_in) {
    const Place ticket = floor_.ticket_of(place, booking.slot);
    if (ticket == nowhere) return rejected(Rejection::wrong_state);
    return print_again(ticket);
  }

  const Instant start = booking.slot.start();
  const bool in_time = judge_arrival(hall->rules, start, now_) == Arrival::in_time;
  const Line line = line_for(hall->rules.call, in_time, command.ground);
  const DayMs start_ms = day_ms(start, today());
  const DayMs since_ms = line == Line::booked ? std::max(now_ms(), start_ms) : now_ms();
  const std::size_t first = events_.size();
  end_watch(state_, booking, now_, events_);
  emit(CheckedIn{.id = booking.id, .tail = !in_time});
  const Receipt receipt = issue(command.ticket, booking.id, *hall, services_of(booking),
                                command.ground, line, since_ms);
  if (receipt.rejection != Rejection::none) {
    events_.erase(events_.begin() + static_cast<std::ptrdiff_t>(first), events_.end());
  }
  return receipt;
}

}  // namespace offpeak::scheduler

// In and out of the hall: walk-in tickets, and giving up. Check-in is in decide_check_in.cpp.
#include <algorithm>

#include "base/mutant.hpp"
#include "scheduler/booking/closed_times.hpp"
#include "scheduler/booking/opening.hpp"
#include "scheduler/queueing/last_tickets.hpp"
#include "scheduler/queueing/queue_decider.hpp"

namespace offpeak::scheduler {
namespace {

constexpr std::uint16_t expected_s_max = 0xFFFF;

/// Where a number stands that is given out at this moment.
Standing standing_of(const TicketIssued& fact, DayMs now_ms) {
  return {.hall = fact.hall,
          .lane = fact.lane,
          .line = fact.line,
          .rank = fact.rank,
          .since_ms = fact.since_ms,
          .came_ms = now_ms,
          .expected_s = fact.expected_s};
}

}  // namespace

bool QueueDecider::works_in(HallCode hall) const {
  return caller_.role == Role::admin || caller_.role == Role::player ||
         (caller_.role == Role::staff && caller_.hall == hall);
}

bool QueueDecider::may_check_in(HallCode hall) const {
  return works_in(hall) || (caller_.role == Role::kiosk && caller_.hall == hall);
}

bool QueueDecider::is_of_today(const Ticket& ticket) const {
  return ticket.lane_day.date() == today();
}

std::uint16_t QueueDecider::expected_s(HallCode hall, const Services& services) const {
  std::uint32_t whole_ms = 0;
  for (const auto service : services) whole_ms += service_mean_ms(floor_, city_, hall, service);
  return static_cast<std::uint16_t>(std::min<std::uint32_t>(whole_ms / 1000, expected_s_max));
}

Receipt QueueDecider::operator()(const TakeTicket& command) {
  if (!may_check_in(command.hall)) return rejected(Rejection::forbidden);
  const auto* hall = city_.find(command.hall);
  if (hall == nullptr) return rejected(Rejection::not_found);
  if (command.services.size > hall->rules.party_max) return rejected(Rejection::party_too_large);
  const auto no = check_services(*hall, command.services);
  if (no != Rejection::none) return rejected(no);
  if (!gives_numbers(city_, *hall, now_) || is_any_closed(hall->code, command.services)) {
    const auto opens_at = next_opening(state_, city_, *hall, now_);
    return rejected(Rejection::hall_closed, opens_at.value_or(Instant{}));
  }
  const LaneCode lane = city_.find(command.services.codes[0])->lane;
  if (is_past_last_ticket(city_, *hall, lane, now_)) return numbers_ended(*hall, command.services);
  const Line line = line_for(hall->rules.call, false, command.ground);
  return issue(command.ticket, {}, *hall, command.services, command.ground, line, now_ms());
}

bool QueueDecider::is_any_closed(HallCode hall, const Services& services) const {
  return std::ranges::any_of(services, [&](ServiceCode service) {
    return is_closed(state_, hall, service, now_, now_ + config::milliseconds{1});
  });
}

Receipt QueueDecider::numbers_ended(const config::Hall& hall, const Services& services) const {
  Receipt receipt = rejected(Rejection::numbers_ended);
  if (caller_.role == Role::player) return receipt;
  if (const auto opens_at = next_opening_after(city_, hall, today())) {
    receipt.expires_at = *opens_at;
  }
  if (const auto* other = nearest_with_numbers(state_, city_, hall, services, now_)) {
    receipt.position = static_cast<std::uint32_t>(other->code);
  }
  return receipt;
}

Rejection QueueDecider::check_services(const config::Hall& hall, const Services& services) const {
  const auto* first = services.size == 0 ? nullptr : city_.find(services.codes[0]);
  if (first == nullptr || hall.lane_percent[static_cast<std::size_t>(first->lane)] == 0) {
    return Rejection::unknown_service;
  }
  for (const auto code : services) {
    const auto* service = city_.find(code);
    if (service == nullptr || service->lane != first->lane) return Rejection::wrong_lane;
  }
  return Rejection::none;
}

/// Numbers that walk-ins leave to those who have booked and are still to come. With more than half
/// of the numbers left nobody has to count: a lane does not book so many in a day.
std::uint32_t QueueDecider::numbers_kept(HallCode hall, LaneCode lane,
                                         const LaneDay& so_far) const {
  if (so_far.numbers < ticket_numbers_max / 2) return 0;
  if (base::mutated(base::Mutant::walk_ins_take_all)) return 0;
  const auto day = state_.days().find(HallDayKey{hall, today()});
  if (day == state_.days().end()) return 0;
  std::uint32_t people = 0;
  for (const Place slot : day->second.slots) {
    if (state_.slot(slot).key.lane() != lane) continue;
    for (Place at = state_.slot(slot).newest; at != nowhere;
         at = state_.appointment(at).next_in_slot) {
      const Appointment& booking = state_.appointment(at);
      if (booking.status == AppointmentStatus::booked) people += booking.size;
    }
  }
  return people;
}

Receipt QueueDecider::issue(TicketId id, AppointmentId appointment, const config::Hall& hall,
                            const Services& services, PriorityGround ground, Line line,
                            DayMs since_ms) {
  if (const auto no = check_services(hall, services); no != Rejection::none) return rejected(no);
  if (state_.is_full()) return rejected(Rejection::storage_full);
  const auto* first = city_.find(services.codes[0]);
  const Place lane = floor_.find_lane(hall.code, first->lane, today());
  const LaneDay so_far = lane == nowhere ? LaneDay{} : floor_.lane_day(lane);
  const bool walks_in = appointment.is_zero();
  const std::uint32_t kept = walks_in ? numbers_kept(hall.code, first->lane, so_far) : 0;
  if (so_far.numbers + services.size + kept > ticket_numbers_max) {
    return rejected(Rejection::lane_full);
  }

  TicketIssued fact{.id = id,
                    .appointment = appointment,
                    .hall = hall.code,
                    .lane = first->lane,
                    .date = today(),
                    .number = static_cast<std::uint16_t>(so_far.numbers + 1),
                    .services = services,
                    .ground = ground,
                    .line = line,
                    .rank = rank_of(since_ms, so_far.tickets),
                    .since_ms = since_ms,
                    .expected_s = expected_s(hall.code, services)};
  const bool is_told = caller_.role != Role::player;
  const bool may_end = walks_in && may_be_too_much(state_, city_, hall, first->lane, now_);
  if (is_told || may_end) {
    const auto prediction = predict(state_, city_, standing_of(fact, now_ms()), now_);
    if (may_end && prediction.wait.is_not_today()) return numbers_ended(hall, services);
    if (is_told) {
      fact.ahead = prediction.ahead;
      fact.wait = prediction.wait;
    }
  }
  emit(fact);
  return {.kind = ReceiptKind::ticket,
          .status = static_cast<std::uint8_t>(TicketStatus::waiting),
          .position = fact.ahead,
          .subject = {id.words},
          .lane = fact.lane};
}

Receipt QueueDecider::about_ticket(const Ticket& ticket, TicketStatus status) const {
  const LaneDayKey key = ticket.lane_day;
  Receipt receipt{.kind = ReceiptKind::ticket,
                  .status = static_cast<std::uint8_t>(status),
                  .subject = {ticket.id.words},
                  .counter = CounterNumber{ticket.counter},
                  .recalls = ticket.recalls,
                  .lane = key.lane()};
  if (ticket.counter != 0) receipt.called_at = moment_of(ticket, ticket.called_ms);
  return receipt;
}

Receipt QueueDecider::operator()(const Leave& command) {
  const Place place = floor_.find(command.ticket);
  if (place == nowhere) return rejected(Rejection::not_found);
  const Ticket& ticket = floor_.ticket(place);
  const bool may_leave = ticket.status == TicketStatus::waiting ||
                         ticket.status == TicketStatus::parked ||
                         ticket.status == TicketStatus::called;
  if (!may_leave) return rejected(Rejection::wrong_state);
  const bool by_staff = works_in(ticket.lane_day.hall());
  emit(TicketLeft{.id = ticket.id, .reason = by_staff ? LeaveReason::staff : LeaveReason::visitor});
  return about_ticket(ticket, TicketStatus::left);
}

Receipt QueueDecider::operator()(const GetTicket& command) {
  const Place place = floor_.find(command.id);
  if (place == nowhere) return rejected(Rejection::not_found);
  const Ticket& ticket = floor_.ticket(place);
  Receipt receipt = about_ticket(ticket, ticket.status);
  if (ticket.status != TicketStatus::waiting || !is_of_today(ticket)) return receipt;
  const LaneDayKey key = ticket.lane_day;
  const auto prediction = predict(state_, city_,
                                  {.hall = key.hall(),
                                   .lane = key.lane(),
                                   .line = ticket.line,
                                   .rank = ticket.rank,
                                   .ticket = place,
                                   .since_ms = ticket.since_ms,
                                   .came_ms = ticket.issued_ms,
                                   .expected_s = ticket.expected_s},
                                  now_);
  receipt.position = prediction.ahead;
  receipt.wait = prediction.wait;
  return receipt;
}

}  // namespace offpeak::scheduler

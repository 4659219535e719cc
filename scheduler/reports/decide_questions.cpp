#include <algorithm>

#include "scheduler/booking/closed_times.hpp"
#include "scheduler/booking/decider.hpp"
#include "scheduler/reports/audit_page.hpp"
#include "scheduler/reports/booking_page.hpp"
#include "scheduler/reports/closure_preview.hpp"
#include "scheduler/reports/dead_letter_page.hpp"
#include "scheduler/reports/report_source.hpp"
#include "scheduler/reports/revocation_page.hpp"
#include "scheduler/reports/waiting_page.hpp"

namespace offpeak::scheduler {
namespace {

/// Along a chain of reschedules, which is short: a citizen's ledger, or the hotline, made each.
Place newest_of(const State& state, Place place) {
  while (state.appointment(place).status == AppointmentStatus::rescheduled &&
         state.appointment(place).later != nowhere) {
    place = state.appointment(place).later;
  }
  return place;
}

}  // namespace

Receipt Decider::operator()(const GetAppointment& command) {
  const Place place = state_.find(command.id);
  if (place == nowhere) return rejected(Rejection::not_found);
  Receipt receipt = about(state_.appointment(command.newest ? newest_of(state_, place) : place));
  receipt.is_asked = true;
  return receipt;
}

Receipt Decider::operator()(const GetWaitlist& command) {
  const Place place = state_.find(command.id);
  if (place == nowhere) return rejected(Rejection::not_found);
  const WaitlistEntry& entry = state_.waitlist_entry(place);
  const bool offered = entry.status == WaitlistStatus::offered;
  return about(command.id, entry.status, position_of(place),
               offered ? until_of(state_.appointment(entry.offer)) : Instant{});
}

Receipt Decider::operator()(const ListAppointments& command) {
  return {.kind = ReceiptKind::list, .subject = {command.citizen.words}};
}

/// Planners and administrators ask about all halls, staff about their own. The edge has checked
/// the range.
Receipt Decider::operator()(const GetReport& command) {
  const bool sees_all = caller_.role == Role::planner || caller_.role == Role::admin;
  const bool sees_one = caller_.role == Role::staff && caller_.hall == command.hall &&
                        command.hall != HallCode{};  // no hall: of all halls
  if (!sees_all && !sees_one) return rejected(Rejection::forbidden);
  return {.kind = ReceiptKind::report,
          .subject = subject_of({.from = command.from, .to = command.to, .hall = command.hall})};
}

Receipt Decider::operator()(const ListAudit& command) {
  if (caller_.role != Role::admin) return rejected(Rejection::forbidden);
  return receipt_of(command);
}

Receipt Decider::operator()(const ListDeadLetters& command) {
  if (caller_.role != Role::admin) return rejected(Rejection::forbidden);
  return receipt_of(command);
}

Receipt Decider::operator()(const ListRevocations& command) {
  if (caller_.role != Role::admin) return rejected(Rejection::forbidden);
  return receipt_of(command);
}

Receipt Decider::operator()(const ListWaiting& command) {
  const bool works_there = caller_.role == Role::staff && caller_.hall == command.hall;
  if (!works_there && caller_.role != Role::admin) return rejected(Rejection::forbidden);
  return receipt_of(command, now_);
}

Receipt Decider::operator()(const PreviewClosure& command) {
  if (caller_.role != Role::admin) return rejected(Rejection::forbidden);
  ClosedTimes closed = command.closed;
  closed.from = std::max(closed.from, now_);
  if (!is_possible(closed, city_, now_)) return rejected(Rejection::unknown_slot);
  return receipt_of(PreviewClosure{closed}, waiting_in(state_, city_, closed).size());
}

Receipt Decider::operator()(const DescribeCitizen& command) {
  if (caller_.role != Role::admin) return rejected(Rejection::forbidden);
  if (state_.find(command.citizen) == nowhere) return rejected(Rejection::not_found);
  return {.kind = ReceiptKind::citizen, .subject = {command.citizen.words}};
}

Receipt Decider::operator()(const ListBookings& command) {
  if (!works_in(command.hall)) return rejected(Rejection::forbidden);
  return receipt_of(command);
}

}  // namespace offpeak::scheduler

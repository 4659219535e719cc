// What counts against nobody: visits that an outage made impossible, and what staff take back.
#include <algorithm>
#include <set>

#include "scheduler/booking/decider.hpp"
#include "scheduler/booking/ledger.hpp"

namespace offpeak::scheduler {
namespace {

bool is_missed_beside(const Appointment& excused, const Appointment& booking) {
  return booking.status == AppointmentStatus::no_show && booking.id != excused.id;
}

/// First day on which booking is open again without that no-show. What another one leads to stays;
/// the suspension was set by the last one that counted, and never ends later than before.
Date suspended_without(const config::Rules& rules, const Citizen& citizen, ShortDate day) {
  Citizen left = citizen;
  const auto found = std::ranges::find(left.no_shows, day);
  std::ranges::copy(found + 1, left.no_shows.end(), found);
  left.no_shows.back() = 0;
  Date until{};
  for (const ShortDate other : left.no_shows) {
    if (other != 0) until = std::max(until, suspension_after(rules, left, 0, long_date(other)));
  }
  return std::min(until, long_date(citizen.suspended_until));
}

}  // namespace

Receipt Decider::operator()(const ExcuseNoShow& command) {
  const Place place = state_.find(command.id);
  if (place == nowhere) return rejected(Rejection::not_found);
  const Appointment& booking = state_.appointment(place);
  if (!works_in(booking.slot.hall())) return rejected(Rejection::forbidden);
  if (booking.status != AppointmentStatus::no_show) return rejected(Rejection::wrong_state);
  // How often that day would be in a ledger had this visit not been missed: once for each slot, as
  // that is swept by itself, in which something was missed that was of no visit missed before.
  const auto no_shows_without = [&](Place citizen) {
    std::set<SlotKey> noted;
    for (Place at = state_.citizen(citizen).newest; at != nowhere;) {
      const Appointment& other = state_.appointment(at);
      const std::uint8_t member = member_of(other, citizen);
      at = other.older[member];
      const bool counts = is_missed_beside(booking, other) &&
                          other.slot.date() == booking.slot.date() &&
                          !other.services[member].is_companion();
      if (!counts) continue;
      const auto was_missed_before = [&](const Appointment& one) {
        return is_missed_beside(booking, one) && one.slot.start() < other.slot.start();
      };
      if (!has_ended_visit(citizen, other, was_missed_before)) noted.insert(other.slot);
    }
    return static_cast<std::ptrdiff_t>(noted.size());
  };
  Excused fact{.id = command.id, .reason = ExcuseReason::staff};
  const ShortDate day = short_date(booking.slot.date());
  for (std::uint8_t i = 0; i < booking.size; ++i) {
    const Place at = booking.citizens[i];
    const bool is_first = member_of(booking, at) == i;
    if (booking.services[i].is_companion() || !is_first) continue;
    const Citizen& citizen = state_.citizen(at);
    const auto noted = std::ranges::count(citizen.no_shows, day);
    if (noted <= no_shows_without(at)) continue;
    fact.unmarked |= static_cast<MemberSet>(1U << i);
    fact.suspended_until[i] = suspended_without(rules_of(booking.slot.hall()), citizen, day);
  }
  emit(fact);
  return about(command.id, AppointmentStatus::excused, companions_of(booking.services));
}

/// Any hall's staff: people are suspended in all halls.
Receipt Decider::operator()(const LiftSuspension& command) {
  if (caller_.role != Role::staff && caller_.role != Role::admin) {
    return rejected(Rejection::forbidden);
  }
  const Place place = state_.find(command.citizen);
  if (place == nowhere) return rejected(Rejection::not_found);
  if (!is_suspended(state_.citizen(place), today())) return rejected(Rejection::wrong_state);
  emit(SuspensionLifted{command.citizen});
  return {.subject = {command.citizen.words}};
}

Receipt Decider::operator()(const NoteOutage& command) {
  if (now_ - command.from >= outage_min) emit(OutageNoted{.from = command.from});
  return {};
}

}  // namespace offpeak::scheduler

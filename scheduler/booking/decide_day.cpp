#include "base/mutant.hpp"
#include "scheduler/booking/check_in_window.hpp"
#include "scheduler/booking/closed_times.hpp"
#include "scheduler/booking/decider.hpp"
#include "scheduler/booking/end_watch.hpp"
#include "scheduler/booking/ledger.hpp"

namespace offpeak::scheduler {

namespace {

/// What this sweep has noted of a citizen so far: the state does not know of it yet.
bool is_marked_among(const Events& events, std::size_t first, const State& state, Place citizen) {
  for (std::size_t i = first; i < events.size(); ++i) {
    const auto* fact = std::get_if<NoShowed>(&events[i].fact);
    if (fact == nullptr) continue;
    const Appointment& booking = state.appointment(state.find(fact->id));
    const std::uint8_t member = member_of(booking, citizen);
    const bool counts = member < booking.size && !booking.services[member].is_companion();
    if (counts && (fact->marked >> member & 1) != 0) return true;
  }
  return false;
}

bool is_missed(const Appointment& booking) { return booking.status == AppointmentStatus::no_show; }

}  // namespace

Receipt Decider::operator()(const SweepNoShows& command) {
  const Place place = state_.find(command.slot);
  const auto& rules = rules_of(command.slot.hall());
  if (place == nowhere || now_ < no_show_from(rules, command.slot.start())) return {};
  // Whoever was kept out may come until the day is over.
  if (why_kept_out(state_, rules, command.slot)) return {};
  const std::size_t first = events_.size();
  for (Place at = state_.slot(place).newest; at != nowhere;
       at = state_.appointment(at).next_in_slot) {
    const Appointment& booking = state_.appointment(at);
    if (booking.status != AppointmentStatus::booked) continue;
    end_watch(state_, booking, now_, events_);
    NoShowed fact{.id = booking.id};
    for (std::uint8_t i = 0; i < booking.size; ++i) {
      if (booking.services[i].is_companion()) continue;  // the visit is theirs who booked it
      const Place citizen = booking.citizens[i];
      const bool is_noted = has_ended_visit(citizen, booking, is_missed) ||
                            is_marked_among(events_, first, state_, citizen);
      if (is_noted && !base::mutated(base::Mutant::each_service_a_mark)) {
        fact.marked &= static_cast<MemberSet>(~(1U << i));
        continue;
      }
      fact.suspended_until[i] =
          suspension_after(rules, state_.citizen(citizen), 1, command.slot.date());
    }
    emit(fact);
  }
  return {};
}

Receipt Decider::operator()(const CompleteVisits& command) {
  const Place place = state_.find(command.slot);
  if (place == nowhere || today() <= command.slot.date()) return {};
  for (Place at = state_.slot(place).newest; at != nowhere;
       at = state_.appointment(at).next_in_slot) {
    const Appointment& booking = state_.appointment(at);
    if (booking.status == AppointmentStatus::checked_in) emit(Completed{.id = booking.id});
    if (booking.status != AppointmentStatus::booked) continue;
    const auto reason = why_kept_out(state_, rules_of(command.slot.hall()), command.slot);
    end_watch(state_, booking, now_, events_);
    emit(Excused{.id = booking.id, .reason = reason.value_or(ExcuseReason::outage)});
  }
  return {};
}

}  // namespace offpeak::scheduler

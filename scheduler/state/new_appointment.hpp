// How facts make the record of a booking. Private to the state.
#pragma once

#include <bit>

#include "scheduler/messages/event.hpp"
#include "scheduler/state/records.hpp"

namespace offpeak::scheduler {

inline Appointment new_appointment(AppointmentId id, const Claim& claim,
                                   const std::array<Place, config::party_max>& citizens,
                                   const MemberServices& services, std::uint8_t size) {
  Appointment record;
  record.id = id;
  record.slot = claim.slot;
  record.citizens = citizens;
  record.services = services;
  record.minutes = claim.minutes;
  record.slot_minutes = claim.slot_minutes;
  record.further_slots = claim.further_slots;
  record.size = size;
  record.capacity_held = 1;
  return record;
}

/// The members of a booking after it was moved: all but the one in `moved_by` as companions; as
/// they were when that is 0.
inline MemberServices services_after_move(const Appointment& booking, MemberSet moved_by) {
  if (moved_by == 0) return booking.services;
  const Place mover = booking.citizens[static_cast<std::size_t>(std::countr_zero(moved_by))];
  MemberServices services{};
  for (std::uint8_t i = 0; i < booking.size; ++i) {
    services[i] = {booking.services[i].code(), booking.citizens[i] != mover};
  }
  return services;
}

}  // namespace offpeak::scheduler

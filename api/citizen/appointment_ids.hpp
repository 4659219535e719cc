// Ids of appointments. Those along a chain of reschedules begin alike and count the steps, so that
// a calendar knows one event in all of them, also after the older ones are forgotten:
//
//   64 bits of the chain, drawn for its first · 8 bits, which step this is · 56 bits drawn for each
//
// Whoever knows an id is told the next one anyway. Ids of older journals are drawn as a whole:
// their chains have an event for each, and their steps begin at any number.
#pragma once

#include <cstdint>

#include "scheduler/messages/ids.hpp"

namespace offpeak::api {

inline constexpr std::uint8_t appointment_step_max = 255;

/// The first of a chain.
scheduler::AppointmentId new_appointment_id();
/// The one that replaces `old`. The step stays at `appointment_step_max` once it is there.
scheduler::AppointmentId next_appointment_id(scheduler::AppointmentId old);

/// The same for all appointments of a chain, and for no others.
std::uint64_t chain_of(scheduler::AppointmentId id);
/// 0 for the first of a chain.
std::uint8_t step_of(scheduler::AppointmentId id);

}  // namespace offpeak::api

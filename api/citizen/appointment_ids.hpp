// Ids of new appointments, drawn at random (scheduler/messages/appointment_chain.hpp).
#pragma once

#include "scheduler/messages/ids.hpp"

namespace offpeak::api {

/// The first of a chain.
scheduler::AppointmentId new_appointment_id();
/// The one that replaces `old`, of the same chain.
scheduler::AppointmentId next_appointment_id(scheduler::AppointmentId old);

}  // namespace offpeak::api

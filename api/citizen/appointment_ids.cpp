#include "api/citizen/appointment_ids.hpp"

#include "api/security/random.hpp"
#include "scheduler/messages/appointment_chain.hpp"

namespace offpeak::api {

using scheduler::AppointmentId;

AppointmentId new_appointment_id() {
  const auto drawn = security::random_bits<AppointmentId>();
  return scheduler::id_in_chain(drawn.words[0], 0, drawn.words[1]);
}

AppointmentId next_appointment_id(AppointmentId old) {
  return scheduler::id_after(old, security::random_bits<AppointmentId>().words[1]);
}

}  // namespace offpeak::api

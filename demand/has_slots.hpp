// Who could come with an appointment.
#pragma once

#include "config/city.hpp"
#include "scheduler/booking/opening.hpp"

namespace offpeak::demand {

/// Whether this hall has slots for the service.
inline bool has_slots(const config::City& city, const config::Hall& hall,
                      const config::Service& service) {
  return city.find(service.lane)->bookable &&
         scheduler::booking_capacity_minutes(hall, service.lane) > 0;
}

}  // namespace offpeak::demand

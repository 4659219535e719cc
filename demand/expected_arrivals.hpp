// Who comes to each hall on a day, when and for how long, on average: what a forecast begins with.
#pragma once

#include <vector>

#include "demand/expected_bookings.hpp"

namespace offpeak::demand {

/// Of a lane. Parties; `meant` says how many people and counter-minutes a party is.
struct LaneArrivals {
  MeantLane meant;
  /// Come without an appointment, by arrival; those who looked for one in vain are among them.
  scheduler::HalfHours walk_ins{};
  scheduler::HalfHours bookers{};  // look for an appointment, by the time they wish for
  std::vector<scheduler::SlotParties>
      booked;            // by slot; who then does not come is still among them
  double stay_away = 0;  // found no appointment
  /// As of the known moment (`LaneBookings`): have an appointment and do not give it up; look for
  /// one from then on; find none of these and come without one, so that they are walk-ins too.
  scheduler::HalfHours standing{};
  scheduler::HalfHours bookers_to_come{};
  scheduler::HalfHours unplaced_to_come{};
};

struct HallArrivals {
  const config::Hall* hall = nullptr;
  std::vector<LaneArrivals> lanes;
};

/// Of one hall. `so_far` may be null (`expected_bookings`).
HallArrivals hall_arrivals(const DemandModel& model, const config::City& city,
                           const MeantHall& hall, config::Date date, const BookedSoFar* so_far);

/// `meant_people` mean to come to the city (`meant_for`). Only halls that are open.
std::vector<HallArrivals> expected_arrivals(const DemandModel& model, const config::City& city,
                                            config::Date date, double meant_people,
                                            const BookedSoFar* so_far);

/// People whom the halls receive: who keeps an appointment, and walk-ins who come before numbers
/// end. Who turns round because the hall is full is among them: that depends on the queues.
double received_people(const DemandModel& model, const config::City& city,
                       const std::vector<HallArrivals>& halls, config::Date date);

/// How many have to mean to come so that `received` people are received on average; at most twice
/// as many. Found in rounds, to a thousandth, because a full hall receives a smaller share.
double meant_for(const DemandModel& model, const config::City& city, config::Date date,
                 double received);

}  // namespace offpeak::demand

// Who means to come to each lane on a day, on average: the model in closed form, as the simulator
// draws from it (loadtest/simulation/visitors/).
#pragma once

#include <vector>

#include "demand/day_profile.hpp"
#include "demand/demand_model.hpp"

namespace offpeak::demand {

/// Of one lane. A party's counter time is without the way to the counter.
struct MeantLane {
  config::LaneCode lane{};
  double walk_ins = 0;           // parties that do not want an appointment
  double bookers = 0;            // parties that look for one
  double people = 1;             // of a party, on average
  double counter_minutes = 0;    // of a party, on average; no minors are known of
  double deviation_minutes = 0;  // of these: the standard deviation over services and sizes
};

struct MeantHall {
  const config::Hall* hall = nullptr;  // of the city
  DayProfile profile;                  // when they would like to come
  std::vector<MeantLane> lanes;        // with visitors, in the order of the city
};

/// `people` is how many mean to come to the open halls together. Halls that are closed, or that
/// nobody means to come to, are left out. `city` must outlive what is returned.
std::vector<MeantHall> meant_parties(const DemandModel& model, const config::City& city,
                                     config::Date date, double people);

}  // namespace offpeak::demand

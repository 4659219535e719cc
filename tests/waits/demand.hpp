// Who comes to a hall on a day, for what, and when: the demand model by which configurations are
// made (assumed where no source was found; config/hangzhou.yaml says which).
#pragma once

#include <cstdint>
#include <random>
#include <span>
#include <vector>

#include "scheduler/messages/command.hpp"

namespace offpeak::waits {

using scheduler::Date;
using scheduler::Instant;

struct DemandModel {
  double city_visitors = 5800;  // people of an average day in the whole city
  double day_spread = 0.08;     // of one day against the next like it, lognormal
  double booked_share = 0.70;   // of parties whose lane takes appointments
  double no_show_share = 0.12;
  double punctual_mean_minutes = -10;  // against the slot's start
  double punctual_spread_minutes = 12;
  double priority_share = 0.05;
};

/// A party that comes to a hall. Who wants an appointment has a time at which it would like one.
struct Visit {
  scheduler::Services services{};
  scheduler::PriorityGround ground{};
  bool wants_appointment = false;
  bool shows_up = true;
  Instant wished_at{};  // arrival without an appointment, or the hoped-for slot
  double lateness_minutes = 0;
};

using Random = std::mt19937_64;

/// From 0 to below 1. The same on every machine, as are those below.
double uniform(Random& random);
double normal(Random& random);
/// Mean 1.
double lognormal(Random& random, double variation);

/// The visits of a day, in no particular order. `periods` are the hall's opening hours, in order.
std::vector<Visit> visits_of(const DemandModel& model, const config::City& city,
                             const config::Hall& hall, Date date,
                             std::span<const config::Period> periods, Random& random);

}  // namespace offpeak::waits

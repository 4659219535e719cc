// Who is expected in a lane on a day: what a forecast of its waits needs to know.
#pragma once

#include <span>

#include "scheduler/guidance/demand_correction.hpp"
#include "scheduler/guidance/half_hours.hpp"

namespace offpeak::scheduler {

/// Appointments whose slot begins at this minute of the day.
struct SlotParties {
  double start_minute = 0;
  double parties = 0;  // those that stand when it begins
};

/// Of one lane of a hall. Numbers are expected ones, so that they need not be whole.
struct ExpectedLane {
  LaneCode lane{};
  HalfHours walk_ins{};                          // parties, by arrival, as the model has them
  const DemandCorrection* correction = nullptr;  // of the model's walk-ins; null: none
  std::span<const SlotParties> booked{};
  /// Counter-minutes of suggestions that are still open, by the start of their slot.
  HalfHours suggested_minutes{};
  double people = 1;           // of a party, on average
  double counter_minutes = 1;  // of a party, on average, without the way to the counter
  double deviation_minutes = 0;
};

/// What is the same in all lanes of a hall.
struct VisitHabits {
  double show_rate = 1;            // of those whose appointment stands
  double compliance = 0;           // of suggestions that are still open: are followed
  double turning_share = 0;        // of walk-ins who turn round where the level is red
  double day_variation = 0;        // coefficient of variation of a whole day's arrivals
  double early_minutes_mean = 10;  // before the slot, of who has an appointment
  double early_minutes_deviation = 12;
};

}  // namespace offpeak::scheduler

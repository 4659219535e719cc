// How long the holder of a ticket, or somebody who arrives now, will wait.
#pragma once

#include "config/city.hpp"
#include "scheduler/state/state.hpp"

namespace offpeak::scheduler {

/// A place in a lane: of a ticket that waits, or of one that would be given out now.
struct Standing {
  HallCode hall{};
  LaneCode lane{};
  Line line{};
  std::uint64_t rank = 0;
  Place ticket = nowhere;  // nowhere: behind all tickets of this rank
  DayMs since_ms = 0;      // the wait counts from here
  DayMs came_ms = 0;
  std::uint16_t expected_s = 0;  // counter time
};

struct Prediction {
  std::uint16_t ahead = 0;  // calls before this one, counting those who are in the hall
  Wait wait{};              // from `now` to the call; unknown when no counter is expected, "not
                            // today" when those that are, or else all that there are, do not come
                            // to it before they close
};

Prediction predict(const State& state, const config::City& city, const Standing& standing,
                   Instant now);

/// For a walk-in who arrives now, after all who came at this moment. Unknown when the hall has no
/// such lane.
Prediction predict_arrival(const State& state, const config::City& city, HallCode hall,
                           LaneCode lane, Instant now);

/// Counter time of one applicant for this service in this hall: as learned, else as configured.
std::uint32_t service_mean_ms(const Floor& floor, const config::City& city, HallCode hall,
                              ServiceCode service);

}  // namespace offpeak::scheduler

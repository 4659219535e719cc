// A day's visitors, drawn from the demand model.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <vector>

#include "demand/demand_model.hpp"
#include "loadtest/simulation/visitors/people_moves.hpp"
#include "scheduler/messages/command.hpp"

namespace offpeak::loadtest {

/// How a scenario's demand differs from the model's. With `people` the open halls share that many;
/// without it the people of a closed hall stay away.
struct DemandChange {
  double people = 0;  // received in the city on the day, on average; 0: the model's number
  double factor = 1;  // on that
  /// How many mean to come for each who is received, by day; where a day is missing: as many.
  std::map<config::Date, double> meant_per_received{};
  std::map<config::Date, DayMoves> moves{};  // where opening days differ and people follow them
  double online_share = 0;  // of parties that could do without the visit: these stay away
  double moving_share = 0;  // of walk-ins who follow a suggestion to come at a quieter time

  friend bool operator==(const DemandChange&, const DemandChange&) = default;
};

/// A party that means to come. What becomes of it is decided by its own draws, which are the same
/// in every scenario; a scenario with fewer visitors leaves some of them out.
struct Visitor {
  std::uint64_t number = 0;  // place of the hall << 32 | place among its parties: in all scenarios
  scheduler::HallCode hall{};
  scheduler::ServiceCode service{};
  std::uint8_t size = 1;
  scheduler::PriorityGround ground{};
  bool goes_online = false;  // and does without the visit
  bool wants_appointment = false;
  bool comes_anyway = true;  // of those who find no appointment
  bool cancels = false;
  bool shows_up = true;         // of those who have an appointment
  std::uint8_t lead_days = 0;   // before the visit
  double lead_moment = 0;       // when on that day it books: from 0 to 1 of its waking hours
  double wished_minute = 0;     // of the day: arrival without an appointment, or the hoped-for slot
  double early_minutes = 0;     // before the slot; negative: late
  double service_draw = 0.5;    // uniform: the counter time, by inversion
  double walk_draw = 0.5;       // uniform: from the seat to the counter
  double balking_draw = 0.5;    // uniform: turns round at red when below the share
  double patience_minutes = 0;  // infinite: never leaves
};

/// Seed, and which replication of it.
struct Draws {
  std::uint64_t seed = 0;
  std::uint32_t replication = 0;
  bool antithetic = false;
};

/// All parties of all halls that mean to come on `date`, by hall and then by `wished_minute`. The
/// arrivals of each hall are a non-homogeneous Poisson process: unit exponential gaps carried
/// through the inverse of the cumulative rate (Cinlar 1975), so that under a higher demand the same
/// visitors come earlier and more of them follow. Those who apply online (`online_share`) are among
/// them, marked, so that nobody disappears.
///
/// Draws are addressed by seed, replication, hall (by its place in the city), date and the party's
/// number in the hall, so they depend on no order of evaluation. Whoever moves to a quieter time
/// goes from a part of the day that is busier than the day's mean to one that is not.
///
/// `place`: only the parties of the hall in this place, the same as among all.
std::vector<Visitor> visitors_on(const demand::DemandModel& model, const config::City& city,
                                 config::Date date, const DemandChange& change, const Draws& draws,
                                 std::optional<std::size_t> place = std::nullopt);

/// People whom the city receives on `date` on average, after the change.
double expected_people(const demand::DemandModel& model, const config::City& city,
                       config::Date date, const DemandChange& change);
/// How many mean to come for that.
double meant_people(const demand::DemandModel& model, const config::City& city, config::Date date,
                    const DemandChange& change);

}  // namespace offpeak::loadtest

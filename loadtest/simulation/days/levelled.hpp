// Levelled release in a simulated hall: what a server does (guide/release_plan.hpp), at the times
// at which it would.
#pragma once

#include "demand/meant_parties.hpp"
#include "loadtest/simulation/days/agenda.hpp"
#include "loadtest/simulation/days/hall_day.hpp"
#include "loadtest/simulation/days/world.hpp"

namespace offpeak::loadtest {

/// The forecast knows the demand model, how many mean to come on average, and what is booked: not
/// the day's visitors, nor what past days show.
class Levelled {
 public:
  Levelled(World& world, Agenda& agenda, HallDay& day)
      : world_{world}, agenda_{agenda}, day_{day} {}

  /// Adds to the agenda the opening of the horizon and each midnight from then on until the day
  /// itself. `meant` of this hall; it and the model must live as long as the hall is played.
  void begin(const demand::DemandModel& model, const demand::MeantHall& meant);

  /// Sets the reserves until they are at rest. A server sees to them every few minutes, and moves
  /// each by a step at most.
  void level(DayTime at);

 private:
  bool take_a_step(DayTime at);

  World& world_;
  Agenda& agenda_;
  HallDay& day_;
  const demand::DemandModel* model_ = nullptr;
  const demand::MeantHall* meant_ = nullptr;
};

}  // namespace offpeak::loadtest

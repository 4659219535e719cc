// Greener places of the day for those who are booked in a lane that is red, and who takes one.
#pragma once

#include "loadtest/simulation/days/citizens.hpp"
#include "loadtest/simulation/days/guidance.hpp"

namespace offpeak::loadtest {

/// A later time in the same hall alone: each hall is played in a state of its own, which knows no
/// greener one.
class Swaps {
 public:
  Swaps(World& world, Agenda& agenda, HallDay& day, Citizens& citizens)
      : world_{world}, agenda_{agenda}, day_{day}, citizens_{citizens} {}

  /// Those who follow take what they are offered, where anything is.
  void begin(const Draws& draws, const Following& following);
  /// To be called whenever levels have been assessed.
  void offer(DayTime at);
  /// Nobody has taken what this guest was offered.
  void expire(std::uint32_t guest, DayTime at);

 private:
  void ask(const scheduler::PlaceOffered& offer, DayTime at);

  World& world_;
  Agenda& agenda_;
  HallDay& day_;
  Citizens& citizens_;
  Draws draws_;
  Following following_;
};

}  // namespace offpeak::loadtest

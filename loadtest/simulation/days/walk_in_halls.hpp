// Which hall a walk-in goes to who looks at what is told of the waits before setting out.
#pragma once

#include <span>
#include <vector>

#include "loadtest/simulation/days/agenda.hpp"
#include "loadtest/simulation/days/guidance.hpp"
#include "loadtest/simulation/visitors/visitors.hpp"

namespace offpeak::loadtest {

class HallPlay;
struct PlayedHall;
struct Guest;

/// Whoever looks does so half an hour before the arrival that was meant, from near the own hall. To
/// another one it is 2 minutes more for each kilometre between them.
inline constexpr DayTime looks_before = 30 * minute_ms;

DayTime way_ms(const config::City& city, config::HallCode from, config::HallCode to);

class WalkInHalls {
 public:
  /// `city`: any of the halls that are played, for what they have in common. `halls`: all of them,
  /// in the order of the city.
  void begin(const PlayedHall& city, std::span<HallPlay* const> halls);

  bool looks(const Guest& guest) const;
  /// Whether guidance says where to go, and not `hall_for`.
  bool follow_plan() const;
  /// Where this guest, whose own hall it is, goes by what is shown: that hall, or one of the
  /// nearest that are open and have the lane.
  config::HallCode hall_for(const Guest& guest, config::HallCode own, DayTime at) const;
  /// The guest goes there instead.
  void send(const Visitor& visitor, config::HallCode to, DayTime at) const;

 private:
  HallPlay& play_of(config::HallCode hall) const;
  DayTime shown_ms(config::HallCode hall, const Guest& guest, DayTime at) const;

  const PlayedHall* city_ = nullptr;
  std::vector<HallPlay*> halls_;
};

}  // namespace offpeak::loadtest

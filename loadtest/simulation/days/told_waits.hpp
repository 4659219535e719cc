// What a hall tells of its waits through the day, to those who are not there: kept, as what is
// shown may be old.
#pragma once

#include <vector>

#include "loadtest/simulation/days/agenda.hpp"

namespace offpeak::loadtest {

class ToldWaits {
 public:
  void begin(std::size_t lanes);
  /// Somebody was called who had waited so long; not at all, when that is before the slot began. In
  /// order of time.
  void call(DayTime at, DayTime waited_ms);
  /// Whoever arrived now would wait so long in this lane, by its place among the city's. In order
  /// of time.
  void predict(std::size_t lane_place, DayTime at, DayTime wait_ms);

  /// The mean wait of those who were called in the hour before; where nobody was, that of the last
  /// one. 0 before the first call.
  DayTime hour_average_ms(DayTime at) const;
  /// The newest prediction; 0 before the first one.
  DayTime newest_ms(std::size_t lane_place, DayTime at) const;

 private:
  struct Told {
    DayTime at = 0;
    DayTime sum_ms = 0;  // with all before; of predictions: this one alone
  };
  /// How many there are by then, including that moment.
  static std::size_t count(const std::vector<Told>& told, DayTime at);

  std::vector<Told> calls_;
  std::vector<std::vector<Told>> predictions_;  // by lane
};

}  // namespace offpeak::loadtest

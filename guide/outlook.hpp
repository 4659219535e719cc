// The next days, lane by lane and half-hour by half-hour: who is expected, and how long they wait.
//
// Nothing in an outlook changes once it is made, and a new one shares the days that were not made
// again, so that threads may read one while the next is being made.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "demand/expected_arrivals.hpp"
#include "guide/known.hpp"
#include "guide/learned.hpp"
#include "scheduler/guidance/hall_forecast.hpp"

namespace offpeak::guide {

inline constexpr int outlook_days_max = 30;

/// A lane of a hall that is open on that day. Numbers are parties, by half-hour.
struct LaneOutlook {
  config::HallCode hall{};
  config::LaneCode lane{};
  scheduler::LaneForecast forecast;
  scheduler::HalfHours walk_ins{};  // come without an appointment, corrected by what past days show
  /// Of these, who will look for an appointment from now on and find none.
  scheduler::HalfHours walk_ins_unplaced{};
  scheduler::HalfHours standing{};  // have an appointment now, by its slot, and keep it
  scheduler::HalfHours booked{};    // these, and who will find one from now on and keep it
  /// Look for an appointment from now on and keep it, by the time that they wish for.
  scheduler::HalfHours wished{};
  double party_minutes = 1;  // counter-minutes of a party, as its booking takes them
  double way_minutes = 0;    // to the counter
  double show_rate = 1;
};

struct DayOutlook {
  config::Date date{};
  double meant_people = 0;         // mean to come to the city
  std::vector<LaneOutlook> lanes;  // by hall and lane

  /// Null when the hall is closed or has no such lane.
  const LaneOutlook* find(config::HallCode hall, config::LaneCode lane) const;
};

class Outlook {
 public:
  /// Days in a row.
  std::span<const std::shared_ptr<const DayOutlook>> days() const { return days_; }
  config::Instant made_at() const { return made_at_; }

  /// Null when the date is not among the days, or as above.
  const LaneOutlook* find(config::HallCode hall, config::LaneCode lane, config::Date date) const;
  const LaneOutlook* find(scheduler::SlotKey slot) const;
  /// The half-hour in which the minute lies; null as above, and while the hall is closed.
  const scheduler::LaneHalfHour* at(config::HallCode hall, config::LaneCode lane, config::Date date,
                                    config::MinuteOfDay minute) const;
  const scheduler::LaneHalfHour* at(scheduler::SlotKey slot) const;

  /// Of one day alone.
  static Outlook of_day(DayOutlook day, config::Instant made_at);

 private:
  friend class Forecaster;

  config::Instant made_at_{};
  std::vector<std::shared_ptr<const DayOutlook>> days_;
};

/// Makes outlooks, one at a time; what it works with is kept for the next.
class Forecaster {
 public:
  /// Today and the days after it, `days` in all, `outlook_days_max` at most. The first `fresh_days`
  /// are made anew, and of the others those that `last` does not have. `learned`: of the city's
  /// halls in their order, or empty.
  Outlook outlook(const Known& known, std::span<const LearnedHall> learned, const Outlook& last,
                  int days, int fresh_days);

  /// One day, whichever. `meant_people`: how many mean to come to the city.
  DayOutlook day(const Known& known, std::span<const LearnedHall> learned, config::Date date,
                 double meant_people);

 private:
  scheduler::HallForecaster halls_;
};

/// The lanes of a hall that is open on the date, whose forecasts are still empty: what reserves are
/// made from. `learned` may be null.
std::vector<LaneOutlook> expected_lanes(const Known& known, const LearnedHall* learned,
                                        const demand::HallArrivals& arrivals, config::Date date);

/// As `known` has it, for `demand::expected_arrivals`; nothing where nothing is known to be taken.
std::optional<demand::BookedSoFar> booked_so_far(const Known& known);

/// How many have to mean to come on that day, so that the city receives as many as the model says.
double meant_people(const Known& known, config::Date date);

}  // namespace offpeak::guide

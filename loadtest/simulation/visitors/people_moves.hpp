// Where the people of a closed day go, and from where those of a newly opened day come.
#pragma once

#include <map>
#include <vector>

#include "demand/demand_model.hpp"

namespace offpeak::loadtest {

/// What other opening days do to one day. People are means of the model.
struct DayMoves {
  std::vector<double> hall_factors;  // on the hall's people on the day, in the order of the halls
  double city_factor = 1;            // on those of the city
  double usual_people = 0;           // of the city, with the usual opening days
  double from_other_days = 0;        // come on this day in place of another one of its week
  double to_other_days = 0;
  double stay_away = 0;

  friend bool operator==(const DayMoves&, const DayMoves&) = default;
};

/// For each of the `days` days from `first` on. The two cities have the same halls. In each hall
/// and week, Monday to Sunday, `share` of the people of days that only `usual` opens come on the
/// days that both open, in proportion to these; as large a share of the people of days that only
/// `changed` opens stay away from them. Without a day that both open nobody moves.
std::map<config::Date, DayMoves> moves_between_days(const demand::DemandModel& model,
                                                    const config::City& usual,
                                                    const config::City& changed, config::Date first,
                                                    int days, double share);

}  // namespace offpeak::loadtest

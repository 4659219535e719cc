// `offpeak plan --release`: a day's slots with the configured walk-in reserve and with one that
// follows the forecast.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "config/city.hpp"
#include "demand/demand_model.hpp"

namespace offpeak {

/// A slot before and after. Counter-minutes, expected ones.
struct ReleasedSlot {
  config::MinuteOfDay start{};
  double walk_in_minutes = 0;
  int flat_percent = 0;
  int flat_minutes = 0;  // bookable with it
  int levelled_percent = 0;
  int levelled_minutes = 0;
  /// Walk-ins and, if all of it is booked, those who then come, by what the counters can do.
  double flat_load = 0;
  double levelled_load = 0;
};

struct ReleasedLane {
  config::HallCode hall{};
  config::LaneCode lane{};
  bool follows = false;  // whether the hall's rule is `forecast`
  std::vector<ReleasedSlot> slots{};
};

struct ReleasedDay {
  config::Date date{};
  std::vector<ReleasedLane> lanes{};  // by hall and lane; bookable ones of halls that are open
};

/// As if nothing was booked yet. `people`: received in the city; nothing: the model's number.
/// `hall`: only this one.
ReleasedDay plan_release(const config::City& city, const demand::DemandModel& model,
                         config::Date date, std::optional<double> people,
                         std::optional<config::HallCode> hall);

std::string release_text(const config::City& city, const ReleasedDay& day);
std::string release_json(const config::City& city, const ReleasedDay& day);

}  // namespace offpeak

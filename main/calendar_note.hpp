// What planners are told about days whose holidays nobody knows yet.
#pragma once

#include <string_view>

#include "config/city.hpp"

namespace offpeak {

/// Says on standard error, for the command, that of the `days` days from `first` on some are played
/// as a calendar has them that lacks the year's notice on holidays. Nothing when there are none.
void note_provisional_days(std::string_view command, const config::City& city, config::Date first,
                           int days);

}  // namespace offpeak

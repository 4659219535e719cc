// A store with a day in it.
#pragma once

#include <string>

#include "tests/loadtest/simulation/days/one_hall.hpp"

namespace offpeak::loadtest {

/// A morning with appointments, numbers, one who does not come, one who leaves and one of three
/// people; services of 6 minutes on average that vary.
void fill_morning(OneHall& hall);

/// Plays the day and writes its events to a new SQLite store at `path`.
HallResult record(OneHall& hall, const std::string& path);

}  // namespace offpeak::loadtest

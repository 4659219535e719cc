// The calendar of off days and make-up workdays, in a file of its own.
#pragma once

#include "config/city.hpp"
#include "config/fields.hpp"

namespace offpeak::config {

inline constexpr std::size_t calendar_years_max = 100;

/// Reads the root of a calendar file: each year once, and no day that is both off and a make-up
/// workday. A provisional year is a warning.
void read_calendar(const View& root, Calendar& into);

}  // namespace offpeak::config

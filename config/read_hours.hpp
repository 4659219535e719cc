// Opening hours: seasons with their periods, and weekdays.
#pragma once

#include <array>
#include <cstddef>
#include <vector>

#include "config/city.hpp"
#include "config/fields.hpp"

namespace offpeak::config {

inline constexpr std::size_t periods_max = 8;  // of one day

/// One period such as 08:30-12:00, added to `into`: it must follow those that are there.
Reader period(std::vector<Period>& into);

/// Periods of a day such as 08:30-12:00, in order; added to `into`.
Reader periods(std::vector<Period>& into);

/// Seasons that together cover every day of the year once, each with ordered periods.
Reader hours(std::vector<Season>& into);

/// [mon, tue, …]; at least one.
Reader open_weekdays(std::array<bool, 7>& into);

}  // namespace offpeak::config

// Opening hours: seasons with their periods, and weekdays.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

#include "config/city.hpp"
#include "config/fields.hpp"

namespace offpeak::config {

inline constexpr std::size_t periods_max = 8;  // of one day

/// "08:30-12:00"; nothing when that is not two times of a day. It may end before it begins.
std::optional<Period> parse_period(std::string_view text);
/// Slots begin at multiples of `slot_minutes_min` from the start of a period.
bool begins_on_grid(const Period& period);

/// One period such as 08:30-12:00, added to `into`: it must follow those that are there.
Reader period(std::vector<Period>& into);

/// Periods of a day such as 08:30-12:00, in order; added to `into`.
Reader periods(std::vector<Period>& into);

/// Seasons that together cover every day of the year once, each with ordered periods.
Reader hours(std::vector<Season>& into);

/// [mon, tue, …]; at least one.
Reader open_weekdays(std::array<bool, 7>& into);

}  // namespace offpeak::config

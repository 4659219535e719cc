// How long visits and the audit are kept, and when visits are announced.
#pragma once

#include <vector>

#include "config/city.hpp"
#include "config/fields.hpp"

namespace offpeak::config {

inline constexpr int visit_days_min =
    2;  // the visit's day, and the next one, on which the day is closed
inline constexpr int kept_days_max = 3650;
inline constexpr int reminder_minutes_max = horizon_days_max * 24 * 60;

/// {visit_days, report_days, audit_days}; totals are kept as long as visits or longer.
Reader retention(Retention& into, int& audit_days);

/// Minutes before the slot's start, the earliest reminder first; the list may be empty.
Reader reminders(std::vector<minutes>& into);

}  // namespace offpeak::config

// Until when to apply, and whether the days until then are full.
#pragma once

#include "config/city.hpp"
#include "config/online_rules.hpp"
#include "scheduler/messages/keys.hpp"

namespace offpeak::scheduler {

/// As `add_working_days`; the day itself when `count` is 0.
Date ready_after(const config::Calendar& calendar, Date applied, int count);

/// The last day on which to apply for what takes `count` ≥ 0 working days and has to be ready on
/// the day `by`.
Date last_day_to_apply(const config::Calendar& calendar, Date by, int count);

/// Whether a working day from `first` to `last` may still change, because the notice on holidays of
/// its year is not known.
bool spans_provisional_year(const config::Calendar& calendar, Date first, Date last);

/// Whether any day from `first` on and before `end` is one of those before a long holiday, or of a
/// season in which a hall books further ahead than usual. At most the last `peak_days_max` are
/// looked at.
bool has_peak(const config::City& city, const config::PeakRule& rule, Date first, Date end);
inline constexpr int peak_days_max = 42;

}  // namespace offpeak::scheduler

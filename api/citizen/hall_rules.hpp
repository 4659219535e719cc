// The rules in force in a hall, and its counters, as GET /v1/halls/{hall} tells them.
#pragma once

#include <span>

#include "base/json_writer.hpp"
#include "config/city.hpp"

namespace offpeak::api {

/// Opening periods of a day under the key `hours`.
void write_hours(base::JsonWriter& json, std::span<const config::Period> periods);

/// The days of a part of the year: `first` and `last`, as "06-01".
void write_days(base::JsonWriter& json, std::chrono::month_day first, std::chrono::month_day last);

/// `rules`: what a citizen or a planner reckons with, by the names of the configuration.
void write_rules(base::JsonWriter& json, const config::Rules& rules);

/// `counters`, each with the lanes that it serves and when it is staffed.
void write_counters(base::JsonWriter& json, const config::City& city, const config::Hall& hall);

}  // namespace offpeak::api

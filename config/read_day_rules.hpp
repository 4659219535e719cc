// The rules of the day in the hall: whom a counter calls next, and what a wait means for the level.
#pragma once

#include "config/city.hpp"
#include "config/fields.hpp"

namespace offpeak::config {

inline constexpr int call_run_max = 100;  // calls in a row
inline constexpr int ageing_minutes_max = 480;
inline constexpr int recalls_rule_max = 20;
inline constexpr int returns_rule_max = 10;
inline constexpr int return_after_calls_max = 1000;
inline constexpr int recall_pause_seconds_max = 600;
inline constexpr int level_minutes_max = 480;
inline constexpr int settle_minutes_max = 60;

/// {order, priority_run_max, …}: changes what it names and leaves the rest of `into`.
Reader call_rule(CallRule& into);
Reader reserve_kind(ReserveKind& into);

/// {yellow_from_minutes, red_above_minutes, settle_minutes}, in the same way. The relation between
/// them is checked on the result.
Reader level_rule(LevelRule& into);

}  // namespace offpeak::config

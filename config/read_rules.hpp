// The rules: those of the city, and what a hall changes in them.
#pragma once

#include <cstddef>

#include "config/city.hpp"
#include "config/fields.hpp"

namespace offpeak::config {

inline constexpr std::size_t release_waves_max = 8;
inline constexpr std::size_t horizon_seasons_max = 12;
inline constexpr int slot_minutes_max = 240;
inline constexpr int hold_minutes_max = 120;
inline constexpr int offer_minutes_max = 1440;
inline constexpr int holds_open_max = 8;
inline constexpr int holds_per_day_limit = 1000;
inline constexpr int window_days_max = 3650;
inline constexpr int return_delay_minutes_max = 1440;
inline constexpr int check_in_minutes_max = 240;
inline constexpr int last_tickets_minutes_max = 240;
inline constexpr int minor_age_max = 100;
inline constexpr int minor_minutes_max = 60;
inline constexpr int walk_seconds_max = 600;

/// Whether a level of rules stands alone or changes another.
enum class RulesLevel : std::uint8_t { city, hall };

/// Reads the rules over those that `into` has. A hall's level changes only what it names; relations
/// are checked on the result, and a broken one is reported where this level touches it.
Reader rules(Rules& into, RulesLevel level);

}  // namespace offpeak::config

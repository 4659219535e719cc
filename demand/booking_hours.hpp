// At what time of a day people book.
#pragma once

#include "config/civil_time.hpp"

namespace offpeak::demand {

/// Between seven in the morning and eleven at night [D], at any time alike.
inline constexpr config::MinuteOfDay booking_from{7 * 60};
inline constexpr config::MinuteOfDay booking_to{23 * 60};

}  // namespace offpeak::demand

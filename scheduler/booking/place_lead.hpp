// How long before its start a place may still be offered instead of a booked one.
#pragma once

#include "config/civil_time.hpp"

namespace offpeak::scheduler {

/// The way to the hall, and the time to read the offer.
inline constexpr config::minutes place_lead{60};

}  // namespace offpeak::scheduler

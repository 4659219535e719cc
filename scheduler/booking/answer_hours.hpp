// The hours in which people answer what they are offered. Nobody loses a place, or the place in
// line, by sleeping.
#pragma once

#include "config/civil_time.hpp"

namespace offpeak::scheduler {

/// Of the halls' day. Later and earlier most have put the telephone away, and an offer would lapse
/// unseen.
inline constexpr config::MinuteOfDay answers_from{7 * 60};
inline constexpr config::MinuteOfDay answers_until{21 * 60};

bool people_answer(config::Instant now);

/// The first moment from `now` on at which they do.
config::Instant answered_from(config::Instant now);

/// When an offer made now ends: once people have had so long to answer it, in hours in which they
/// do, and never after the slot's start.
config::Instant offer_end(config::Instant now, config::minutes length, config::Instant start);

}  // namespace offpeak::scheduler

// Why a person is shown nothing to follow: what an empty list would leave open.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>

#include "guide/suggest.hpp"

namespace offpeak::guide {

/// In the order in which they are asked. All but the first are of an empty list.
enum class Nothing : std::uint8_t {
  own_place_is_best,  // the list has the own place alone
  hall_needed,        // neither a hall nor a position says where
  no_appointments,    // no hall takes bookings for the lane
  closed,             // the own hall has no slots in these days
  past,               // its slots have all begun
  not_bookable_yet,   // they lie beyond the horizon, or nothing of them is released
  full,               // it has no room in these days, nor have the places that others are sent to
  party_too_large,    // it has room for one, and not for all of them together
  beyond_forecast,    // no forecast reaches the days on which it has room
  uncalled,           // who comes where there is room may not be called that day
  nothing_better,     // there is room, and no reason to go there
};

/// Whether a slot may be booked now.
struct Rooms {
  std::function<bool(scheduler::SlotKey)> for_party;
  std::function<bool(scheduler::SlotKey)> for_one;
};

/// `shown`: what `suggest` made of the wish with `for_party`. Nothing when it has a place that is
/// not the person's own.
std::optional<Nothing> why_nothing(const config::City& city, const Outlook& outlook,
                                   const Wish& wish, const Suggested& shown, const Rooms& rooms,
                                   config::Instant now);

}  // namespace offpeak::guide

#include "guide/why_nothing.hpp"

#include <algorithm>

#include "scheduler/booking/opening.hpp"
#include "scheduler/booking/release.hpp"

namespace offpeak::guide {
namespace {

/// What the slots of a hall in the days of the wish come to.
struct Seen {
  bool slots = false;
  bool ahead = false;     // that have not begun
  bool bookable = false;  // and are within the horizon, with something released
  bool for_one = false;   // and have room for one
  bool for_party = false;
  bool forecast = false;  // and a forecast
};

/// Until nothing more can be found.
Seen look(const config::City& city, const Outlook& outlook, const Wish& wish,
          const config::Hall& hall, const Rooms& rooms, config::Instant now) {
  Seen seen;
  for (config::Date date = wish.from; date <= wish.to; date += std::chrono::days{1}) {
    if (!scheduler::has_keys(date)) break;
    const bool is_forecast = outlook.find(hall.code, wish.lane, date) != nullptr;
    for (const auto& slot : scheduler::plan_day(city, hall, wish.lane, date)) {
      seen.slots = true;
      if (slot.start <= now) continue;
      seen.ahead = true;
      const bool is_released = scheduler::released_minutes(slot, now) > 0;
      if (!is_released || !scheduler::in_horizon(slot, now)) continue;
      seen.bookable = true;
      if (!seen.for_one) seen.for_one = rooms.for_one(slot.key);
      if (!rooms.for_party(slot.key)) continue;
      seen.for_party = true;
      if (!is_forecast) continue;
      seen.forecast = true;
      return seen;
    }
  }
  return seen;
}

}  // namespace

std::optional<Nothing> why_nothing(const config::City& city, const Outlook& outlook,
                                   const Wish& wish, const Suggested& shown, const Rooms& rooms,
                                   config::Instant now) {
  const auto leads_elsewhere = [&](const auto& item) { return item.slot != shown.habit; };
  if (std::ranges::any_of(shown.items, leads_elsewhere)) return std::nullopt;
  if (!shown.items.empty()) return Nothing::own_place_is_best;
  const config::Hall* home = shown.home ? city.find(*shown.home) : nullptr;
  if (home == nullptr) {
    return wish.hall || wish.position ? Nothing::no_appointments : Nothing::hall_needed;
  }
  const Seen seen = look(city, outlook, wish, *home, rooms, now);
  if (!seen.slots) return Nothing::closed;
  if (!seen.ahead) return Nothing::past;
  if (!seen.bookable) return Nothing::not_bookable_yet;
  if (!seen.for_party) return seen.for_one ? Nothing::party_too_large : Nothing::full;
  if (!seen.forecast) return Nothing::beyond_forecast;
  return shown.has_uncalled ? Nothing::uncalled : Nothing::nothing_better;
}

}  // namespace offpeak::guide

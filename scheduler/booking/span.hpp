// Which slots a party takes, and whether it has room there.
#pragma once

#include <optional>

#include "scheduler/booking/release.hpp"
#include "scheduler/messages/slot_span.hpp"

namespace offpeak::scheduler {

/// How many adjacent slots a party of so many counter-minutes takes where each has room for
/// `room_minutes` when nothing is booked: the fewest that hold equal shares of it. 0: more than
/// there may be.
int slots_needed(int room_minutes, int minutes);

/// The slots that the party takes from this one on; nothing when the day has not so many in a row.
/// `room_minutes` is of the first one: what is released of it now, so that a large party need not
/// wait for the last wave, or its capacity, to see if it ever fits.
std::optional<SlotSpan> plan_span(const config::City& city, const SlotPlan& first, int room_minutes,
                                  int minutes);

/// How many parties of that kind find room in all slots of the span. `room_at` tells the Room of a
/// SlotPlan.
template <class RoomAt>
int parties_that_fit(const config::City& city, const SlotSpan& span, const SlotPlan& first,
                     const RoomAt& room_at) {
  int parties = room_at(first).free_minutes() / static_cast<int>(span.share(0));
  for (int i = 1; i < span.slots && parties > 0; ++i) {
    const Room room = room_at(*plan_slot(city, span.key(i)));
    parties = std::min(parties, room.free_minutes() / static_cast<int>(span.share(i)));
  }
  return parties;
}

}  // namespace offpeak::scheduler

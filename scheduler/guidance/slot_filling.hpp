// Where bookings go when the wished slots are full.
#pragma once

#include <cstddef>
#include <span>

#include "config/city.hpp"

namespace offpeak::scheduler {

inline constexpr std::size_t day_slots_max = 24 * 60 / config::slot_minutes_min;

/// Counter-minutes of one slot.
struct SlotWishes {
  double start_minute = 0;  // of the day
  double wished = 0;
  double room = 0;
  double placed = 0;    // in this slot
  double unplaced = 0;  // wished here, and found no place on the whole day
};

/// Fills `placed` and `unplaced`: everybody takes the wished slot or, outwards from it, the nearest
/// one with room, as the list of slots shows it. Wishes lie in the middle of their slot on average.
/// Those who look at the same distance share what room there is. Slots are by start, at most
/// `day_slots_max`.
void fill_slots(std::span<SlotWishes> slots, double slot_minutes);

}  // namespace offpeak::scheduler
